import { describe, expect, test } from 'vitest';
import type { LoanFile } from '../../src/domain/loan/loan-file.js';
import type { Cause } from '../../src/domain/plan/condition.js';
import type { Plan } from '../../src/domain/plan/plan.js';
import { dayOf, momentAt } from '../../src/domain/time/dates.js';
import { other } from '../domain/build.js';
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
  PERSON,
  planOf,
  signal,
  sound,
  terms,
  tiers,
  warned,
} from './rows.js';

const document = (plan: Plan, change: Partial<LoanFile> = {}) =>
  opened(lived(plan, sound(change), '2027-02-01'), 'document')[0]!;
/** A loan that was due on 20 January 2027. */
const late = (change: Partial<LoanFile> = {}): LoanFile => lateBy(100_000, change);
const targets = (number: number, rule: string) =>
  planOf(number)
    .targets.filter((it) => it.rule === rule)
    .map(({ figure, atMost, atLeast }) => `${figure} ${atMost === undefined ? `≥ ${atLeast}` : `≤ ${atMost}`}`);

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
