import { describe, expect, it, test } from 'vitest';
import { agenda } from '../../src/domain/agenda.js';
import { toleranceOf } from '../../src/domain/loan/account/tolerance.js';
import type { KnownWarning } from '../../src/domain/loan/loan-file.js';
import { standingOf } from '../../src/domain/loan/standing.js';
import { dayOf, momentAt } from '../../src/domain/time/dates.js';
import { conditionHolds } from '../../src/domain/work/warnings/warning-rules.js';
import { after, live, payment } from '../domain/build.js';
import { late, look, planOf } from './rows.js';

/** Due on 20 January 2027, paid on a day of February, and taken back on another. */
const at = (day: string, time = '10:00') => momentAt(day, time);
const back = (paid: string, reversed: string) => ({
  payments: [payment('A', 1_000_000, at(paid), { reversedOn: reversed, reversalRecordedAt: at(reversed, '11:00') })],
});

describe('P6.3: a payment bounces after the warning of late payment was closed', () => {
  const plan = planOf(6);
  const warning = 'L1/late-payment/since-2027-01-20';
  const warned = (change: Partial<KnownWarning>) => {
    const known: KnownWarning = {
      ...{ warning, level: 'blue', indicator: 'late-payment', facts: [warning] },
      ...{ openedAt: at('2027-01-21'), closedAt: at('2027-02-12'), ...change },
    };
    const done = new Set([`care/warning/${warning}`]);
    return late(1_000_000, { ...back('2027-02-10', '2027-02-15'), warnings: [known], done });
  };
  const told = (loan: ReturnType<typeof late>) =>
    look(plan, loan, '2027-02-15').flatMap((step) =>
      step.what.startsWith('warning.') && 'warning' in step ? [`${dayOf(step.at)} ${step.what} ${step.warning}`] : [],
    );

  it('it is warned of anew, at once and once', () => {
    const loan = warned({});
    expect(told(loan)).toEqual([`2027-02-15 warning.open ${warning}/again-1`]);
    const again: KnownWarning = { ...loan.warnings[0]!, warning: `${warning}/again-1`, facts: [`${warning}/again-1`] };
    const open = { ...again, openedAt: at('2027-02-15', '11:00'), closedAt: null };
    const next = after(loan, agenda(loan, plan, at('2027-02-15', '12:00')));
    expect(told({ ...next, warnings: [loan.warnings[0]!, open] })).toEqual([]);
  });

  it('one that is still open, or was closed with a reason while the arrears ran, stands as it is', () => {
    expect(told(warned({ closedAt: null }))).toEqual([]);
    expect(told(warned({ closedAt: at('2027-02-01'), lookAgainAt: at('2027-03-03') }))).toEqual([]);
  });
});

describe('S2: a payment bounces', () => {
  /** What is opened on the day of the reversal. `isDone`: people had done the work of the ladder before the payment came. */
  const opened = (number: number, paid: string, reversed: string, isDone: boolean) => {
    const plan = planOf(number);
    const loan = late(1_000_000, back(paid, reversed));
    const { file } = live(loan, at(reversed), plan);
    const known = { ...file, payments: loan.payments, ...(isDone ? { ended: [] } : {}) };
    return agenda(known, plan, at(reversed, '11:00')).steps.flatMap((step) =>
      step.what === 'task.open' && step.delinquency !== null ? [`${step.kind} ${step.role} ${dayOf(step.due)}`] : [],
    );
  };

  it('P8.6, P9.5, P10.4: whoever has the stage hears of it on the day, where its work is done', () => {
    expect(opened(8, '2027-02-24', '2027-02-26', true)).toEqual(['payment-bounced risk-manager 2027-03-01']);
    expect(opened(9, '2027-01-28', '2027-02-01', true)).toEqual(['payment-bounced account-manager 2027-02-02']);
    expect(opened(10, '2027-02-24', '2027-02-26', true)).toEqual(['payment-bounced collection-specialist 2027-03-01']);
  });

  it('P7.6, P10.4: nobody is asked twice where the work of the stage comes back, or is opened by it', () => {
    expect(opened(10, '2027-02-24', '2027-02-26', false)).not.toContainEqual(expect.stringContaining('bounced'));
    expect(opened(7, '2027-01-25', '2027-02-02', true)).toEqual(['visit collection-specialist 2027-02-05']);
  });
});

test('P6.3, S2: a warning of arrears holds from the first minute of the day on which a promise turned out broken', () => {
  const promises = [{ id: 'P', madeAt: at('2027-01-28'), on: '2027-02-01', amount: 1_000_000 }];
  const holds = (day: string, time: string, change = {}) =>
    conditionHolds(
      late(1_000_000, { promises, ...change }),
      planOf(6),
      'L1/late-payment/since-2027-01-20',
      at(day, time),
    );
  expect(holds('2027-02-03', '09:00')).toBe(true);
  expect(holds('2027-02-03', '09:00', { payments: [payment('A', 1_000_000, at('2027-02-02'))] })).toBe(false);
});

test('P6.5: who owes 0.50 yuan that are tolerated is no day past due, in the lines of warnings and cases too', () => {
  const tolerance = toleranceOf(planOf(6), 1_000_000);
  const loan = { ...late(1_000_000, { payments: [payment('A', 999_950, at('2027-01-20'))] }), tolerance };
  expect(standingOf(loan, at('2027-03-01'))).toMatchObject({ dpd: 0, overdue: 50, category: 'normal' });
  expect(standingOf({ ...loan, payments: [] }, at('2027-03-01')).dpd).toBe(40);
});

test('P6.3: arrears that begin anew on the day after an extension are warned of on that day, whatever bounced before', () => {
  const paid = payment('A', 100, at('2027-01-14'), {
    reversedOn: '2027-01-22',
    reversalRecordedAt: at('2027-01-22', '15:00'),
  });
  const extension = {
    ...{ case: 'L1/extension/1', kind: 'extension' as const, openedAt: at('2027-01-23'), approvedAt: at('2027-01-23') },
    ...{ until: '2027-01-25', effect: 'extend' as const, closedAt: null, undone: false },
  };
  const warned = live(late(1_000_000, { payments: [paid], cases: [extension] }), at('2027-02-01'), planOf(6))
    .steps.filter(({ what }) => what === 'warning.open')
    .map((it) => dayOf(it.at));
  expect(warned).toEqual(['2027-01-21', '2027-01-26']);
});
