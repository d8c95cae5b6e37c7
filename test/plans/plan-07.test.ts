import { describe, expect, test } from 'vitest';
import type { LoanFile } from '../../src/domain/loan/loan-file.js';
import { dutiesBetween } from '../../src/domain/work/duties.js';
import { chinaCalendar } from '../../src/library/calendar.js';
import {
  calendar,
  cases,
  cause,
  days,
  FIRM,
  figures,
  late,
  lived,
  look,
  opened,
  planOf,
  sound,
  targets,
  terms,
  tiers,
  warnedOf,
} from './rows.js';

describe('07-monthly-team', () => {
  const plan = planOf(7);

  test('P7.2: between the 1st and the 20th persons are followed up, enterprises visited', () => {
    expect(terms(lived(plan, sound(), '2027-02-01'), 'follow-up')).toEqual(['2027-01-01 to 2027-01-20']);
    const firm = lived(plan, sound({ profile: FIRM }), '2027-02-01');
    expect(terms(firm, 'visit')).toEqual(['2027-01-01 to 2027-01-20']);
    expect(opened(firm, 'follow-up')).toEqual([]);
  });

  test('P7.4: high risk at once and then every week; P7.12: screening from the 21st to the 25th', () => {
    const steps = lived(plan, late(100_000, { profile: FIRM }), '2027-02-22');
    expect(tiers(steps)).toEqual(['2027-01-28 high']);
    // 28 January 2027 is a Thursday.
    expect(days(steps, 'follow-up')).toEqual(['01-28', '02-01', '02-08', '02-15']);
    // The one of December, when it was taken in after the 25th, is made late.
    expect(terms(steps, 'screening')).toEqual([
      '2026-12-31 to 2027-01-04',
      '2027-01-21 to 2027-01-25',
      '2027-02-21 to 2027-02-25',
    ]);
  });

  test('P7.6: on the 8th day the visit, and with it the written notice', () => {
    const letters = lived(plan, late(100_000), '2027-02-01').filter((it) => it.what === 'letter');
    expect(letters).toMatchObject([{ kind: 'collection-notice', rule: 'P7.6', dpd: 8 }]);
  });

  test('P7.5, P7.7, S5: passing difficulty leads to a later date, wilful default to evidence and litigation', () => {
    expect(cases(look(plan, late(100_000, cause('temporary')), '2027-02-11'))).toEqual(['extension']);
    expect(cases(look(plan, late(100_000, cause('wilful')), '2027-02-11'))).toEqual(['legal']);
    const legal = plan.cases.find((it) => it.kind === 'legal')!;
    expect(legal.steps.map((it) => it.task.kind)).toEqual([
      ...['evidence', 'litigation', 'hearing', 'judgment', 'enforcement', 'settlement'],
    ]);
  });

  test('P7.8: three thresholds, each with its answer at once', () => {
    const firm = (change: Partial<LoanFile>) => look(plan, sound({ profile: FIRM, ...change }), '2027-02-11');
    expect(warnedOf(firm(figures('debt-to-asset', { '2027-01': 0.71 })))).toEqual(['yellow debt-to-asset limit-cut']);
    expect(warnedOf(firm(figures('debt-to-asset', { '2027-01': 0.7 })))).toEqual([]);
    expect(warnedOf(firm(figures('collateral-value', { '2026-Q3': 100, '2026-Q4': 80 })))).toEqual([
      'red collateral-value guarantee-added',
    ]);
    const once = firm(figures('operating-cash-flow', { '2026-12': 5, '2027-01': -1 }));
    expect(warnedOf(once)).toEqual(['yellow operating-cash-flow limit-cut']);
    expect(cases(once)).toEqual([]);
    expect(cases(firm(figures('operating-cash-flow', { '2026-12': -5, '2027-01': -1 })))).toEqual(['early-recovery']);
  });

  test('P7.10: what is missing in the archive is found on the 21st and there by the 25th', () => {
    const [gap] = opened(lived(plan, sound(), '2027-02-01'), 'document');
    expect(gap).toMatchObject({ rule: 'P7.10', role: 'archivist' });
    expect(terms(lived(plan, sound(), '2027-02-01'), 'document')).toEqual(['2027-01-21 to 2027-01-25']);
    expect(gap!.form).toEqual(expect.arrayContaining(['contract/electronic', 'contract/paper']));
  });

  test('P7.9, P7.11: on Monday the risk meeting and the weekly paper, every working day the daily one, every month the risk report', () => {
    const week = dutiesBetween(plan, chinaCalendar(), '2027-03-01', '2027-03-08').filter(({ duty }) =>
      /P7\.(9|11)/.test(duty.rule),
    );
    expect(week.filter(({ duty }) => duty.every !== 'day').map(({ day, duty }) => `${day} ${duty.report}`)).toEqual([
      '2027-03-01 group-weekly',
      '2027-03-01 meeting-pack',
      '2027-03-02 group-monthly',
    ]);
    expect(week.filter(({ duty }) => duty.report === 'group-daily')).toHaveLength(5);
  });

  test('P7.12: the month begins on the 1st, archives from the 21st, summary and next plan from the 26th', () => {
    expect(calendar(7, 'P7.12').slice(0, 3)).toEqual(['01-01 month-begins', '01-21 archive-days', '01-26 month-ends']);
  });

  test('P7.1, P7.13: targets, reward and penalty', () => {
    expect(targets(7, 'P7.1')).toEqual([
      'follow-up-coverage ≥ 1',
      'collected-amount ≥ 500000',
      'overdue-rate ≤ 0.03',
      'new-warned-borrowers ≤ 5',
      'warning-work-in-time-rate ≥ 1',
      'archive-completeness ≥ 1',
    ]);
    expect(plan.targets.find((it) => it.id === 'collection-reward')).toMatchObject({ reward: '5000', penalty: '5000' });
    const bad = lived(plan, late(100_000), '2027-05-01');
    expect(warnedOf(bad)).toContain('red new-bad-loan accountability-review');
  });
});
