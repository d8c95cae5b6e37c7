import { describe, expect, test } from 'vitest';
import { agenda } from '../../../src/domain/agenda.js';
import type { KnownCase, LoanFile } from '../../../src/domain/loan/loan-file.js';
import { planSchema } from '../../../src/domain/plan/plan.js';
import { dayOf, momentAt } from '../../../src/domain/time/dates.js';
import { underLaw } from '../../../src/library/law.js';
import { file, live, PLAN, payment } from '../build.js';

/** rules.md §1.1: restructured, at least special mention in an observation period of a year and two instalments at least. */
const plan = underLaw(PLAN);
const at = (day: string) => momentAt(day, '10:00');

const relief = (approvedOn: string, until: string, change: Partial<KnownCase> = {}): KnownCase => ({
  ...{ case: `L1/extension/${approvedOn}`, kind: 'extension', openedAt: at(approvedOn), approvedAt: at(approvedOn) },
  ...{ until, effect: 'extend', closedAt: null, undone: false },
  ...change,
});
const monthly = ['2026-01-20', '2026-02-20', '2026-03-20', '2026-05-20', '2027-02-20', '2027-05-20', '2028-05-20'].map(
  (dueOn, n) => ({ seq: n + 1, dueOn, principal: 100_000, interest: 0, fee: 0 }),
);
const classes = (loan: LoanFile, until: string) =>
  live(loan, at(until), plan).steps.flatMap((it) =>
    it.what === 'classify'
      ? [`${dayOf(it.at)} ${it.to}`]
      : it.what === 'task.open' && it.kind === 'classification-review'
        ? [`${dayOf(it.at)} review`]
        : [],
  );
/** Pays each instalment on its day, the first three together on the day to which they were moved. */
const paysOn = (...days: string[]) => days.map((day, n) => payment(`P${n}`, n === 0 ? 300_000 : 100_000, at(day)));

describe('S3: the category after a relief', () => {
  test('overdue, then extended: special mention, until a year after the first new due day and two instalments', () => {
    const cases = [relief('2026-02-10', '2026-04-01')];
    const payments = paysOn('2026-04-01', '2026-05-20', '2027-02-20', '2027-05-20');
    expect(classes(file({ instalments: monthly, cases, payments }), '2028-01-01')).toEqual([
      '2026-01-21 special-mention',
      '2027-04-01 normal',
    ]);
  });

  test('never overdue when it was extended, or undone: the days alone', () => {
    const early = [relief('2026-01-15', '2026-04-01')];
    expect(classes(file({ instalments: monthly, cases: early }), '2026-04-01')).toEqual([]);
    const undone = [relief('2026-02-10', '2026-04-01', { closedAt: at('2026-02-12'), undone: true })];
    const payments = [payment('P', 200_000, at('2026-02-25'))];
    expect(classes(file({ instalments: monthly, cases: undone, payments }), '2026-03-10')).toEqual([
      '2026-01-21 special-mention',
      '2026-02-25 normal',
    ]);
  });

  test('the year is over, but not two instalments in a row were paid on their day: observed on', () => {
    const cases = [relief('2026-02-10', '2026-04-01')];
    const payments = paysOn('2026-04-01', '2026-05-20', '2027-02-25', '2027-05-20');
    // One was late in February 2027; of those after it only one fell due within the two years looked at.
    expect(classes(file({ instalments: monthly, cases, payments }), '2028-05-01')).toEqual([
      '2026-01-21 special-mention',
    ]);
  });

  test('non-performing when it was restructured: nobody is asked to lift it before it was observed', () => {
    const cases = [relief('2026-05-01', '2026-06-01', { kind: 'restructuring' })];
    const payments = [
      payment('P', 400_000, at('2026-06-01')),
      payment('Q', 100_000, at('2027-02-20')),
      payment('R', 100_000, at('2027-05-20')),
    ];
    expect(classes(file({ instalments: monthly, cases, payments }), '2028-01-01')).toEqual([
      '2026-01-21 special-mention',
      '2026-04-21 substandard',
      '2027-06-01 review',
    ]);
  });
});

test('P2.5: restructured and still substandard, a loan stays with the asset department until people lift it', () => {
  const tiers = {
    rule: 'P2.5',
    watchDays: 30,
    levels: [
      { tier: 'asset-department', title: '', when: [{ dpd: 91 }, { category: 'substandard' }] },
      { tier: 'performing', title: '' },
    ],
  };
  const { law, demands: _, ...bare } = plan;
  const lender = { ...planSchema.parse({ ...bare, tiers }), law: law! };
  const cases = [relief('2026-05-01', '2026-12-01', { kind: 'restructuring' })];
  const changes = live(file({ instalments: monthly, cases }), at('2026-11-01'), lender).steps.flatMap((it) =>
    it.what === 'tier' ? [`${dayOf(it.at)} ${it.to}`] : [],
  );
  expect(changes).toEqual(['2026-04-21 asset-department']);
  // By people alone: from their decision on.
  const decided = { id: '1', category: 'doubtful', at: at('2026-01-10') } as const;
  const known = file({ instalments: monthly, decided });
  const { steps } = agenda(known, lender, at('2026-01-10'));
  expect(steps.filter((it) => it.what === 'tier')).toMatchObject([{ to: 'asset-department', at: at('2026-01-10') }]);
});
