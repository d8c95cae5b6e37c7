import { describe, expect, test } from 'vitest';
import { agenda } from '../../../src/domain/agenda.js';
import { clocksOf } from '../../../src/domain/clocks/clocks.js';
import type { KnownCase, LoanFile } from '../../../src/domain/loan/loan-file.js';
import { accountOf } from '../../../src/domain/loan/standing.js';
import { preview } from '../../../src/domain/preview/preview.js';
import { dayOf, formatMoment, MS_A_DAY, momentAt } from '../../../src/domain/time/dates.js';
import { underLaw } from '../../../src/library/law.js';
import { CHINA } from '../../support/contact-rules.js';
import { file, live, PLAN, payment } from '../build.js';

const plan = underLaw(PLAN);
const at = (day: string) => momentAt(day, '12:00');
/** Due on 20 January 2024, taken in two years and more later. */
const old = (change: Partial<LoanFile> = {}) =>
  file({
    takenInAt: at('2026-02-01'),
    disbursedOn: '2023-01-20',
    instalments: [{ seq: 1, dueOn: '2024-01-20', principal: 100_000, interest: 0, fee: 0 }],
    ...change,
  });
const clocks = (loan: LoanFile, day = '2026-03-01') =>
  clocksOf(loan, accountOf(loan, at(day)), plan, plan.law!.clocks, at(day)).map(
    ({ clock, since, endsOn }) => `${clock} ${since} ${endsOn}`,
  );
const act = (kind: string, on: string) => ({ kind, on, at: at(on) });
const suit = (change: Partial<KnownCase> = {}): KnownCase => ({
  ...{ case: 'L1/legal/1', kind: 'legal', openedAt: at('2026-02-10'), approvedAt: at('2026-02-10'), until: null },
  ...{ effect: 'none', closedAt: null, undone: false },
  ...change,
});

describe('the terms of law of a loan', () => {
  test('limitation: three years from the last due day, anew from a payment, a promise, a relief or a demand that was signed for', () => {
    expect(clocks(old())).toEqual(['limitation last-due 2027-01-20']);
    expect(clocks(old({ payments: [payment('P', 100, at('2025-05-31'))] }))).toEqual(['limitation payment 2028-05-31']);
    const reversed = payment('P', 100, at('2025-05-31'), {
      reversedOn: '2025-06-02',
      reversalRecordedAt: at('2025-06-02'),
    });
    expect(clocks(old({ payments: [reversed] }))).toEqual(['limitation last-due 2027-01-20']);
    const promise = { id: '1', madeAt: at('2026-02-20'), on: '2026-02-25', amount: 100 };
    expect(clocks(old({ promises: [promise] }))).toEqual(['limitation promise 2029-02-20']);
    expect(clocks(old({ acts: [act('demand', '2024-02-29')] }))).toEqual(['limitation demand 2027-02-28']);
    expect(clocks(old({ payments: [payment('P', 100_000, at('2025-05-31'))] }))).toEqual([]);
  });

  test('an instalment that was due earlier begins nothing of its own: 民法典 189', () => {
    const instalments = ['2023-05-20', '2026-05-20'].map((dueOn, n) => ({
      seq: n + 1,
      dueOn,
      principal: 100,
      interest: 0,
      fee: 0,
    }));
    expect(clocks(old({ instalments }))).toEqual(['limitation last-due 2029-05-20']);
  });

  test('guarantee: six months, kept by a demand within them; in a suit neither runs', () => {
    const contacts: LoanFile['contacts'] = [{ whose: 'guarantor', channel: 'sms', consent: true }];
    const late = old({ contacts, instalments: [{ seq: 1, dueOn: '2025-12-31', principal: 100, interest: 0, fee: 0 }] });
    expect(clocks(late)).toEqual(['limitation last-due 2028-12-31', 'guarantee last-due 2026-06-30']);
    expect(clocks({ ...late, acts: [act('guarantor-demand', '2026-02-20')] })).toHaveLength(1);
    expect(clocks({ ...late, cases: [suit()] })).toEqual([]);
    expect(clocks({ ...late, cases: [suit({ closedAt: at('2026-02-20'), undone: true })] })).toHaveLength(2);
  });

  test('preservation runs from the last one; enforcement from the judgment until it is applied for', () => {
    const acts = [act('preservation', '2025-04-01'), act('preservation', '2026-02-01'), act('judgment', '2026-02-20')];
    expect(clocks(old({ cases: [suit()], acts }))).toEqual([
      'preservation preservation 2027-02-01',
      'enforcement judgment 2028-02-20',
    ]);
    expect(clocks(old({ cases: [suit()], acts: [...acts, act('enforcement', '2026-02-25')] }))).toHaveLength(1);
  });
});

describe('S5: a term that ends is told ahead', () => {
  const told = (loan: LoanFile, until: string) =>
    live(loan, at(until), plan).steps.flatMap((it) =>
      it.what === 'task.open' && it.task.includes('/clock/')
        ? [`${dayOf(it.at)} ${it.kind} ${it.role} –${dayOf(it.due)}`]
        : [],
    );

  test('180, 90 and 30 days ahead, to the owner and the head; the last is due on the last day at the latest, and one word after it', () => {
    const both = (day: string, due: string) => [
      `${day} limitation-demand department-head –${due}`,
      `${day} term-oversight department-head –${due}`,
    ];
    expect(told(old(), '2027-03-01')).toEqual([
      ...both('2026-07-24', '2026-08-07'),
      ...both('2026-10-22', '2026-11-05'),
      ...both('2026-12-21', '2027-01-04'),
      ...both('2027-01-21', '2027-02-04'),
    ]);
  });

  test('of the six months of a guarantor 90 and 30 days ahead: not on the first day past due', () => {
    const contacts: LoanFile['contacts'] = [{ whose: 'guarantor', channel: 'sms', consent: true }];
    const late = file({
      contacts,
      instalments: [{ seq: 1, dueOn: '2026-01-20', principal: 100, interest: 0, fee: 0 }],
    });
    expect(told(late, '2026-07-20').map((it) => it.slice(0, 27))).toEqual([
      ...['2026-04-21 guarantor-demand', '2026-04-21 term-oversight d'],
      ...['2026-06-20 guarantor-demand', '2026-06-20 term-oversight d'],
    ]);
  });

  test('taken in later, the nearest alone and at once; what is open of the one before ends with the next', () => {
    const { steps } = live(old({ takenInAt: at('2026-11-01') }), at('2026-12-22'), plan);
    const opened = steps.flatMap((it) =>
      it.what === 'task.open' && it.task.includes('/clock/') ? [it.task.split('/').slice(3).join('/')] : [],
    );
    const ended = steps.flatMap((it) =>
      it.what === 'task.cancel' && it.task.includes('/clock/') ? [it.task.split('/').slice(3).join('/')] : [],
    );
    expect(opened).toEqual(['2027-01-20/90/owner', '2027-01-20/90/head', '2027-01-20/30/owner', '2027-01-20/30/head']);
    expect(ended).toEqual(['2027-01-20/90/owner', '2027-01-20/90/head']);
  });

  test('a demand that is recorded restarts it: the head’s task ends, and nothing is told before the new end', () => {
    const lines = preview({
      ...{ loans: [{ file: old({ takenInAt: at('2026-07-01') }), plan }], until: at('2027-07-01') },
      ...{ staff: (kind: string) => (kind === 'limitation-demand' ? MS_A_DAY : null), providers: {}, rules: CHINA },
    }).filter((it) => String(it.task).includes('/clock/') && it.what !== 'task.remind' && it.what !== 'task.overdue');
    expect(lines.map((it) => `${formatMoment(it.at).slice(0, 10)} ${it.what} ${it.kind}`)).toEqual([
      '2026-07-24 task.open term-oversight',
      '2026-07-24 task.open limitation-demand',
      '2026-07-25 task.cancel term-oversight',
      '2026-07-25 task.done limitation-demand',
    ]);
  });
});

describe('S5: the proof of what kept a term of law is filed', () => {
  const filed = (acts: NonNullable<LoanFile['acts']>, day: string, done: string[] = []) =>
    agenda(old({ acts, done: new Set(done) }), plan, at(day)).steps.flatMap((step) =>
      step.what === 'task.open' && step.kind === 'proof-filing' ? [`${dayOf(step.at)} ${step.role} ${step.key}`] : [],
    );

  test('by the archivist, once for each act, when it is heard of', () => {
    const acts = [act('demand', '2026-02-10'), act('preservation', '2026-02-10'), act('judgment', '2026-02-10')];
    expect(filed(acts, '2026-02-10')).toEqual([
      '2026-02-10 archivist proof/demand/2026-02-10',
      '2026-02-10 archivist proof/preservation/2026-02-10',
    ]);
    expect(filed([...acts, act('demand', '2026-02-10')], '2026-02-11', ['proof/preservation/2026-02-10'])).toEqual([
      '2026-02-10 archivist proof/demand/2026-02-10',
    ]);
  });

  test('not of what was heard of before the loan was taken in, or long ago', () => {
    expect(filed([act('demand', '2026-01-10')], '2026-02-02')).toEqual([]);
    expect(filed([act('demand', '2026-02-10')], '2026-02-20')).toEqual([]);
  });
});

test('S5: after a suit that was withdrawn limitation runs on from what interrupted it before, and is told of at once', () => {
  const cases = [suit({ closedAt: at('2026-12-20'), undone: true })];
  const loan = old({ cases, acts: [act('demand', '2024-01-10')] });
  expect(clocks(loan, '2026-06-01')).toEqual([]);
  expect(clocks(loan, '2026-12-21')).toEqual(['limitation last-due 2027-01-20']);
  const told = live(loan, at('2026-12-23'), plan).steps.flatMap((step) =>
    step.what === 'task.open' && step.kind === 'limitation-demand' ? [dayOf(step.at)] : [],
  );
  expect(told).toContain('2026-12-21');
});
