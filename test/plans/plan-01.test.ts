import { describe, expect, test } from 'vitest';
import type { LoanFile } from '../../src/domain/loan/loan-file.js';
import type { Cause } from '../../src/domain/plan/condition.js';
import { dayOf } from '../../src/domain/time/dates.js';
import { other } from '../domain/build.js';
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
  opened,
  planOf,
  targets,
  terms,
  tiers,
  warned,
} from './rows.js';
import { disposal, FIRM, late, MONTHS, QUARTERS, signals, sound } from './secured-loan.js';

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
