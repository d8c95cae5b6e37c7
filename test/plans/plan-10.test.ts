import { describe, expect, test } from 'vitest';
import type { Profile } from '../../src/domain/loan/loan-file.js';
import type { Cause } from '../../src/domain/plan/condition.js';
import {
  calendar,
  cases,
  cause,
  FIRM,
  figures,
  late,
  lived,
  look,
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

describe('10-agriculture', () => {
  const plan = planOf(10);
  const grower: Profile = { ...PERSON, industry: '种植' };

  test('P10.2, P10.9: every borrower is screened in every quarter, by the end of its second month', () => {
    for (const profile of [PERSON, grower, FIRM]) {
      expect(terms(lived(plan, sound({ profile }), '2027-05-01'), 'screening')).toEqual([
        '2027-01-01 to 2027-02-26',
        '2027-04-01 to 2027-05-28',
      ]);
    }
  });

  test('P10.3: who is hit by disaster or falling prices is visited and supported, and is high risk', () => {
    const hit = look(plan, sound({ profile: grower, ...signal('hail') }), '2027-02-10');
    expect(warnedOf(hit)).toEqual(['red hail visit support-plan']);
    expect(tiers(hit)).toEqual(['2027-02-10 high']);
    const prices = figures('crop-price', { '2026-12': 10, '2027-01': 8 });
    expect(warnedOf(look(plan, sound({ profile: grower, ...prices }), '2027-02-11'))).toEqual([
      'yellow crop-price support-plan',
    ]);
    expect(calendar(10, 'P10.3')).toHaveLength(12);
  });

  test('P10.5: grace for disaster or illness; P10.6: evidence, a lawful demand, and at last the court for wilful default', () => {
    const found = (kind: Cause) => cases(look(plan, late(100_000, { profile: grower, ...cause(kind) }), '2027-02-11'));
    expect(found('disaster')).toEqual(['grace']);
    expect(found('illness')).toEqual(['grace']);
    expect(found('temporary')).toEqual(['extension']);
    expect(found('wilful')).toEqual(['legal']);
    expect(plan.cases.find((it) => it.kind === 'grace')).toMatchObject({ effect: 'pause', rule: 'P10.5' });
  });

  test('P10.7: visit record and photographs for all; accounts by kind', () => {
    const asked = (profile: Profile) => {
      const [gap] = opened(lived(plan, sound({ profile }), '2027-02-01'), 'document');
      return gap!.form!.filter((it) => it.endsWith('/electronic')).map((it) => it.split('/')[0]);
    };
    const all = ['contract', 'visit-record', 'photographs'];
    expect(asked(grower)).toEqual([...all, 'planting-accounts']);
    expect(asked({ ...PERSON, industry: '养殖' })).toEqual([...all, 'livestock-accounts']);
    expect(asked({ ...FIRM, industry: '农资' })).toEqual([...all, 'licence', 'financial-statements']);
    const [gap] = opened(lived(plan, sound({ profile: grower }), '2027-02-01'), 'document');
    expect(gap!.form).not.toContain('photographs/paper');
  });

  test('P10.8, P10.9: plan, collection, all screened, campaign, summary in every quarter', () => {
    expect(calendar(10, 'P10.8', 'P10.9').slice(0, 6)).toEqual([
      '01-01 screening-plan',
      '01-05 quarterly-report',
      '02-01 collection',
      '02-25 all-screened',
      '03-05 campaign',
      '03-25 quarter-summary',
    ]);
    expect(calendar(10, 'P10.8')).toHaveLength(4);
  });

  test('P10.1: the targets', () => {
    expect(targets(10, 'P10.1')).toEqual([
      'screening-coverage ≥ 1',
      'npl-rate ≤ 0.02',
      'collected-amount ≥ 800000',
      'archive-completeness ≥ 1',
      'campaigns ≥ 1',
    ]);
  });
});
