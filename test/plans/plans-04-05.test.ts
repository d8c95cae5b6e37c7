import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { LoanFile, Profile, Signal } from '../../src/domain/loan/loan-file.js';
import type { Cause } from '../../src/domain/plan/condition.js';
import type { Plan } from '../../src/domain/plan/plan.js';
import { preview } from '../../src/domain/preview/preview.js';
import { dayOf, formatMoment, MS_A_DAY, momentAt } from '../../src/domain/time/dates.js';
import { projectPath } from '../../src/library/project-path.js';
import { other } from '../domain/build.js';
import { CHINA } from '../support/contact-rules.js';
import {
  calendar,
  cases,
  cause,
  days,
  duty,
  FAR_AHEAD,
  figures,
  lived,
  look,
  NEWS_AT,
  opened,
  planOf,
  sound,
  terms,
  tiers,
  warned,
} from './rows.js';

const PERSON: Profile = { kind: 'person', size: null, industry: null, class: null };
const LARGE: Profile = { kind: 'enterprise', size: 'large', industry: '钢铁', class: null };
const SMALL: Profile = { kind: 'enterprise', size: 'small', industry: '物流', class: null };

/** A loan that was due on 20 January 2027. */
const late = (change: Partial<LoanFile> = {}): LoanFile =>
  sound({ instalments: [{ seq: 1, dueOn: '2027-01-20', principal: 100_000, interest: 0, fee: 0 }], ...change });

const signal = (kind: string): Partial<LoanFile> => ({
  signals: [{ id: '1', source: 'test', kind, at: NEWS_AT } as Signal],
});

const targets = (number: number, rule: string) =>
  planOf(number)
    .targets.filter((it) => it.rule === rule)
    .map(({ figure, atMost, atLeast }) => `${figure} ${atMost === undefined ? `≥ ${atLeast}` : `≤ ${atMost}`}`);
const document = (plan: Plan, change: Partial<LoanFile> = {}) =>
  opened(lived(plan, sound(change), '2027-02-01'), 'document')[0]!;
const work = (plan: Plan) => plan.warnings.work!.map(({ stage, rule, task }) => `${stage} ${rule} ${task.role}`);

test.each([
  [4, '04-personal'],
  [5, '05-corporate'],
])('plan %i cites every one of its twelve rows beside what implements it', (number, name) => {
  const text = readFileSync(projectPath(`plans/${name}.yaml`), 'utf8');
  const cited = new Set([...text.matchAll(/(?:rule|otherSignals): ([PS][\d.]+)/g)].map((it) => it[1]));
  const rows = Array.from({ length: 12 }, (_, n) => `P${number}.${n + 1}`);
  expect(rows.filter((row) => !cited.has(row))).toEqual([]);
});

describe('04-personal', () => {
  const plan = planOf(4);

  test('P4.1: overdue, recovery of non-performing, satisfaction, archive', () => {
    expect(targets(4, 'P4.1')).toEqual([
      'overdue-rate ≤ 0.015',
      'npl-recovery-rate ≥ 0.3',
      'satisfaction ≥ 0.9',
      'archive-completeness ≥ 1',
    ]);
  });

  test('P4.2: every loan made last month is followed up once, by the 5th', () => {
    const loan = (disbursedOn: string) =>
      sound({ disbursedOn, takenInAt: momentAt(disbursedOn, '08:00'), profile: PERSON });
    expect(terms(lived(plan, loan('2027-01-04'), '2027-06-01'), 'first-follow-up')).toEqual([
      '2027-02-01 to 2027-02-05',
    ]);
    expect(terms(lived(plan, loan('2027-01-31'), '2027-06-01'), 'first-follow-up')).toEqual([
      '2027-02-01 to 2027-02-05',
    ]);
    const [first] = opened(lived(plan, loan('2027-01-31'), '2027-03-01'), 'first-follow-up');
    expect(first!.form!.join()).toMatch(/还款能力.*用途.*挪用.*收入/);
    // A second loan of the same borrower is followed up as well.
    expect(
      days(
        lived(plan, { ...loan('2027-01-10'), others: [other({ plan: plan.plan })] }, '2027-03-01'),
        'first-follow-up',
      ),
    ).toEqual(['02-01']);
  });

  test('P4.3: over 30 days, income sharply down or debt too high is high; a fluctuation or a new number is medium', () => {
    const tier = (change: Partial<LoanFile>) =>
      look(plan, sound(change), '2027-02-11').flatMap((it) => (it.what === 'tier' ? [it.to] : []));
    expect(tiers(lived(plan, late(), '2027-03-10'))).toEqual(['2027-02-20 high']);
    expect(tier(signal('income-drop'))).toEqual(['high']);
    expect(tier(signal('debt-too-high'))).toEqual(['high']);
    expect(tier(figures('income', { '2026-12': 10_000, '2027-01': 7_000 }))).toEqual(['high']);
    expect(tier(figures('income', { '2026-12': 10_000, '2027-01': 7_100 }))).toEqual(['medium']);
    expect(tier(figures('income', { '2026-12': 10_000, '2027-01': 9_100 }))).toEqual([]);
    expect(tier(figures('debt-to-income', { '2027-01': 0.56 }))).toEqual(['high']);
    expect(tier(figures('debt-to-income', { '2027-01': 0.55 }))).toEqual([]);
    expect(tier(signal('income-fluctuates'))).toEqual(['medium']);
    expect(tier(signal('contact-changed'))).toEqual(['medium']);
  });

  test('P4.3: high every week and at once, medium every month, low every quarter; the assessment every month', () => {
    const followed = (change: Partial<LoanFile>, until: string) =>
      days(lived(plan, sound(change), until), 'follow-up').filter((it) => it !== '12-31');
    expect(followed({}, '2027-07-10')).toEqual(['01-06', '04-06', '07-06']);
    expect(followed(signal('income-drop'), '2027-03-02')).toEqual(['01-06', '02-10', '02-15', '02-22', '03-01']);
    expect(followed(signal('contact-changed'), '2027-04-30')).toEqual(['01-06', '02-10', '03-06', '04-06']);
    expect(calendar(4, 'P4.3')).toHaveLength(12);
    expect(duty(4, 'risk-assessment').report).toBe('risk-assessment');
  });

  test('P4.3: what makes a borrower high is warned of as well, once', () => {
    expect(warned(look(plan, sound(signal('income-drop')), '2027-02-11'))).toEqual(['P4.3 yellow income-drop call']);
    expect(warned(look(plan, sound(figures('debt-to-income', { '2027-01': 0.6 })), '2027-02-11'))).toEqual([
      'P4.3 yellow debt-to-income call',
    ]);
    expect(warned(look(plan, sound(signal('something-else')), '2027-02-11'))).toEqual(['P4.3 yellow something-else']);
    expect(warned(look(plan, sound(signal('diversion')), '2027-02-11'))).toEqual(['P4.2 yellow diversion fund-trace']);
  });

  test('P4.4: sensitive industries, sole traders and freelancers are screened at the end of each quarter, no others', () => {
    const screened = (industry: string | null) =>
      terms(lived(plan, sound({ profile: { ...PERSON, industry } }), '2028-01-01'), 'special-screening');
    const quarters = [
      // The loans were taken in on the last day of the year: that quarter's is made late.
      '2026-12-31 to 2027-01-21',
      '2027-03-04 to 2027-03-25',
      '2027-06-02 to 2027-06-23',
      '2027-09-01 to 2027-09-22',
      '2027-12-02 to 2027-12-23',
    ];
    for (const industry of ['房地产中介', '个体工商户', '自由职业', 'Freelance design', 'sole trader'])
      expect(screened(industry), industry).toEqual(quarters);
    expect(screened('教师')).toEqual([]);
    expect(screened(null)).toEqual([]);
    expect(calendar(4, 'P4.4')).toEqual([
      '01-05 screening-report',
      '03-26 screening-summary',
      '04-05 screening-report',
      '06-26 screening-summary',
      '07-05 screening-report',
      '09-26 screening-summary',
      '10-05 screening-report',
      '12-26 screening-summary',
    ]);
  });

  test("P4.5: the lawyer's letter and the application for preservation on the 31st day", () => {
    const steps = lived(plan, late(), '2027-03-10');
    expect(steps.filter((it) => it.what === 'letter')).toMatchObject([
      { kind: 'lawyer-letter', rule: 'P4.5', dpd: 31 },
    ]);
    expect(days(steps, 'lawyer-letter')).toEqual(['02-20']);
    expect(days(steps, 'property-preservation')).toEqual(['02-20']);
  });

  test('P4.6, S5: the meeting every month; extension, restructuring, disposal of assets by the cause that is found', () => {
    expect(calendar(4, 'P4.6')).toEqual(
      Array.from({ length: 12 }, (_, n) => `${String(n + 1).padStart(2, '0')}-12 overdue-meeting`),
    );
    expect(duty(4, 'overdue-meeting')).toMatchObject({ report: 'meeting-pack', task: { role: 'department-head' } });
    const found = (kind: Cause, collateral: string | null = null) =>
      cases(look(plan, late({ collateral, ...cause(kind) }), '2027-02-11'));
    expect(found('temporary')).toEqual(['extension']);
    expect(found('illness')).toEqual(['extension']);
    expect(found('disaster')).toEqual(['restructuring']);
    expect(found('deteriorating')).toEqual(['restructuring']);
    expect(found('wilful')).toEqual(['legal']);
    expect(found('wilful', '住房')).toEqual(['collateral', 'legal']);
    // Nobody has found a cause: the assets are looked at after two months, the court after three.
    expect(cases(lived(plan, late({ collateral: '汽车' }), '2027-05-01'))).toEqual(['collateral', 'legal']);
    expect(cases(lived(plan, late(), '2027-04-01'))).toEqual([]);
  });

  test('P4.7: an offer every half-year to who has paid for half a year, to no other', () => {
    const payer = (paidOn: string, more: Partial<LoanFile> = {}) =>
      lived(
        plan,
        sound({
          ...more,
          disbursedOn: '2026-06-20',
          instalments: [{ seq: 1, dueOn: '2026-12-20', principal: 1000, interest: 0, fee: 0 }, FAR_AHEAD],
          payments: [
            {
              reference: 'P',
              amount: 1000,
              paidOn,
              recordedAt: momentAt('2026-12-31', '08:00'),
              reversedOn: null,
              reversalRecordedAt: null,
            },
          ],
        }),
        '2027-02-01',
      );
    const sent = (paidOn: string) =>
      payer(paidOn).flatMap((it) => (it.what === 'offer' ? [`${dayOf(it.at)} ${it.kind} ${it.rule}`] : []));
    expect(sent('2026-12-19')).toEqual(['2027-01-10 good-payer P4.7']);
    expect(sent('2026-12-22')).toEqual([]);
    const words = (more?: Partial<LoanFile>) =>
      payer('2026-12-19', more).flatMap((it) => (it.what === 'notice' ? [[it.template, it.figures]] : []));
    expect(words()).toEqual([['offer', undefined]]);
    expect(words({ annualRate: '4.65', principal: 5_000_000 })).toEqual([
      ['offer-personal', { rate: '4.35', limit: '50000.00', onTime: '1' }],
    ]);
  });

  test('P4.8: complaints are measured by both time limits', () => {
    expect(targets(4, 'P4.8')).toEqual(['complaints-accepted-in-time-rate ≥ 1', 'complaints-solved-in-time-rate ≥ 1']);
  });

  test('P4.9: two customer events a year', () => {
    expect(calendar(4, 'P4.9')).toEqual(['05-10 customer-event', '11-10 customer-event']);
  });

  test('P4.10: contract, payment vouchers, risk assessment, each electronic and on paper, from the 21st to the 25th', () => {
    expect(terms(lived(plan, sound(), '2027-02-01'), 'document')).toEqual(['2027-01-21 to 2027-01-25']);
    expect(document(plan).form).toEqual(
      ['contract', 'payment-voucher', 'risk-assessment'].flatMap((it) => [`${it}/electronic`, `${it}/paper`]),
    );
    const inStep = new Set(['contract/electronic', 'contract/paper', 'payment-voucher/electronic']);
    expect(document(plan, { documents: inStep }).form).toEqual([
      'payment-voucher/paper',
      'risk-assessment/electronic',
      'risk-assessment/paper',
    ]);
  });

  test('P4.11: by the 10th the report of the month before, to the department head', () => {
    expect(calendar(4, 'P4.11')).toHaveLength(12);
    expect(duty(4, 'monthly-report')).toMatchObject({
      day: 10,
      report: 'monthly-report',
      of: 'last',
      to: ['department-head'],
    });
  });

  test('P4.12: 1–5 plan, 6–20 follow-up and collection, 21–25 archives and ledger, each quarter its report', () => {
    expect(calendar(4, 'P4.12').slice(0, 5)).toEqual([
      '01-01 collection-plan',
      '01-08 quarterly-report',
      '01-20 mid-month',
      '01-21 archive-days',
      '01-25 ledger',
    ]);
    expect(duty(4, 'collection-plan').task!.dueDays).toBe(4);
    expect(duty(4, 'archive-days').task!.dueDays).toBe(4);
    expect(calendar(4, 'P4.12').filter((it) => it.endsWith('quarterly-report'))).toHaveLength(4);
    const monthly = lived(plan, sound(signal('contact-changed')), '2027-04-01');
    expect(terms(monthly, 'follow-up').at(-1)).toBe('2027-03-06 to 2027-03-19');
  });
});

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

test.each([4, 5])('plan %i: nobody approves what he proposes, and all work of people has a Chinese title', (number) => {
  const plan = planOf(number);
  for (const { proposer, approver } of plan.cases) expect(approver).not.toBe(proposer);
  const tasks = [
    ...plan.checks.map((it) => it.task),
    ...plan.duties.flatMap((it) => it.task ?? []),
    ...plan.cases.flatMap((it) => it.steps.map((step) => step.task)),
    ...plan.warnings.rules.flatMap((it) => it.measures),
    ...(plan.warnings.work ?? []).map((it) => it.task),
    ...plan.ladder.stages.flatMap((it) => it.actions.flatMap((action) => action.task ?? [])),
  ];
  for (const { title } of tasks) expect(title).toMatch(/\p{Script=Han}/u);
});
