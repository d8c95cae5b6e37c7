import { describe, expect, test } from 'vitest';
import type { Cause } from '../../src/domain/plan/condition.js';
import { dayOf } from '../../src/domain/time/dates.js';
import {
  calendar,
  cases,
  cause,
  days,
  duty,
  letters,
  lived,
  look,
  opened,
  planOf,
  targets,
  terms,
  warned,
} from './rows.js';
import { late, MONTHS, QUARTERS, signals, sound } from './secured-loan.js';

describe('03-microloan-company', () => {
  const plan = planOf(3);

  test('P3.1: nothing but normal loans: the goal is nought, and a loan past due for a week is warned of and followed', () => {
    expect(targets(3, 'P3.1')).toEqual([
      'overdue-rate ≤ 0',
      'npl-rate ≤ 0',
      'new-npl-loans ≤ 0',
      'tasks-in-time-rate ≥ 1',
    ]);
    const steps = lived(plan, late(), '2027-02-05');
    expect(warned(steps)).toEqual(['P3.1 yellow not-normal']);
    expect(
      opened(steps, 'follow-up')
        .filter((it) => it.rule === 'P3.1')
        .map((it) => dayOf(it.at)),
    ).toEqual(['2027-01-28', '2027-02-01']);
    expect(calendar(3, 'P3.1')).toEqual(['01-20 self-check', '07-20 self-check']);
  });

  test('P3.2: what falls due is listed every month, and two weeks before the end somebody knows where the money comes from', () => {
    expect(calendar(3, 'P3.2')).toEqual(MONTHS.map((month) => `${month}-01 due-list`));
    expect(days(lived(plan, late(), '2027-01-20'), 'maturity-way')).toEqual(['01-06']);
    expect(targets(3, 'P3.2')).toEqual(['due-paid-rate ≥ 1']);
  });

  test('P3.3: ledger and statistics every month, papers filed by class', () => {
    const days = calendar(3, 'P3.3');
    for (const id of ['ledger', 'statistics']) expect(days.filter((it) => it.endsWith(id))).toHaveLength(12);
    expect(days.filter((it) => it.endsWith('filing'))).toHaveLength(4);
    expect(plan.archive!.documents.every((it) => /^(贷款|客户)类：/.test(it.title))).toBe(true);
  });

  test('P3.4: rating and limit are refreshed every half-year', () => {
    expect(terms(lived(plan, sound(), '2028-01-01'), 'rating-refresh')).toEqual([
      '2027-01-01 to 2027-02-15',
      '2027-07-01 to 2027-08-16',
    ]);
  });

  test('P3.5: a report of each check, first after payout and then every quarter; what is missing is put right', () => {
    const steps = lived(plan, sound({ disbursedOn: '2026-12-20' }), '2027-05-01');
    expect(terms(steps, 'first-follow-up')).toEqual(['2027-01-01 to 2027-01-15']);
    const reports = opened(steps, 'follow-up');
    expect(reports.map((it) => dayOf(it.at))).toEqual(['2027-01-01', '2027-04-01']);
    expect(reports[0]!.form).toContain('整改措施与期限');
    expect(calendar(3, 'P3.5').slice(0, 3)).toEqual([
      '01-12 check-reports',
      '01-15 post-loan-check',
      '02-15 corrective-measures',
    ]);
    expect(duty(3, 'check-reports').report).toBe('visit-report');
  });

  test('P3.6: the risk monitoring report every quarter; news of no known kind is warned of by P3.1', () => {
    expect(calendar(3, 'P3.6')).toEqual(QUARTERS.map((month) => `${month}-08 risk-monitoring`));
    expect(duty(3, 'risk-monitoring').report).toBe('risk-monitoring-report');
    expect(warned(look(plan, sound(signals('never-heard-of'))))).toEqual(['P3.1 yellow never-heard-of']);
  });

  test('P3.7: from day 31 credit and finance together, every month again with a written demand; a meeting every month', () => {
    const steps = lived(plan, late(), '2027-03-25');
    expect(letters(steps)).toEqual(['2027-02-20 collection-notice', '2027-03-22 collection-notice']);
    expect(days(steps, 'account-reconciliation')).toEqual(['02-20']);
    expect(calendar(3, 'P3.7')).toHaveLength(12);
  });

  test('P3.8: departments and people are scored out of a hundred; reward, penalty, and who answers for a bad loan', () => {
    const judged = plan.targets.filter((it) => it.rule === 'P3.8');
    expect(judged.reduce((sum, it) => sum + it.weight!, 0)).toBe(100);
    for (const it of judged) expect(it).toMatchObject({ reward: expect.any(String), penalty: expect.any(String) });
    expect(warned(lived(plan, late(), '2027-04-30'))).toContain('P3.8 red new-bad-loan accountability-review');
    expect(calendar(3, 'P3.8').filter((it) => it.endsWith('reward-and-penalty'))).toEqual(['01-15 reward-and-penalty']);
  });

  test('S5: hardship leads to grace, wilful default to evidence and the court', () => {
    const found = (kind: Cause) => cases(look(plan, late(cause(kind))));
    expect(found('illness')).toEqual(['grace']);
    expect(found('deteriorating')).toEqual(['collateral']);
    expect(found('wilful')).toEqual(['legal']);
  });
});
