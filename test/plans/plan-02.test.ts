import { describe, expect, test } from 'vitest';
import type { LoanFile, Profile } from '../../src/domain/loan/loan-file.js';
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
  PERSON,
  planOf,
  terms,
  tiers,
  warned,
} from './rows.js';
import { disposal, FIRM, late, MONTHS, QUARTERS, signals, sound } from './secured-loan.js';

describe('02-rural-bank-zones', () => {
  const plan = planOf(2);
  const of = (change: Partial<Profile>): Partial<LoanFile> => ({ profile: { ...FIRM, ...change } });

  test('P2.1: both managers sign a duty letter in the month after payout; each December they are looked at', () => {
    const steps = lived(plan, sound({ disbursedOn: '2026-12-20' }), '2028-02-01');
    expect(opened(steps, 'duty-letter').map((it) => `${dayOf(it.at)} ${it.role}`)).toEqual([
      '2027-01-01 account-manager',
      '2027-01-01 risk-manager',
      '2027-12-01 account-manager',
    ]);
    expect(letters(steps)).toEqual(['2027-01-01 duty-letter', '2027-01-01 duty-letter', '2027-12-01 duty-letter']);
    expect(opened(steps, 'duty-letter')[0]!.form).toEqual(['管户目标', '责任期限', '状态：已签或未签', '未签原因']);
  });

  test('P2.2: an entry for every borrower every month, and the ledger as a paper', () => {
    const [entry] = opened(lived(plan, sound(), '2027-02-01'), 'ledger');
    expect(entry!.form).toHaveLength(7);
    expect(calendar(2, 'P2.2')).toHaveLength(12);
    expect(duty(2, 'ledger').report).toBe('ledger');
  });

  test('P2.3: account managers are scored every month and paid every quarter; P2.4: priorities on the 1st', () => {
    const kept = calendar(2, 'P2.3');
    expect(kept.filter((it) => it.endsWith('performance-ledger'))).toHaveLength(12);
    expect(kept.filter((it) => it.endsWith('pay'))).toEqual(QUARTERS.map((month) => `${month}-10 performance-pay`));
    expect(calendar(2, 'P2.4')).toEqual(
      MONTHS.flatMap((month) => [`${month}-01 credit-priorities`, `${month}-04 credit-priorities-sent`]),
    );
  });

  test('P2.5: leaders the large, the department the medium, units the small, the asset department the non-performing', () => {
    const visitor = (profile: Profile) =>
      opened(lived(plan, sound({ profile }), '2027-02-01'), 'on-site-check').map((it) => it.role);
    expect(visitor({ ...FIRM, size: 'large' })).toEqual(['branch-president']);
    expect(visitor({ ...FIRM, size: 'medium' })).toEqual(['department-head']);
    expect(visitor(FIRM)).toEqual(['account-manager']);
    expect(visitor(PERSON)).toEqual(['account-manager']);
    const bad = lived(plan, late(of({ size: 'large' })), '2027-06-02').filter((it) => dayOf(it.at) > '2027-04-21');
    expect(tiers(lived(plan, late(), '2027-06-02')).at(-1)).toBe('2027-04-21 asset-department');
    expect(opened(bad, 'on-site-check').filter((it) => it.role === 'branch-president')).toEqual([]);
    expect(opened(bad, 'follow-up').filter((it) => it.rule === 'P2.5')).toMatchObject([
      { role: 'risk-manager' },
      { role: 'risk-manager' },
    ]);
  });

  test('P2.6: each class has its own work, and no borrower has that of two', () => {
    const followed = (name: string | null) => {
      const steps = opened(lived(plan, sound(of({ class: name })), '2028-01-01'), 'follow-up');
      const kinds = new Set(steps.filter((it) => it.rule === 'P2.6').map((it) => it.title!.slice(0, 2)));
      return [...kinds, steps.filter((it) => it.rule === 'P2.6').length].join(' ');
    };
    expect(followed('excellent')).toBe('优质 2');
    expect(followed('normal')).toBe('正常 4');
    expect(followed(null)).toBe('正常 4');
    expect(followed('restricted')).toBe('限制 12');
    expect(followed('strictly-restricted')).toBe('严格 12');
    expect(followed('exit')).toBe('退出 24');
  });

  test('P2.7: a non-performing loan is put in a group; the six groups are six cases, each with its own work', () => {
    expect(days(lived(plan, late(), '2027-05-01'), 'disposal-plan')).toEqual(['04-21']);
    const groups = plan.cases.filter((it) => it.rule === 'P2.7');
    expect(groups.map((it) => it.kind)).toEqual([
      'agency',
      'legal',
      'restructuring',
      'collateral',
      'early-recovery',
      'write-off',
    ]);
    const work = groups.map((it) => it.steps.map(({ task }) => task.title!.split('：')[0]).join());
    expect(new Set(work).size).toBe(6);
    expect(cases(look(plan, late(cause('wilful'))))).toEqual(['legal']);
    expect(cases(look(plan, late(cause('deteriorating'))))).toEqual(['collateral']);
    expect(cases(lived(plan, late(), '2028-01-17'))).toEqual(['write-off']);
  });

  test('P2.8: a month ahead the list, the letter and the question of the three ways; extension and renewal', () => {
    expect(calendar(2, 'P2.8')).toEqual(MONTHS.map((month) => `${month}-01 next-maturities`));
    const due = [{ seq: 1, dueOn: '2027-03-20', principal: 100_000, interest: 0, fee: 0 }];
    const steps = lived(plan, sound({ instalments: due }), '2027-03-01');
    expect(letters(steps)).toContain('2027-02-01 maturity-notice');
    expect(duty(2, 'next-maturities')).toMatchObject({ report: 'next-maturities', letter: 'maturity-notice' });
    expect(terms(steps, 'maturity-way')).toEqual(['2027-02-01 to 2027-02-11']);
    expect(opened(steps, 'maturity-way')[0]!.form![0]).toContain('可收回');
    for (const kind of ['extension', 'renewal'])
      expect(disposal(2, kind)).toMatchObject({ rule: 'P2.8', effect: 'extend' });
  });

  test('P2.9: larger exposures monitored every month, key borrowers seen every quarter, suspicions verified', () => {
    const monitored = (principal: number) =>
      opened(lived(plan, sound({ principal }), '2027-04-01'), 'off-site-monitoring').map((it) => it.role);
    expect(monitored(100_000_000)).toEqual(['risk-manager', 'risk-manager', 'risk-manager']);
    expect(monitored(99_999_999)).toEqual([]);
    const key = opened(lived(plan, sound(of({ class: 'exit' })), '2027-07-01'), 'on-site-check');
    expect(key.filter((it) => it.rule === 'P2.9').map((it) => `${dayOf(it.at)} ${it.role}`)).toEqual([
      '2026-12-31 risk-manager',
      '2027-01-01 risk-manager',
      '2027-04-01 risk-manager',
    ]);
    expect(warned(look(plan, sound(signals('suspicious-finding'))))).toEqual([
      'P2.9 yellow suspicious-finding verification',
    ]);
    expect(calendar(2, 'P2.9')).toEqual(QUARTERS.map((month) => `${month}-10 asset-quality`));
  });

  test('P2.10: the form on the same day, then the president decides what is done', () => {
    expect(plan.warnings.work!.slice(0, 2)).toMatchObject([
      { rule: 'P2.10', task: { kind: 'warning-form', dueDays: 0 } },
      { rule: 'P2.10', task: { role: 'branch-president' } },
    ]);
    expect(warned(look(plan, sound(signals('litigation'))))).toEqual(['P2.10 red litigation']);
    expect(warned(look(plan, sound(signals('never-heard-of'))))).toEqual(['P2.10 yellow never-heard-of']);
  });

  test('P2.11: a score of a hundred every quarter, 300 yuan, a rectification notice, and a look at it a month later', () => {
    expect(plan.targets.reduce((sum, it) => sum + (it.weight ?? 0), 0)).toBe(100);
    for (const it of plan.targets) {
      expect(it).toMatchObject({ rule: 'P2.11', notice: true });
      expect(it.penalty).toContain('300元');
    }
    expect(calendar(2, 'P2.11').slice(0, 4)).toEqual([
      '01-20 inspection',
      '02-25 rectification',
      '04-20 inspection',
      '05-25 rectification',
    ]);
  });

  test('P2.12: one file a borrower, its gaps, and the list of what was handed over', () => {
    const gap = (change: Partial<LoanFile>) => opened(lived(plan, sound(change), '2027-02-01'), 'document')[0]!.form!;
    expect(gap({})).toContain('collateral-papers/paper');
    expect(gap({ profile: PERSON, collateral: null })).not.toContain('collateral-papers/paper');
    expect(gap({ profile: PERSON })).not.toContain('licence/paper');
    expect(calendar(2, 'P2.12')).toHaveLength(12);
  });

  test('P2.13: performing loans are one book, looked at every month', () => {
    expect(calendar(2, 'P2.13')).toEqual(MONTHS.map((month) => `${month}-08 performing-book`));
    expect(tiers(lived(plan, sound(), '2027-06-01'))).toEqual([]);
  });
});
