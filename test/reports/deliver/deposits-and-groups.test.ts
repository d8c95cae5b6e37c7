import { describe, expect, it } from 'vitest';
import { planSchema } from '../../../src/domain/plan/plan.js';
import { momentAt } from '../../../src/domain/time/dates.js';
import { rows } from '../../../src/store/base/connection/database.js';
import { findPlan } from '../../../src/store/loans/plans.js';
import { enterStaffFigure } from '../../../src/store/staff/staff-figures.js';
import { judgedBook, NPL, PAYMENT, SCORE, table, words } from './judged.js';

const { database, judgedBy, made } = judgedBook();

describe('P2.3: deposits stand in no book: they are entered, and stand in the ledger', () => {
  const asked = { ...SCORE, entered: [{ name: 'deposits', title: '存款余额', rule: 'P4.1' }] };
  const enter = (staff: string, text: string, amount: number, day = '2026-04-02') =>
    enterStaffFigure(
      database(),
      { staff, name: 'deposits', period: text, amount },
      { actor: 'DH00', at: momentAt(day, '10:00') },
    );

  it('of the period and those within it, the newest of several; who has none is named', async () => {
    await judgedBy([NPL], asked);
    expect(await enter('AM01', '2026-03', 120_000_00)).toBe(true);
    expect(await enter('AM01', '2026-03', 120_000_00)).toBe(false);
    expect(await enter('AM01', '2026-03', 125_000_00)).toBe(true);
    await enter('AM01', '2026-02', 100_00);
    await enter('AM01', '2026-04', 7_00);
    const { paper } = await made('performance-ledger');
    expect(table(paper, '存款余额')).toEqual([{ manager: 'AM01', period: '2026-03', amount: 125_000_00 }]);
    expect(words(paper)).toContain('AM02：未录入（P4.1）。');
    const quarter = await made('performance-ledger', '2026-Q1');
    expect(table(quarter.paper, '存款余额').map((it) => [it.period, it.amount])).toEqual([
      ['2026-02', 100_00],
      ['2026-03', 125_000_00],
    ]);
    expect(
      await rows(
        database().pool,
        `SELECT subject, detail FROM audit_log WHERE what = 'staff figure' ORDER BY audit_id LIMIT 2`,
      ),
    ).toMatchObject([
      { subject: 'staff/AM01', detail: { amount: 120_000_00, before: null } },
      { subject: 'staff/AM01', detail: { amount: 125_000_00, before: 120_000_00 } },
    ]);
  });

  it('refuses nobody, less than nothing, and what has not begun; what stands there is never changed', async () => {
    await expect(enter('AM99', '2026-03', 1)).rejects.toThrow('no staff AM99');
    await expect(enter('AM01', '2026-05', 1)).rejects.toThrow('2026-05 has not begun');
    await enter('AM01', '2026-03', 1);
    for (const text of ['UPDATE staff_figures SET amount = 2', 'DELETE FROM staff_figures', 'TRUNCATE staff_figures'])
      await expect(database().pool.query(text)).rejects.toThrow('append-only');
  });
});

describe('P7.11: each group has a paper of its own', () => {
  const group = (more: object) => ({
    groups: [{ id: 'g', rule: 'P4.1', title: '贷后组', report: 'group-daily', ...more }],
  });

  it('with the work of its roles, its people, and what came in while loans were in its stages', async () => {
    await judgedBy([], SCORE, group({ roles: ['account-manager'], people: 3 }));
    const { paper } = await made('group-daily', '2026-03-12', '2026-03-12');
    // L1 was in the stage of friendly reminders, the account manager's, when 200 came; T2 and the review are of others.
    expect(words(paper)).toContain('贷后组（客户经理）现有2人，计划3人。');
    expect(words(paper)).toContain('本组负责的催收阶段回款200.00元。');
    expect(table(paper, '报送小组：成员任务').map((it) => [it.key, it.done, it.open])).toEqual([
      ['AM01', 1, 0],
      ['AM02', 0, 1],
    ]);
    expect(table(paper, '贷后任务：按种类').map((it) => it.key)).toEqual(['电话', '预警信号处理表']);
  });

  it('a group of a branch: only the loans of the branch', async () => {
    await judgedBy([], SCORE, group({ roles: ['account-manager'], branches: ['BR2'] }));
    const { paper } = await made('group-daily', '2026-03-31', '2026-03-31');
    expect(words(paper)).toContain('贷款余额600.00元，没有逾期');
    expect(words(paper)).toContain('贷后组（客户经理，机构：BR2）现有2人。');
  });

  it('a plan without groups: the paper is of the whole plan', async () => {
    await judgedBy([], SCORE);
    const { paper } = await made('group-daily', '2026-03-31', '2026-03-31');
    expect(words(paper)).not.toContain('报送');
    expect(table(paper, '贷后任务：按种类').map((it) => it.key)).toContain('预警复核');
  });
});

describe('a plan says no more than it can do', () => {
  const parse = async (targets: object[], more: object = {}) => {
    const result = planSchema.safeParse({
      ...(await findPlan(database().pool, '04-personal')),
      targets,
      score: SCORE,
      ...more,
    });
    return result.error?.issues.map((it) => `${it.path.join('.')}: ${it.message}`) ?? [];
  };

  it.each([
    [[{ ...NPL, bonus: { sum: '5' } }], 'targets.0.bonus: a sum that nobody approves: say who in score.payment'],
    [[{ ...NPL, deduction: '5' }], 'targets.0.deduction: a sum that nobody approves: say who in score.payment'],
    [
      [{ ...NPL, lessPoints: { kind: 'call', answer: '无此行' } }],
      'targets.0.lessPoints: no task of kind call asks for “无此行”',
    ],
  ])('%j', async (targets, problem) => {
    expect(await parse(targets)).toContain(problem);
  });

  it('a bonus with a target that there is not, two groups with one paper', async () => {
    const bonus = { sum: '5', with: ['x'] };
    expect(await parse([{ ...NPL, bonus }], { score: { ...SCORE, payment: PAYMENT } })).toEqual([
      'targets.0.bonus.with: no target x',
    ]);
    const group = (id: string) => ({ id, rule: 'P4.1', title: '组', roles: ['archivist'], report: 'group-daily' });
    expect(await parse([NPL], { groups: [group('a'), group('b')] })).toEqual([
      'groups.1.report: used twice: group-daily',
    ]);
  });
});
