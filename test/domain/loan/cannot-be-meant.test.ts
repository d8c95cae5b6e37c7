import { expect, test } from 'vitest';
import { type Lent, loanDoubts } from '../../../src/domain/loan/cannot-be-meant.js';
import { inCircle } from '../../../src/domain/work/staffing.js';

const HONEST: Lent = {
  plan: { plan: '04-personal', borrowers: ['person'] },
  borrower: 'B1',
  kind: 'person',
  disbursedOn: '2026-01-31',
  principal: 1_200_000,
  annualRate: '4.35',
  penaltyRate: '6.525',
  instalments: { firstDueOn: '2026-02-28', lastDueOn: '2027-01-31', principal: 1_200_000, interest: 28_400, fee: 0 },
};
const TODAY = '2026-03-01';
const fields = (change: Partial<Lent>, today: string | null = TODAY) =>
  loanDoubts({ ...HONEST, ...change }, today).map(
    ({ file, field, ofMoney }) => `${file}.${field}${ofMoney ? ' of money' : ''}`,
  );

test('an honest loan is not doubted, on the days that are just possible either', () => {
  expect(fields({})).toEqual([]);
  expect(fields({ disbursedOn: TODAY, instalments: { ...HONEST.instalments, firstDueOn: TODAY } })).toEqual([]);
  expect(fields({ annualRate: null, penaltyRate: null })).toEqual([]);
  expect(fields({ annualRate: '36', instalments: { ...HONEST.instalments, interest: 432_000 } })).toEqual([]);
});

test.each<[string, Partial<Lent>, string[]]>([
  [
    'due before the payout',
    { instalments: { ...HONEST.instalments, firstDueOn: '2026-01-30' } },
    ['instalments.due_on of money'],
  ],
  ['a fen more than was lent', { principal: 1_199_999 }, ['loans.principal of money']],
  ['a fen less', { principal: 1_200_001 }, ['loans.principal']],
  ['435 for 4.35', { annualRate: '435' }, ['loans.annual_rate of money']],
  ['a penalty of 652.5', { penaltyRate: '652.5' }, ['loans.penalty_rate of money']],
  ['0.0435 for 4.35', { annualRate: '0.0435' }, ['loans.annual_rate']],
  ['more than courts let a lender have', { annualRate: '36.01' }, ['loans.annual_rate']],
  ['interest a hundredfold', { instalments: { ...HONEST.instalments, interest: 2_840_000 } }, ['instalments.interest']],
  ['an enterprise in a plan for persons', { kind: 'enterprise' }, ['loans.plan']],
  [
    'paid out tomorrow',
    { disbursedOn: '2026-03-02', instalments: { ...HONEST.instalments, firstDueOn: '2026-04-01' } },
    ['loans.disbursed_on'],
  ],
  [
    'interest beyond any rate, where none is said',
    { annualRate: null, instalments: { ...HONEST.instalments, interest: 1_200_001 } },
    ['instalments.interest'],
  ],
  ['a fee larger than the loan', { instalments: { ...HONEST.instalments, fee: 1_200_001 } }, ['instalments.fee']],
  [
    'due a hundred years late',
    { instalments: { ...HONEST.instalments, lastDueOn: '2127-01-31' } },
    ['instalments.due_on'],
  ],
  ['paid out a hundred years ago', { disbursedOn: '1926-01-31' }, ['loans.disbursed_on', 'instalments.due_on']],
  [
    'a loan of nothing',
    { principal: 0, instalments: { ...HONEST.instalments, principal: 0, interest: 0 } },
    ['loans.principal'],
  ],
])('%s is doubted', (_, change, doubts) => {
  expect(fields(change)).toEqual(doubts);
});

test('where any day may come a payout of tomorrow is none', () => {
  expect(
    fields({ disbursedOn: '2026-03-02', instalments: { ...HONEST.instalments, firstDueOn: '2026-04-01' } }, null),
  ).toEqual([]);
});

test('people who supervise each other round about, not those who lead into the circle or out of it', () => {
  const people = Object.entries({ A: 'B', B: 'C', C: 'A', D: 'A', E: null, F: 'E', G: 'nobody' }).map(
    ([staff, supervisor]) => ({ staff, supervisor }),
  );
  expect(inCircle(people)).toEqual(['A', 'B', 'C']);
});
