import { describe, expect, test } from 'vitest';
import type { LoanFile, Profile } from '../../src/domain/loan/loan-file.js';
import type { Cause } from '../../src/domain/plan/condition.js';
import {
  calendar,
  cases,
  cause,
  days,
  FAR_AHEAD,
  FIRM,
  figures,
  late,
  lived,
  look,
  NEWS_AT,
  opened,
  planOf,
  sound,
  targets,
  warnedOf,
} from './rows.js';

describe('08-manufacturing', () => {
  const plan = planOf(8);
  const maker = (name: string | null): Profile => ({ ...FIRM, industry: '机械制造', class: name });

  test('P8.2: figures every month; a fall opens a warning', () => {
    expect(days(lived(plan, sound({ profile: maker(null) }), '2027-03-02'), 'monitoring')).toEqual([
      '01-01',
      '02-01',
      '03-01',
    ]);
    const orders = figures('orders', { '2026-12': 100, '2027-01': 80 });
    expect(warnedOf(look(plan, sound({ profile: maker(null), ...orders }), '2027-02-11'))).toEqual(['yellow orders']);
  });

  test('P8.4: plant and equipment are valued every half-year; a fall by more than ten per cent asks for a further guarantee', () => {
    const valued = (collateral: string | null) =>
      days(lived(plan, sound({ profile: maker(null), collateral }), '2028-01-01'), 'valuation');
    expect(valued('数控机床, 厂房抵押')).toEqual(['01-01', '07-01']);
    expect(valued('保证')).toEqual([]);
    const fall = (value: number) =>
      warnedOf(
        look(
          plan,
          sound({ profile: maker(null), ...figures('valuation', { '2026-H1': 1000, '2026-H2': value }) }),
          '2027-02-11',
        ),
      );
    expect(fall(900)).toEqual([]);
    expect(fall(899)).toEqual(['red valuation further-guarantee']);
  });

  test('P8.5: excellent every quarter, ordinary every month, high risk every half-month, each in one way only', () => {
    const visits = (profile: Profile) => days(lived(plan, sound({ profile }), '2027-07-01'), 'manufacturing-visit');
    expect(visits(maker('excellent'))).toEqual(['01-01', '04-01']);
    const monthly = ['01-01', '02-01', '03-01', '04-01', '05-01', '06-01'];
    expect(visits(maker('ordinary'))).toEqual(monthly);
    expect(visits(maker(null))).toEqual(monthly);
    expect(visits(maker('high-risk')).slice(0, 5)).toEqual(['12-31', '01-01', '01-16', '02-01', '02-16']);
    const report = opened(lived(plan, sound({ profile: maker('excellent') }), '2027-02-01'), 'manufacturing-visit');
    expect(report[0]).toMatchObject({ title: '制造业客户贷后走访专项报告 visit report of a manufacturer' });
  });

  test('P8.6: grace for one to three months; early recovery and collateral and the limit cut; lawyer, preservation, court', () => {
    const found = (kind: Cause) => look(plan, late(100_000, { profile: maker(null), ...cause(kind) }), '2027-02-11');
    expect(cases(found('temporary'))).toEqual(['grace']);
    expect(cases(found('deteriorating'))).toEqual(['early-recovery', 'collateral']);
    expect(warnedOf(found('deteriorating'))).toContain('red deteriorating limit-cut');
    expect(cases(found('wilful'))).toEqual(['legal']);
    const [grace] = plan.cases;
    expect(grace).toMatchObject({ kind: 'grace', effect: 'pause', maxMonths: 3 });
    expect(plan.cases.find((it) => it.kind === 'legal')!.steps.map((it) => it.task.kind)).toEqual([
      'evidence',
      'law-firm',
      'property-preservation',
      'litigation',
      ...['hearing', 'judgment', 'enforcement', 'settlement'],
    ]);
  });

  test('P8.7: a supply-chain offer to an excellent borrower who has paid, to no other', () => {
    const paid: Partial<LoanFile> = {
      disbursedOn: '2026-12-20',
      instalments: [
        { seq: 1, dueOn: '2027-03-20', principal: 100_000, interest: 0, fee: 0 },
        { ...FAR_AHEAD, seq: 2 },
      ],
      contacts: [{ whose: 'self', channel: 'email', consent: true }],
      payments: [
        {
          reference: 'P',
          amount: 100_000,
          paidOn: '2027-03-19',
          recordedAt: NEWS_AT,
          reversedOn: null,
          reversalRecordedAt: null,
        },
      ],
    };
    const offered = (name: string) =>
      look(plan, sound({ profile: maker(name), ...paid }), '2027-07-15').filter((it) => it.what === 'offer');
    expect(offered('excellent')).toMatchObject([{ kind: 'supply-chain', rule: 'P8.7' }]);
    expect(offered('ordinary')).toEqual([]);
  });

  test('P8.3, P8.7, P8.8: industry report, salons, and the year from inventory to summary', () => {
    expect(calendar(8, 'P8.3')).toHaveLength(4);
    expect(calendar(8, 'P8.7')).toEqual(['05-10 salon', '10-10 salon']);
    expect(calendar(8, 'P8.8').filter((it) => !it.endsWith('report'))).toEqual([
      '01-05 inventory',
      '02-01 files',
      '03-25 visits-and-monitoring',
      '04-25 visits-and-monitoring',
      '05-25 visits-and-monitoring',
      '06-25 visits-and-monitoring',
      '07-10 refinement',
      '09-10 refinement',
      '11-10 refinement',
      '12-10 summary',
    ]);
  });

  test('P8.1: the targets', () => {
    expect(targets(8, 'P8.1')).toEqual([
      'risk-identification ≥ 0.95',
      'npl-rate ≤ 0.02',
      'overdue-resolved-rate ≥ 0.8',
    ]);
  });
});
