import { describe, expect, test } from 'vitest';
import type { Profile } from '../../src/domain/loan/loan-file.js';
import {
  calendar,
  cases,
  cause,
  days,
  FIRM,
  late,
  lived,
  look,
  NEWS_AT,
  opened,
  PERSON,
  planOf,
  signal,
  sound,
  targets,
  terms,
  tiers,
  warnedOf,
} from './rows.js';

describe('06-annual-mixed', () => {
  const plan = planOf(6);

  test('P6.2: blue from day 1, yellow from day 8, red from day 31; real estate and manufacturing are blue at least', () => {
    expect(tiers(lived(plan, late(100_000), '2027-03-01'))).toEqual([
      '2027-01-21 blue',
      '2027-01-28 yellow',
      '2027-02-20 red',
    ]);
    expect(tiers(lived(plan, sound({ profile: { ...FIRM, industry: '机械制造' } }), '2027-03-01'))).toEqual([
      '2026-12-31 blue',
    ]);
    expect(tiers(lived(plan, sound({ profile: { ...FIRM, industry: '房地产' } }), '2027-03-01'))).toEqual([
      '2026-12-31 blue',
    ]);
    expect(tiers(lived(plan, sound({ profile: FIRM }), '2027-03-01'))).toEqual([]);
  });

  test('P6.2: everybody is screened every month, the two trades by the risk manager as well', () => {
    expect(days(lived(plan, sound(), '2027-04-01'), 'screening')).toEqual(['01-01', '02-01', '03-01']);
    const watched = lived(plan, sound({ profile: { ...FIRM, industry: 'real estate' } }), '2027-03-01');
    expect(terms(watched, 'industry-screening')).toEqual(['2027-01-01 to 2027-01-25', '2027-02-01 to 2027-02-25']);
  });

  test('P6.3: fund flows, account anomalies and late payment are warned at once', () => {
    expect(warnedOf(look(plan, sound(signal('fund-flow')), '2027-02-10'))).toEqual(['yellow fund-flow fund-trace']);
    expect(warnedOf(look(plan, sound(signal('account-anomaly')), '2027-02-10'))).toEqual([
      'yellow account-anomaly account-check',
    ]);
    const [first] = lived(plan, late(100_000), '2027-02-01').filter((it) => it.what === 'warning.open');
    expect(first).toMatchObject({ indicator: 'late-payment', level: 'blue', rule: 'P6.3', dpd: 1 });
  });

  test('P6.4: an enterprise is visited every quarter and a report is written; a person is not', () => {
    expect(days(lived(plan, sound({ profile: FIRM }), '2028-01-01'), 'visit')).toEqual([
      '01-01',
      '04-01',
      '07-01',
      '10-01',
    ]);
    expect(opened(lived(plan, sound({ profile: FIRM }), '2027-02-01'), 'visit')[0]).toMatchObject({
      title: '企业季度走访报告 quarterly visit report of an enterprise',
    });
    expect(days(lived(plan, sound(), '2028-01-01'), 'visit')).toEqual([]);
  });

  test('P6.6: from 500,000 yuan on a special team and a policy of its own, after 60 days an agency, after 90 a law firm', () => {
    const large = lived(plan, late(50_000_000), '2027-05-01');
    expect(warnedOf(large)).toContain('red large-overdue special-team own-policy');
    expect(cases(large)).toEqual(['agency', 'legal']);
    const small = lived(plan, late(49_999_999), '2027-05-01');
    expect(warnedOf(small)).toEqual(['blue late-payment']);
    expect(cases(small)).toEqual([]);
    const legal = plan.cases.find((it) => it.kind === 'legal')!;
    expect(legal.steps.map((it) => it.task.kind)).toContain('law-firm');
  });

  test('P6.5, S5: illness leads to a new plan, wilful default to evidence and a law firm, proposer and approver never one', () => {
    expect(cases(look(plan, late(100_000, cause('illness')), '2027-02-11'))).toEqual(['restructuring']);
    expect(cases(look(plan, late(100_000, cause('wilful')), '2027-02-11'))).toEqual(['legal']);
  });

  test('P6.1, P6.11: the targets, and a score of 30 + 30 + 20 + 20', () => {
    expect(targets(6, 'P6.1')).toEqual([
      'npl-rate ≤ 0.015',
      'overdue-recovery-rate ≥ 0.85',
      'renewal-rate ≥ 0.7',
      'training-pass-rate ≥ 1',
    ]);
    expect(targets(6, 'P6.11')).toEqual([
      'npl-rate ≤ 0.015 30',
      'overdue-recovery-rate ≥ 0.85 30',
      'satisfaction ≥ 0.9 20',
      'archive-completeness ≥ 1 20',
    ]);
  });

  test('P6.7: above its recovery target a team is rewarded', () => {
    expect(plan.targets.find((it) => it.rule === 'P6.7')).toMatchObject({
      figure: 'overdue-recovery-rate',
      group: '清收团队',
    });
    expect(plan.targets.find((it) => it.rule === 'P6.7')!.reward).toBeTruthy();
  });

  test('P6.8: a customer meeting in each half-year, and every month a look whose rate has changed', () => {
    const days = calendar(6, 'P6.8');
    expect(days.filter((it) => it.endsWith('customer-meeting'))).toEqual([
      '06-05 customer-meeting',
      '12-05 customer-meeting',
    ]);
    expect(days.filter((it) => it.endsWith('rate-notice'))).toHaveLength(12);
  });

  test('P6.8: a person is told of a changed rate when it comes in, an enterprise is not', () => {
    const rates = [{ id: '1', annualRate: '4.35', from: '2027-03-01', recordedAt: NEWS_AT }];
    const told = (profile: Profile) =>
      look(plan, sound({ profile, annualRate: '4.65', rates }), '2027-02-10').filter((it) => it.what === 'notice');
    expect(told(PERSON)).toMatchObject([
      { rule: 'P6.8', template: 'rate-change', channel: 'sms', figures: { rate: '4.35', rateFrom: '2027-03-01' } },
    ]);
    expect(told(FIRM)).toEqual([]);
  });

  test('P6.9: training every quarter, an audit every half-year, and what it found is mended a month later', () => {
    expect(calendar(6, 'P6.9')).toEqual([
      '01-15 compliance-training',
      '04-15 compliance-training',
      '05-08 internal-audit',
      '06-08 audit-rectification',
      '07-15 compliance-training',
      '10-15 compliance-training',
      '11-08 internal-audit',
      '12-08 audit-rectification',
    ]);
  });

  test('P6.10: screening and ledger, collection and self-check, key visits and special collection, disposal and next plan', () => {
    expect(calendar(6, 'P6.10')).toEqual([
      '01-05 q1-screening',
      '01-05 half-year-report',
      '01-10 year-end-report',
      '03-28 q1-ledger',
      '04-01 q2-collection',
      '06-20 half-year-self-check',
      '07-01 q3-key-visits',
      '07-05 half-year-report',
      '08-01 q3-special-collection',
      '11-01 disposal-review',
      '12-01 next-plan',
    ]);
  });
});
