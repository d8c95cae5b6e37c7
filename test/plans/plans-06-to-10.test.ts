import { describe, expect, test } from 'vitest';
import type { LoanFile, Profile, Signal } from '../../src/domain/loan/loan-file.js';
import type { Step } from '../../src/domain/loan/steps.js';
import type { Cause } from '../../src/domain/plan/condition.js';
import { dayOf, momentAt } from '../../src/domain/time/dates.js';
import { dutiesBetween } from '../../src/domain/work/duties.js';
import { chinaCalendar } from '../../src/library/calendar.js';
import {
  calendar,
  cases,
  cause,
  days,
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
} from './rows.js';

const PERSON: Profile = { kind: 'person', size: null, industry: null, class: null };
const FIRM: Profile = { kind: 'enterprise', size: 'small', industry: 'trade', class: null };

/** A loan of so many fen that was due on 20 January 2027. */
const late = (principal: number, change: Partial<LoanFile> = {}): LoanFile =>
  sound({ instalments: [{ seq: 1, dueOn: '2027-01-20', principal, interest: 0, fee: 0 }], ...change });

const warned = (steps: Step[]) =>
  steps.flatMap((it) =>
    it.what === 'warning.open'
      ? [[it.level, it.indicator, ...it.measures.map((measure) => measure.kind)].join(' ')]
      : [],
  );

const signal = (kind: string): Partial<LoanFile> => ({
  signals: [{ id: '1', source: 'test', kind, at: NEWS_AT } as Signal],
});

const targets = (number: number, rule: string) =>
  planOf(number)
    .targets.filter((it) => it.rule === rule)
    .map(({ figure, atMost, atLeast, weight }) =>
      [figure, atMost === undefined ? `≥ ${atLeast}` : `≤ ${atMost}`, weight].filter(Boolean).join(' '),
    );

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
    expect(warned(look(plan, sound(signal('fund-flow')), '2027-02-10'))).toEqual(['yellow fund-flow fund-trace']);
    expect(warned(look(plan, sound(signal('account-anomaly')), '2027-02-10'))).toEqual([
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
      title: '企业季度走访报告',
    });
    expect(days(lived(plan, sound(), '2028-01-01'), 'visit')).toEqual([]);
  });

  test('P6.6: from 500,000 yuan on a special team and a policy of its own, after 60 days an agency, after 90 a law firm', () => {
    const large = lived(plan, late(50_000_000), '2027-05-01');
    expect(warned(large)).toContain('red large-overdue special-team own-policy');
    expect(cases(large)).toEqual(['agency', 'legal']);
    const small = lived(plan, late(49_999_999), '2027-05-01');
    expect(warned(small)).toEqual(['blue late-payment']);
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
    expect(warned(firm(figures('debt-to-asset', { '2027-01': 0.71 })))).toEqual(['yellow debt-to-asset limit-cut']);
    expect(warned(firm(figures('debt-to-asset', { '2027-01': 0.7 })))).toEqual([]);
    expect(warned(firm(figures('collateral-value', { '2026-Q3': 100, '2026-Q4': 80 })))).toEqual([
      'red collateral-value guarantee-added',
    ]);
    const once = firm(figures('operating-cash-flow', { '2026-12': 5, '2027-01': -1 }));
    expect(warned(once)).toEqual(['yellow operating-cash-flow limit-cut']);
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
    expect(warned(bad)).toContain('red new-bad-loan accountability-review');
  });
});

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
    expect(warned(look(plan, sound({ profile: maker(null), ...orders }), '2027-02-11'))).toEqual(['yellow orders']);
  });

  test('P8.4: plant and equipment are valued every half-year; a fall by more than ten per cent asks for a further guarantee', () => {
    const valued = (collateral: string | null) =>
      days(lived(plan, sound({ profile: maker(null), collateral }), '2028-01-01'), 'valuation');
    expect(valued('数控机床, 厂房抵押')).toEqual(['01-01', '07-01']);
    expect(valued('保证')).toEqual([]);
    const fall = (value: number) =>
      warned(
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
    expect(report[0]).toMatchObject({ title: '制造业客户贷后走访专项报告' });
  });

  test('P8.6: grace for one to three months; early recovery and collateral and the limit cut; lawyer, preservation, court', () => {
    const found = (kind: Cause) => look(plan, late(100_000, { profile: maker(null), ...cause(kind) }), '2027-02-11');
    expect(cases(found('temporary'))).toEqual(['grace']);
    expect(cases(found('deteriorating'))).toEqual(['early-recovery', 'collateral']);
    expect(warned(found('deteriorating'))).toContain('red deteriorating limit-cut');
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

describe('09-consumer', () => {
  const plan = planOf(9);

  test('P9.3: strange spending and new overdue elsewhere are warned at once; P9.2: so is an account without money', () => {
    const news = (kind: string) => warned(look(plan, sound(signal(kind)), '2027-02-10'));
    expect(news('large-overdraft')).toEqual(['yellow large-overdraft call']);
    expect(news('many-regions')).toEqual(['yellow many-regions call']);
    expect(news('new-overdue')).toEqual(['yellow new-overdue limit-review']);
    expect(news('low-balance')).toEqual(['blue low-balance call']);
  });

  test('P9.5: the emergency contact is work for a person, only past day 30 and only when the borrower cannot be reached', () => {
    const lost = (dueOn: string) =>
      warned(look(plan, sound({ instalments: [{ ...FAR_AHEAD, dueOn }], ...signal('unreachable') }), '2027-02-10'));
    expect(lost('2027-01-10')).toEqual(['yellow unreachable emergency-contact']);
    expect(lost('2027-01-11')).toEqual([]);
    const usual = lived(plan, late(100_000), '2027-06-01');
    expect(usual.filter((it) => it.what === 'notice' && it.to !== 'borrower')).toEqual([]);
    expect(warned(usual)).toEqual([]);
  });

  test('P9.4, S5: who negotiates gets a plan, who will not pay is taken to arbitration', () => {
    expect(cases(look(plan, late(100_000, cause('temporary')), '2027-02-11'))).toEqual(['restructuring']);
    expect(cases(look(plan, late(100_000, cause('wilful')), '2027-02-11'))).toEqual(['legal']);
    expect(calendar(9, 'P9.4')).toHaveLength(53);
  });

  test('P9.6: an offer after a clean half-year and a survey every quarter, to those who pay', () => {
    const paid: Partial<LoanFile> = {
      disbursedOn: '2026-06-20',
      instalments: [
        { seq: 1, dueOn: '2026-12-20', principal: 1000, interest: 0, fee: 0 },
        { ...FAR_AHEAD, seq: 2 },
      ],
      payments: [
        {
          reference: 'P',
          amount: 1000,
          paidOn: '2026-12-19',
          recordedAt: momentAt('2026-12-31', '08:00'),
          reversedOn: null,
          reversalRecordedAt: null,
        },
      ],
    };
    const sent = (change: Partial<LoanFile>) =>
      lived(plan, sound(change), '2027-02-01').flatMap((it) =>
        it.what === 'offer' ? [`${dayOf(it.at)} ${it.kind}`] : [],
      );
    expect(sent(paid)).toEqual(['2027-01-10 good-payer', '2027-01-20 satisfaction-survey']);
    expect(sent({ ...paid, payments: [] })).toEqual([]);
  });

  test('P9.7: a compliance self-check every quarter; P9.1, P9.8: targets and score', () => {
    expect(calendar(9, 'P9.7')).toEqual(['01', '04', '07', '10'].map((month) => `${month}-10 compliance-self-check`));
    expect(targets(9, 'P9.1')).toEqual([
      'overdue-rate ≤ 0.025',
      'recovery-30-plus ≥ 0.75',
      'contact-coverage ≥ 0.9',
      'complaint-rate ≤ 0.005',
    ]);
    const weights = plan.targets.map((it) => it.weight ?? 0);
    expect(weights.reduce((sum, it) => sum + it, 0)).toBe(100);
    expect(targets(9, 'P9.8')).toHaveLength(3);
  });
});

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
    expect(warned(hit)).toEqual(['red hail visit support-plan']);
    expect(tiers(hit)).toEqual(['2027-02-10 high']);
    const prices = figures('crop-price', { '2026-12': 10, '2027-01': 8 });
    expect(warned(look(plan, sound({ profile: grower, ...prices }), '2027-02-11'))).toEqual([
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

test.each([6, 7, 8, 9, 10])(
  'plan %i: nobody approves what he proposes, and all work of people has a Chinese title',
  (number) => {
    const plan = planOf(number);
    for (const { proposer, approver } of plan.cases) expect(approver).not.toBe(proposer);
    const tasks = [
      ...plan.checks.map((it) => it.task),
      ...plan.duties.flatMap((it) => it.task ?? []),
      ...plan.cases.flatMap((it) => it.steps.map((step) => step.task)),
      ...plan.warnings.rules.flatMap((it) => it.measures),
      ...(plan.warnings.work ?? []).map((it) => it.task),
    ];
    for (const { title } of tasks) expect(title).toMatch(/\p{Script=Han}/u);
  },
);
