import { expect, test } from 'vitest';
import { answerAll } from '../../src/cli/plan/arrears.js';
import { BadInput } from '../../src/library/checked-yaml.js';

const INSTALMENT = { seq: 1, dueOn: '2026-01-15', principal: '1000.00', interest: '60.00', fee: '0.00' };
const PAYMENT = { reference: 'A', paidOn: '2026-01-15', amount: '1060.00' };
const loan = (change: object = {}) => ({ loan: 'L1', on: '2026-03-01', instalments: [INSTALMENT], ...change });

const answer = (...loans: object[]) =>
  answerAll(loans.map((it) => JSON.stringify(it)).join('\n'), 'F').map((it) => JSON.parse(it));

function problems(text: string, on?: string): string[] {
  try {
    answerAll(text, 'F', on);
  } catch (error) {
    if (error instanceof BadInput) return error.problems;
    throw error;
  }
  return [];
}
const problemsOf = (change: object) => problems(JSON.stringify(loan(change)));

test('interfaces: the answer has exactly these fields, in this order', () => {
  const reversed = loan({
    graceDays: 3,
    payments: [PAYMENT, { reverses: 'A', paidOn: '2026-01-20' }],
    pauses: [{ from: '2026-02-01', until: '2026-02-11' }],
  });
  expect(answerAll(JSON.stringify(reversed), 'F')).toEqual([
    '{"loan":"L1","on":"2026-03-01","dpd":45,"delinquentDays":32,"delinquentSince":"2026-01-18",' +
      '"oldestUnpaid":{"seq":1,"dueOn":"2026-01-15"},"overdue":"1060.00","overduePrincipal":"1000.00",' +
      '"overdueInterest":"60.00","overdueFee":"0.00","outstanding":"1060.00","overpaid":"0.00","category":"special-mention"}',
  ]);
});

test('interfaces: many loans, one a line, are answered in order; blank lines are passed over', () => {
  const text = `\n${JSON.stringify(loan())}\r\n\n${JSON.stringify(loan({ loan: 'L2', payments: [PAYMENT] }))}\n`;
  expect(answerAll(text, 'F').map((it) => JSON.parse(it))).toMatchObject([
    { loan: 'L1', dpd: 45 },
    { loan: 'L2', dpd: 0, oldestUnpaid: null, delinquentSince: null, outstanding: '0.00' },
  ]);
});

test('one loan may be written over several lines', () => {
  expect(answerAll(JSON.stringify(loan(), null, 2), 'F')).toHaveLength(1);
});

test('interfaces: `on` in the object stands before --on', () => {
  const text = [loan(), { ...loan(), on: undefined }].map((it) => JSON.stringify(it)).join('\n');
  expect(answerAll(text, 'F', '2026-01-16').map((it) => JSON.parse(it).on)).toEqual(['2026-03-01', '2026-01-16']);
  expect(problems(text)).toEqual(['F:2 on: missing: say it here, or --on DATE']);
});

test('interfaces: touching pauses are allowed, in any order', () => {
  const pauses = [
    { from: '2026-02-11', until: '2026-02-13' },
    { from: '2026-02-01', until: '2026-02-11' },
  ];
  expect(answer(loan({ pauses }))).toMatchObject([{ delinquentDays: 33 }]);
});

test('a reversal may stand before its payment, and be of the same day', () => {
  expect(answer(loan({ payments: [{ reverses: 'A', paidOn: '2026-01-15' }, PAYMENT] }))).toMatchObject([{ dpd: 45 }]);
});

test.each<[string, object, string]>([
  ['an unknown field', { grace: 3 }, 'grace: there is no such field'],
  ['a day that does not exist', { on: '2026-02-30' }, 'on: not a date: 2026-02-30'],
  ['no instalments', { instalments: undefined }, 'instalments: missing'],
  [
    'grouped money',
    { instalments: [{ ...INSTALMENT, principal: '1,000.00' }] },
    'instalments.0.principal: not an amount such as 1060.00: 1,000.00',
  ],
  [
    'three decimals',
    { instalments: [{ ...INSTALMENT, fee: '1.005' }] },
    'instalments.0.fee: not an amount such as 1060.00: 1.005',
  ],
  ['negative money', { instalments: [{ ...INSTALMENT, fee: '-1.00' }] }, 'instalments.0.fee: negative: -1.00'],
  [
    'money that is a number',
    { instalments: [{ ...INSTALMENT, fee: 0 }] },
    'instalments.0.fee: Invalid input: expected string, received number',
  ],
  ['an instalment twice', { instalments: [INSTALMENT, INSTALMENT] }, 'instalments.1.seq: stands twice: 1'],
  ['a reference twice', { payments: [PAYMENT, PAYMENT] }, 'payments.1.reference: stands twice: A'],
  ['a payment of nothing', { payments: [{ ...PAYMENT, amount: '0.00' }] }, 'payments.0.amount: not above zero: 0.00'],
  ['a payment without amount', { payments: [{ reference: 'A', paidOn: '2026-01-15' }] }, 'payments.0.amount: missing'],
  [
    'a reversal of nothing known',
    { payments: [{ reverses: 'B', paidOn: '2026-01-15' }] },
    'payments.0.reverses: no payment has this reference: B',
  ],
  [
    'a reversal with an amount',
    { payments: [PAYMENT, { ...PAYMENT, reference: 'B', reverses: 'A' }] },
    'payments.1.reverses: a reversal has no reference and no amount of its own',
  ],
  [
    'a reversal before its payment',
    { payments: [PAYMENT, { reverses: 'A', paidOn: '2026-01-14' }] },
    'payments.1.paidOn: before the payment that is reversed, of 2026-01-15: 2026-01-14',
  ],
  [
    'a second reversal',
    { payments: [PAYMENT, { reverses: 'A', paidOn: '2026-01-16' }, { reverses: 'A', paidOn: '2026-01-17' }] },
    'payments.2.reverses: is reversed twice: A',
  ],
  [
    'a pause that ends before it begins',
    { pauses: [{ from: '2026-02-02', until: '2026-02-01' }] },
    'pauses.0.until: before from: 2026-02-01',
  ],
  [
    'overlapping pauses',
    {
      pauses: [
        { from: '2026-02-01', until: '2026-02-11' },
        { from: '2026-02-10', until: '2026-02-12' },
      ],
    },
    'pauses.1.from: overlaps the pause until 2026-02-11: 2026-02-10',
  ],
  ['half a day of grace', { graceDays: 0.5 }, 'graceDays: Invalid input: expected int, received number'],
  [
    'more than any loan is of',
    { instalments: [{ ...INSTALMENT, principal: '100000000000.01' }] },
    'instalments.0.principal: more than 100000000000.00: 100000000000.01',
  ],
  [
    'amounts beyond what is exact',
    { instalments: Array.from({ length: 1_000 }, (_, seq) => ({ ...INSTALMENT, seq, principal: '99999999999.99' })) },
    'instalments: the amounts are too large',
  ],
])('bad input: %s', (_, change, problem) => {
  expect(problemsOf(change)).toEqual([`F:1 ${problem}`]);
});

test('bad input names the line: of the file, and within a loan of many lines', () => {
  expect(problems(`${JSON.stringify(loan())}\n{"loan":}\n${JSON.stringify(loan({ on: 'today' }))}`)).toEqual([
    expect.stringMatching(/^F:2 not JSON: /),
    'F:3 on: not a date: today',
  ]);
  expect(problems(JSON.stringify(loan({ instalments: [{ ...INSTALMENT, dueOn: 'x' }] }), null, 1))).toEqual([
    'F:7 instalments.0.dueOn: not a date: x',
  ]);
  expect(problems('{\n"loan": "L1",\n}')).toEqual([expect.stringMatching(/^F:3 not JSON: /)]);
  expect(problems('\n')).toEqual(['F:1 no loan in it']);
});
