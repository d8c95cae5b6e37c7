import { describe, expect, test } from 'vitest';
import type { LoanFile, Profile } from '../../src/domain/loan/loan-file.js';
import type { Cause } from '../../src/domain/plan/condition.js';
import type { Plan } from '../../src/domain/plan/plan.js';
import { preview } from '../../src/domain/preview/preview.js';
import { dayOf, formatMoment, MS_A_DAY, momentAt } from '../../src/domain/time/dates.js';
import { CHINA } from '../support/contact-rules.js';
import {
  calendar,
  cases,
  cause,
  days,
  duty,
  FAR_AHEAD,
  figures,
  late as lateBy,
  lived,
  look,
  opened,
  planOf,
  signal,
  sound,
  terms,
  tiers,
  warned,
} from './rows.js';

const LARGE: Profile = { kind: 'enterprise', size: 'large', industry: '钢铁', class: null };
const SMALL: Profile = { kind: 'enterprise', size: 'small', industry: '物流', class: null };
const document = (plan: Plan, change: Partial<LoanFile> = {}) =>
  opened(lived(plan, sound(change), '2027-02-01'), 'document')[0]!;
const work = (plan: Plan) => plan.warnings.work!.map(({ stage, rule, task }) => `${stage} ${rule} ${task.role}`);
/** A loan that was due on 20 January 2027. */
const late = (change: Partial<LoanFile> = {}): LoanFile => lateBy(100_000, change);
const targets = (number: number, rule: string) =>
  planOf(number)
    .targets.filter((it) => it.rule === rule)
    .map(({ figure, atMost, atLeast }) => `${figure} ${atMost === undefined ? `≥ ${atLeast}` : `≤ ${atMost}`}`);

describe('05-corporate', () => {
  const plan = planOf(5);
  const watched: Profile = { ...LARGE, industry: '城投平台' };
  const firm = (change: Partial<LoanFile> = {}) => sound({ profile: SMALL, ...change });

  test('P5.1: the targets, NPL and coverage for groups and for small and medium', () => {
    expect(targets(5, 'P5.1')).toEqual([
      'npl-rate ≤ 0.02',
      'npl-rate ≤ 0.03',
      'warning-accuracy ≥ 0.85',
      'renewal-rate ≥ 0.8',
      'check-coverage ≥ 1',
      'check-coverage ≥ 0.9',
    ]);
  });

  test('P5.2: a large borrower is checked on the spot every quarter, with 企业现场检查报告', () => {
    const steps = lived(plan, sound({ profile: LARGE }), '2028-01-01');
    expect(days(steps, 'on-site-check')).toEqual(['01-01', '04-01', '07-01', '10-01']);
    const [report] = opened(steps, 'on-site-check');
    expect(report).toMatchObject({ rule: 'P5.2', title: expect.stringContaining('企业现场检查报告') });
    expect(report!.form!.join()).toMatch(/车间.*库存.*收入.*现金流.*负债.*重大投资.*担保.*诉讼/);
  });

  test('P5.3: small, medium and unknown every half-year, catering and retail every quarter, each in one way only', () => {
    // What is still open of the old half-year on the day the loan is taken in is not of interest here.
    const checked = (profile: Profile) =>
      days(lived(plan, sound({ profile }), '2028-01-01'), 'on-site-check').filter((it) => it !== '12-31');
    for (const size of ['medium', 'small', null] as const) {
      expect(checked({ ...SMALL, size })).toEqual(['01-01', '07-01']);
      for (const industry of ['餐饮', '零售', 'Catering', 'retail'])
        expect(checked({ ...SMALL, size, industry }), industry).toEqual(['01-01', '04-01', '07-01', '10-01']);
    }
    // A large one of such a trade is checked as a large one.
    expect(checked({ ...LARGE, industry: '零售' })).toEqual(['01-01', '04-01', '07-01', '10-01']);
    const [first] = opened(lived(plan, firm(), '2027-02-01'), 'on-site-check');
    expect(first).toMatchObject({ rule: 'P5.3' });
    expect(first!.form!.join()).toMatch(/纳税.*社保.*水电气/);
  });

  test('P5.4: of platforms and real estate the data of every month; the tier moves with them', () => {
    for (const industry of ['城投平台', '房地产开发', 'real estate'])
      expect(
        days(lived(plan, sound({ profile: { ...LARGE, industry } }), '2027-04-01'), 'data-collection'),
        industry,
      ).toEqual(['01-01', '02-01', '03-01']);
    expect(days(lived(plan, sound({ profile: LARGE }), '2027-04-01'), 'data-collection')).toEqual([]);
    const tier = (profile: Profile, change: Partial<LoanFile>) =>
      tiers(look(plan, sound({ profile, ...change }), '2027-02-10'));
    expect(tier(watched, signal('project-delayed'))).toEqual(['2027-02-10 watched']);
    expect(tier(watched, signal('project-stopped'))).toEqual(['2027-02-10 high']);
    expect(tier(LARGE, signal('project-stopped'))).toEqual([]);
    expect(tier(watched, figures('financing-gap', { '2027-01': 0.2 }))).toEqual(['2027-02-10 watched']);
  });

  test('P5.5: ten per cent or more two quarters running opens the warning procedure; once, or less, does not', () => {
    const moved = (name: string, ...values: [number, number, number]) =>
      warned(
        look(
          plan,
          firm(figures(name, { '2026-Q2': values[0], '2026-Q3': values[1], '2026-Q4': values[2] })),
          '2027-02-11',
        ),
      );
    for (const name of ['gross-margin', 'current-ratio']) {
      expect(moved(name, 2, 1.8, 1.62)).toEqual([`P5.5 yellow ${name} indicator-review`]);
      expect(moved(name, 2, 1.8, 1.63)).toEqual([]);
      expect(moved(name, 2, 2, 1)).toEqual([]);
      expect(moved(name, 1, 2, 4)).toEqual([]);
    }
    expect(moved('debt-to-asset', 0.5, 0.55, 0.61)).toEqual(['P5.5 yellow debt-to-asset indicator-review']);
    expect(moved('debt-to-asset', 0.5, 0.54, 0.6)).toEqual([]);
  });

  test('P5.5: a quarter that is missing proves nothing', () => {
    const gap = firm(figures('gross-margin', { '2026-Q1': 0.4, '2026-Q2': 0.3, '2026-Q4': 0.2 }));
    expect(warned(look(plan, gap, '2027-02-11'))).toEqual([]);
  });

  test('P5.6, P5.11: form, review by the risk manager, one borrower one policy, closure; the ledger every month', () => {
    expect(work(plan)).toEqual([
      'form P5.6 account-manager',
      'review P5.11 risk-manager',
      'measure P5.6 account-manager',
      'close S2 risk-manager',
    ]);
    expect(warned(look(plan, late({ profile: SMALL, ...cause('deteriorating') }), '2027-02-11'))).toContain(
      'P5.6 red own-policy own-policy',
    );
    expect(calendar(5, 'P5.6')).toHaveLength(12);
  });

  test('P5.7, S5: short of cash is extended, hopeless recovered early and sold, wilful taken to court', () => {
    const found = (kind: Cause, day: string) => cases(look(plan, late({ profile: SMALL, ...cause(kind) }), day));
    expect(found('temporary', '2027-02-11')).toEqual(['extension']);
    expect(found('temporary', '2027-03-22')).toContain('restructuring');
    expect(found('deteriorating', '2027-02-11')).toEqual(['early-recovery']);
    expect(found('deteriorating', '2027-03-22')).toContain('collateral');
    expect(found('wilful', '2027-02-11')).toEqual(['legal']);
    expect(plan.cases.find((it) => it.kind === 'renewal')).toMatchObject({ rule: 'P5.7', effect: 'extend' });
  });

  test('P5.7: sixty days before the end it is asked which of the three ways the loan will go', () => {
    const [way] = opened(
      lived(plan, firm({ instalments: [{ ...FAR_AHEAD, dueOn: '2027-06-30' }] }), '2027-06-01'),
      'renewal-review',
    );
    expect(way).toMatchObject({ rule: 'P5.7', at: expect.any(Number) });
    expect(dayOf(way!.at)).toBe('2027-05-01');
    expect(way!.form!.join()).toMatch(/续贷.*展期.*新还款计划.*处置/);
  });

  test('P5.3: online data that fall, or arrears elsewhere, of a small or medium enterprise are verified', () => {
    const news = (change: Partial<LoanFile>, profile = SMALL) =>
      warned(look(plan, firm({ ...change, profile }), '2027-02-10'));
    for (const figure of ['tax-paid', 'insured-employees', 'electricity-used']) {
      const fell = figures(figure, { '2026-12': 100, '2027-01': 70 });
      expect(news(fell)).toEqual([`P5.3 yellow ${figure} verification`]);
      expect(news(fell, { ...SMALL, size: null })).toEqual([`P5.3 yellow ${figure} verification`]);
      expect(news(fell, LARGE)).toEqual([]);
      expect(news(figures(figure, { '2026-12': 100, '2027-01': 71 }))).toEqual([]);
    }
    expect(news(signal('utilities-arrears'))).toEqual(['P5.3 yellow utilities-arrears verification']);
    expect(news(signal('social-insurance-arrears'))).toEqual(['P5.3 yellow social-insurance-arrears verification']);
  });

  test('P5.3: whoever becomes watched is seen in that quarter, and never twice in one for going to and fro', () => {
    const steps = lived(plan, firm(signal('penalty')), '2027-10-01');
    expect(tiers(steps)).toEqual(['2027-02-10 watched', '2027-06-11 usual']);
    expect(days(steps, 'on-site-check')).toEqual(['01-01', '02-10', '04-01', '07-01']);
  });

  test('P5.8: licence, financial statements and proof of use', () => {
    expect(document(plan, { profile: SMALL }).form!.filter((it) => it.endsWith('/electronic'))).toEqual([
      'licence/electronic',
      'financial-statements/electronic',
      'use-of-funds/electronic',
    ]);
  });

  test('P5.9: a talk with every borrower every quarter', () => {
    for (const profile of [LARGE, SMALL])
      expect(terms(lived(plan, sound({ profile }), '2027-05-01'), 'talk')).toEqual([
        '2027-01-01 to 2027-03-22',
        '2027-04-01 to 2027-06-21',
      ]);
  });

  test('P5.10: registration changes, penalties and tax anomalies are taken in; so is what nobody has named', () => {
    const news = (kind: string) => warned(look(plan, firm(signal(kind)), '2027-02-10'));
    expect(news('registration-change')).toEqual(['P5.10 blue registration-change verification']);
    expect(news('penalty')).toEqual(['P5.10 yellow penalty verification']);
    expect(news('tax-anomaly')).toEqual(['P5.10 yellow tax-anomaly verification']);
    expect(news('litigation')).toEqual(['P5.10 red litigation']);
    expect(news('something-else')).toEqual(['P5.10 yellow something-else']);
    expect(days(lived(plan, firm(), '2027-04-01'), 'screening')).toEqual(['01-01', '02-01', '03-01']);
  });

  test('P5.11: major plans and relief are approved by the department head; the industry report every quarter', () => {
    const approvers = Object.fromEntries(plan.cases.map(({ kind, approver }) => [kind, approver]));
    expect(approvers).toMatchObject({
      extension: 'department-head',
      restructuring: 'department-head',
      'early-recovery': 'department-head',
    });
    const approved = (principal: number) =>
      preview({
        loans: [
          {
            plan,
            file: late({
              profile: SMALL,
              instalments: [{ seq: 1, dueOn: '2027-01-20', principal, interest: 0, fee: 0 }],
            }),
          },
        ],
        until: momentAt('2027-06-01', '00:00'),
        // Who reviews takes four days, of which one is over the time.
        staff: (kind) => (kind === 'disposal-review' ? 4 : 1) * MS_A_DAY,
        providers: {},
        rules: CHINA,
      }).flatMap((it) =>
        it.what === 'task.open' && /^disposal-(review|approval)$/.test(String(it.kind))
          ? [`${formatMoment(it.at).slice(5, 10)} ${it.kind}`]
          : [],
      );
    expect(approved(99_999_999)).toEqual(['05-01 disposal-review']);
    // Not in the minute of the review, but when that is done.
    expect(approved(100_000_000)).toEqual(['05-01 disposal-review', '05-05 disposal-approval']);
    expect(calendar(5, 'P5.11').filter((it) => it.endsWith('industry-report'))).toHaveLength(4);
    expect(duty(5, 'industry-report').task!.role).toBe('industry-analyst');
  });

  test('P5.12: data every month; report, special assessment, papers of half-year and year, the key plan of the next', () => {
    expect(days(lived(plan, firm(), '2027-04-01'), 'monitoring')).toEqual(['01-01', '02-01', '03-01']);
    expect(calendar(5, 'P5.12')).toEqual([
      '01-10 quarterly-report',
      '01-12 half-year-report',
      '01-15 year-end-report',
      '04-10 quarterly-report',
      '06-15 special-assessment',
      '07-10 quarterly-report',
      '07-12 half-year-report',
      '10-10 quarterly-report',
      '12-10 next-year',
      '12-15 special-assessment',
    ]);
  });
});
