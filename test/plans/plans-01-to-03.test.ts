import { describe, expect, test } from 'vitest';
import type { LoanFile, Profile, Signal } from '../../src/domain/loan/loan-file.js';
import type { Cause } from '../../src/domain/plan/condition.js';
import { dayOf, momentAt } from '../../src/domain/time/dates.js';
import { file, other } from '../domain/build.js';
import {
  calendar,
  cases,
  cause,
  days,
  duty,
  figures,
  letters,
  lived,
  look,
  NEWS_AT,
  opened,
  planOf,
  terms,
  tiers,
  warned,
} from './rows.js';

const PERSON: Profile = { kind: 'person', size: null, industry: null, class: null };
const FIRM: Profile = { kind: 'enterprise', size: 'small', industry: '粮食收购', class: null };

/** A loan against collateral of which nothing is due for years, taken in on New Year's Eve. */
const sound = (change: Partial<LoanFile> = {}): LoanFile =>
  file({
    takenInAt: momentAt('2026-12-31', '08:00'),
    instalments: [{ seq: 1, dueOn: '2029-01-20', principal: 10_000_000, interest: 0, fee: 0 }],
    profile: FIRM,
    collateral: '仓储粮食质押',
    ...change,
  });
/** The same, due on 20 January 2027. */
const late = (change: Partial<LoanFile> = {}): LoanFile =>
  sound({ instalments: [{ seq: 1, dueOn: '2027-01-20', principal: 100_000, interest: 0, fee: 0 }], ...change });

const signals = (...kinds: string[]): Partial<LoanFile> => ({
  signals: kinds.map((kind, n) => ({ id: `${n}`, source: 'bank-risk-system', kind, at: NEWS_AT }) as Signal),
});

const targets = (number: number, rule: string) =>
  planOf(number)
    .targets.filter((it) => it.rule === rule)
    .map(({ figure, atMost, atLeast, weight }) =>
      [figure, atMost === undefined ? `≥ ${atLeast}` : `≤ ${atMost}`, weight]
        .filter((it) => it !== undefined)
        .join(' '),
    );
const disposal = (number: number, kind: string) => planOf(number).cases.find((it) => it.kind === kind)!;
const MONTHS = ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12'];
const QUARTERS = ['01', '04', '07', '10'];

describe('01-agri-policy-enterprise', () => {
  const plan = planOf(1);

  test('P1.1: the checks of an enterprise are its account manager’s; every quarter it is looked at that there is one', () => {
    const others = plan.checks.filter((it) => it.task.role !== 'account-manager' || it.task.another).map((it) => it.id);
    expect(others).toEqual(['cross-check', 'classification']);
    expect(calendar(1, 'P1.1')).toEqual(QUARTERS.map((month) => `${month}-05 responsible-persons`));
  });

  test('P1.2: each loan has its sequential check every month; money diverted is traced', () => {
    const steps = lived(plan, sound(), '2027-03-01');
    expect(terms(steps, 'sequential-check')).toEqual(['2027-01-01 to 2027-01-25', '2027-02-01 to 2027-02-25']);
    const second = lived(plan, sound({ loan: 'L2', others: [other({ plan: plan.plan })] }), '2027-02-01');
    expect(days(second, 'sequential-check')).toEqual(['01-01']);
    expect(days(second, 'screening')).toEqual([]);
    const { form } = opened(steps, 'sequential-check')[0]!;
    for (const word of ['采购', '销售', '资金用途', '挤占挪用', '归行']) expect(form!.join()).toContain(word);
    expect(warned(look(plan, sound(signals('diversion'))))).toEqual(['P1.2 red diversion funds-trace']);
  });

  test('P1.3: with every sequential check the store is checked, and after a shortage at once', () => {
    for (const industry of ['粮食收购', '食用油加工']) {
      const steps = lived(plan, sound({ profile: { ...FIRM, industry } }), '2027-04-01');
      expect(days(steps, 'inventory-check')).toEqual(days(steps, 'sequential-check'));
    }
    expect(warned(look(plan, sound(signals('stock-shortage'))))).toEqual(['P1.3 red stock-shortage inventory-check']);
  });

  test('P1.4: a cross-check every quarter, by another manager', () => {
    const checks = opened(lived(plan, sound(), '2028-01-01'), 'cross-check');
    expect(checks.map((it) => dayOf(it.at))).toEqual(QUARTERS.map((month) => `2027-${month}-01`));
    expect(checks.every((it) => it.another && it.role === 'account-manager')).toBe(true);
  });

  test('P1.5: on the 1st the list of the month; for each loan on it a letter and the question of its funds', () => {
    expect(calendar(1, 'P1.5')).toEqual(MONTHS.map((month) => `${month}-01 due-list`));
    expect(duty(1, 'due-list')).toMatchObject({ report: 'due-list', of: 'this' });
    const due = [{ seq: 1, dueOn: '2027-02-20', principal: 100_000, interest: 0, fee: 0 }];
    const steps = lived(plan, sound({ instalments: due }), '2027-02-10');
    expect(letters(steps)).toEqual(['2027-02-01 maturity-list']);
    expect(duty(1, 'due-list')).toMatchObject({ report: 'due-list', letter: 'maturity-list' });
    expect(terms(steps, 'maturity-way')).toEqual(['2027-02-01 to 2027-02-08']);
    expect(disposal(1, 'renewal')).toMatchObject({ rule: 'P1.5', effect: 'extend' });
  });

  test('P1.6: news from outside opens a warning at once, serious news a red one', () => {
    const news = (kind: string) => warned(look(plan, sound(signals(kind)), '2027-02-10'));
    for (const kind of ['litigation', 'bankruptcy', 'regulator-warning'])
      expect(news(kind)).toEqual([`P1.6 red ${kind}`]);
    expect(news('new-overdue')).toEqual(['P1.6 yellow new-overdue']);
    expect(news('never-heard-of')).toEqual(['P1.6 yellow never-heard-of']);
    expect(plan.warnings.work![0]).toMatchObject({ stage: 'form', task: { role: 'account-manager', dueDays: 1 } });
  });

  test('P1.7: every borrower is screened every month, and a report goes to presidents and department heads', () => {
    expect(terms(lived(plan, sound(), '2027-03-01'), 'screening')).toEqual([
      '2027-01-01 to 2027-01-25',
      '2027-02-01 to 2027-02-25',
    ]);
    expect(calendar(1, 'P1.7')).toHaveLength(12);
    expect(duty(1, 'screening-report')).toMatchObject({
      report: 'risk-screening-report',
      to: ['branch-president', 'department-head'],
    });
  });

  test('P1.8: a meeting every month, with its pack', () => {
    expect(calendar(1, 'P1.8')).toEqual(MONTHS.map((month) => `${month}-05 risk-meeting`));
    expect(duty(1, 'risk-meeting')).toMatchObject({ report: 'meeting-pack', task: { kind: 'meeting' } });
  });

  test('P1.9: a spot-check every quarter, which counts in the score', () => {
    expect(calendar(1, 'P1.9').filter((it) => it.endsWith('spot-check'))).toEqual(
      QUARTERS.map((month) => `${month}-20 spot-check`),
    );
    expect(targets(1, 'P1.9')).toEqual(['screening-coverage ≥ 1 40']);
    expect(plan.targets.reduce((sum, it) => sum + (it.weight ?? 0), 0)).toBe(100);
  });

  test('P1.10: the monitoring table asks for every figure that a warning looks at, and becomes a paper', () => {
    const [table] = opened(lived(plan, sound(), '2027-02-01'), 'monitoring');
    const asked = [...table!.form!, ...plan.checks.flatMap((it) => it.task.form ?? [])].join();
    const seen = plan.warnings.rules.flatMap((it) => it.when.flatMap(({ indicator }) => indicator ?? []));
    for (const name of new Set(seen)) if (name !== 'valuation') expect(asked).toContain(`(${name})`);
    for (const word of ['重大经营决策', '第一还款来源', '第二还款来源', '有效资产']) {
      expect(table!.form!.join()).toContain(word);
    }
    expect(duty(1, 'monitoring-table').report).toBe('monitoring-analysis');
    expect(calendar(1, 'P1.10')).toHaveLength(12);
  });

  test('P1.11: poor for three months, or an abnormal change: on the key list, and the management is met', () => {
    const months = (score: number[]) =>
      look(
        plan,
        sound(figures('financial-score', { '2026-11': score[0]!, '2026-12': score[1]!, '2027-01': score[2]! })),
      );
    const listed = months([58, 55, 57]);
    expect(warned(listed)).toEqual(['P1.11 yellow financial-score interview']);
    expect(listed.find((it) => it.what === 'warning.open')).toMatchObject({ keyMonitoring: true });
    expect(tiers(listed)).toEqual(['2027-02-10 key']);
    expect(warned(months([62, 59, 58]))).toEqual([]);
    expect(warned(months([90, 88, 70]))).toEqual(['P1.11 yellow financial-score interview']);
    const three = (name: string, value: number) =>
      warned(look(plan, sound(figures(name, { '2026-11': value, '2026-12': value, '2027-01': value }))));
    expect(three('current-ratio', 0.9)).toEqual(['P1.11 yellow current-ratio interview']);
    expect(three('debt-to-asset', 0.8)).toEqual(['P1.11 yellow debt-to-asset interview']);
    expect(three('current-ratio', 1.2)).toEqual([]);
  });

  test('P1.12: proceeds that do not come back: an interview, and a deadline', () => {
    const answer = 'interview proceeds-return';
    const ratio = (value: number) => warned(look(plan, sound(figures('proceeds-return-ratio', { '2027-01': value }))));
    expect(ratio(0.85)).toEqual([`P1.12 yellow proceeds-return-ratio ${answer}`]);
    expect(ratio(0.9)).toEqual([]);
    expect(warned(look(plan, sound(signals('proceeds-not-returned'))))).toEqual([
      `P1.12 yellow proceeds-not-returned ${answer}`,
    ]);
  });

  test('P1.13: the collateral or the guarantor has become weaker by much: more is demanded', () => {
    const value = (now: number) => look(plan, sound(figures('collateral-value', { '2026-12': 1000, '2027-01': now })));
    expect(warned(value(800))).toEqual(['P1.13 red collateral-value collateral-review']);
    expect(cases(value(800))).toEqual(['collateral']);
    expect(warned(value(850))).toEqual([]);
    expect(cases(value(850))).toEqual([]);
    expect(cases(look(plan, sound(signals('guarantor-weakened'))))).toEqual(['collateral']);
    expect(disposal(1, 'collateral').steps[0]!.task.kind).toBe('further-guarantee');
  });

  test('P1.14: less backing: causes, funds traced, unreasonable use recovered', () => {
    const answer = 'P1.14 red material-backing-ratio cause-analysis funds-trace recovery-of-misused';
    const ratio = (before: number, now: number) =>
      warned(look(plan, sound(figures('material-backing-ratio', { '2026-12': before, '2027-01': now }))));
    expect(ratio(1.01, 0.99)).toEqual([answer]);
    expect(ratio(1.2, 1.1)).toEqual([answer]);
    expect(ratio(1.2, 1.19)).toEqual([]);
  });

  test('P1.15, S5: deterioration, and no cooperation of one on the key list, lead to a stepwise exit; hardship to grace', () => {
    const found = (kind: Cause) => cases(look(plan, late(cause(kind))));
    expect(found('deteriorating')).toEqual(['early-recovery']);
    expect(found('temporary')).toEqual(['grace']);
    expect(found('wilful')).toEqual(['legal']);
    expect(cases(look(plan, sound(signals('non-cooperation'))))).toEqual([]);
    expect(warned(look(plan, sound(signals('non-cooperation'))))).toEqual(['P1.15 red non-cooperation']);
    expect(cases(look(plan, sound(signals('litigation', 'non-cooperation'))))).toEqual(['early-recovery']);
    expect(disposal(1, 'early-recovery').steps.map((it) => it.afterDays)).toEqual([0, 0, 30, 60]);
  });

  test('P1.16: credit exposure, and oil and fat, are checked every half-month', () => {
    const twice = ['12-31', '01-01', '01-16', '02-01', '02-16'];
    const checked = (change: Partial<LoanFile>) => days(lived(plan, sound(change), '2027-03-01'), 'sequential-check');
    expect(checked({ collateral: null })).toEqual(twice);
    expect(checked({ profile: { ...FIRM, industry: '油脂加工' } })).toEqual(twice);
    expect(checked({ profile: { ...FIRM, industry: 'oil-and-fat' } })).toEqual(twice);
    expect(checked({})).toEqual(['01-01', '02-01']);
  });

  test('P1.17: records of duty are inspected every month; a new bad loan asks who neglected what', () => {
    expect(calendar(1, 'P1.17')).toHaveLength(12);
    expect(duty(1, 'duty-inspection').task!.form!.join()).toContain('整改');
    expect(warned(lived(plan, late(), '2027-04-30'))).toEqual(['P1.17 red new-bad-loan accountability-review']);
  });
});

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

describe.each([1, 2, 3])('plan %i', (number) => {
  const plan = planOf(number);

  test('all that people read has a title in Chinese and English', () => {
    const tasks = [
      ...plan.ladder.stages.flatMap((it) => it.actions.flatMap(({ task }) => task ?? [])),
      ...plan.checks.map((it) => it.task),
      ...plan.maturity.flatMap((it) => it.task ?? []),
      ...plan.duties.flatMap((it) => it.task ?? []),
      ...plan.cases.flatMap((it) => it.steps.map((step) => step.task)),
      ...plan.warnings.rules.flatMap((it) => it.measures),
      ...plan.warnings.signals.flatMap((it) => it.measures),
      ...(plan.warnings.work ?? []).map((it) => it.task),
    ];
    const titles = [...tasks, ...plan.duties, ...plan.targets, ...(plan.archive?.documents ?? [])].map(
      (it) => it.title,
    );
    expect(titles.filter((title) => !/\p{Script=Han}.* [a-z]/iu.test(title ?? ''))).toEqual([]);
  });
});
