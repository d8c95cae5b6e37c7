import { beforeEach, describe, expect, it } from 'vitest';
import { planSchema } from '../../../src/domain/plan/plan.js';
import type { Reason } from '../../../src/domain/reason/reason.js';
import { inEnglish } from '../../../src/domain/reason/words.js';
import { momentAt } from '../../../src/domain/time/dates.js';
import { parsePeriod } from '../../../src/domain/time/period.js';
import { followUp } from '../../../src/reports/deliver/follow-up.js';
import { makeReport, paperOf } from '../../../src/reports/deliver/make-report.js';
import type { Paper } from '../../../src/reports/paper/paper.js';
import { PAPERS } from '../../../src/reports/papers/index.js';
import { rows } from '../../../src/store/base/connection/database.js';
import { findPlan } from '../../../src/store/loans/plans.js';
import { enterStaffFigure } from '../../../src/store/staff/staff-figures.js';
import { recordTaskDone } from '../../../src/store/work/task-done.js';
import { freshDatabase } from '../../book/fresh-database.js';
import { deployPlan } from '../../support/duties.js';
import { at, pay, putSmallBook } from '../small-book.js';

/**
 * March 2026 of the book of small-book.ts, at its end:
 *
 * | | outstanding principal | overdue principal | non-performing |
 * |---|---|---|---|
 * | BR1: L1 635, L2 500, L4 300 | 1435 | 235 + 500 + 300 = 1035 | 500 |
 * | BR2: L3 600 | 600 | 0 | 0 |
 * | AM01: L1 635 | 635 | 235 | 0 |
 * | AM02: L2 500, L4 300, L3 600 | 1400 | 800 | 500 |
 */
const database = freshDatabase();
const NOW = momentAt('2026-04-03', '09:00') + 12_345;

beforeEach(async () => {
  await putSmallBook(database());
  await database().pool.query(
    `INSERT INTO staff (staff_id, roles, branch) VALUES ('DH00', '{department-head}', NULL),
       ('DH01', '{department-head}', 'BR1'), ('DH02', '{department-head}', 'BR2'), ('BP01', '{branch-president}', NULL)`,
  );
});

const target = (id: string, figure: string, more: object) => ({
  id,
  rule: 'P4.1',
  title: `目标${id}`,
  figure,
  ...more,
});
const OVERDUE = target('overdue', 'overdue-rate', { atMost: 0.5, weight: 60 });
const NPL = target('npl', 'npl-rate', { atMost: 0.25, weight: 40 });
const SCORE = { every: 'month', missed: { role: 'department-head', dueDays: 10 } };
const PAYMENT = { rule: 'P4.1', role: 'branch-president', dueDays: 5 };

/** The shipped plan, with other targets. */
async function judgedBy(targets: object[], score: object = SCORE, more: object = {}, version = 90): Promise<void> {
  const shipped = await findPlan(database().pool, '04-personal');
  await deployPlan(database(), planSchema.parse({ ...shipped, version, targets, score, ...more }));
}

async function made(kind = 'score-sheet', text = '2026-03', asOf = '2026-03-31') {
  const asked = { plan: '04-personal', kind: PAPERS.get(kind)!, period: parsePeriod(text)!, asOf };
  const { report, news } = await makeReport(database(), asked, NOW);
  return { report, news, told: await followUp(database(), report, NOW), paper: paperOf(PAPERS.get(kind)!, report) };
}

interface Opened {
  task: string;
  owner: string | null;
  title: string;
  why: string;
  due: string;
  status: string;
  form: string[];
}
async function tasks(kind: string): Promise<Opened[]> {
  const found = await rows<Omit<Opened, 'why'> & { why: Reason }>(
    database().pool,
    `SELECT task_id AS task, owner, title, because AS why, to_char(due_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') AS due, status, form
     FROM tasks WHERE kind = $1 ORDER BY opened_at, task_id`,
    [kind],
  );
  return found.map((it) => ({ ...it, why: inEnglish(it.why) }));
}
const table = (paper: Paper, heading: string) => {
  const found = paper.sections.find((it) => it.heading === heading);
  return found && 'table' in found ? found.table.rows : [];
};
const words = (paper: Paper) => paper.sections.flatMap((it) => ('paragraphs' in it ? it.paragraphs : [])).join('\n');

describe('a target that is missed tells somebody', () => {
  it('at the bound it is met; past it, a task with owner, deadline and reason, in the audit log and on the paper', async () => {
    // Four loans are open: exactly the bound of the one, one more than that of the other.
    await judgedBy([target('four', 'loans', { atMost: 4 }), target('three', 'loans', { atMost: 3 })]);
    const { told, paper } = await made();
    const task = 'duty/04-personal/missed-three/2026-03';
    expect(told).toEqual([task]);
    expect(await tasks('rectification')).toEqual([
      {
        task,
        owner: 'DH00',
        title: '整改通知 rectification notice：目标three',
        why: '目标three 2026-03: 4, and should be ≤ 3',
        due: '2026-04-13 18:00',
        status: 'open',
        form: ['未达标原因', '整改措施', '责任人', '整改完成期限'],
      },
    ]);
    expect(table(paper, '评分').map((it) => [it.title, it.bound, it.value, it.result, it.task])).toEqual([
      ['目标four', '≤ 4', '4', '达标', null],
      ['目标three', '≤ 3', '4', '未达标', task],
    ]);
    expect(words(paper)).toContain(
      `目标three目标≤ 3，实际4，未达标（P4.1）。请查明原因，落实责任人，在整改任务${task}`,
    );
    expect(
      await rows(
        database().pool,
        `SELECT subject, detail - 'report' AS detail FROM audit_log WHERE what = 'target missed'`,
      ),
    ).toEqual([
      {
        subject: 'duty/04-personal/missed-three/2026-03',
        detail: {
          why: { code: 'target-missed', title: '目标three', period: '2026-03', bound: '≤ 3', value: '4' },
          ...{ rule: 'P4.1', asOf: '2026-03-31', planVersion: 90 },
          ...{ target: 'three', figure: 'loans', bound: '≤ 3', value: '4', kind: 'score-sheet', version: 1 },
        },
      },
    ]);
  });

  it('once a period: not by a run again, not by another paper, not by a corrected version; and its figures stay', async () => {
    await judgedBy([target('three', 'loans', { atMost: 3 }), NPL]);
    const first = await made();
    const again = await made();
    expect([again.news, again.told, again.report.sha256]).toEqual([false, [], first.report.sha256]);
    expect((await made('monthly-report')).told).toEqual([]);
    // A payment that was found later: L4 is paid, and the non-performing part rises to 500 of 1735, more than a quarter.
    await pay(database(), 'P9', 'L4', '2026-03-31', 306);
    const corrected = await made();
    expect([corrected.report.version, corrected.told]).toEqual([2, ['duty/04-personal/missed-npl/2026-03']]);
    expect((await tasks('rectification')).map((it) => it.why)).toEqual([
      '目标npl 2026-03: 28.82%, and should be ≤ 25.00%',
      '目标three 2026-03: 4, and should be ≤ 3',
    ]);
    expect((await made('score-sheet', '2026-02', '2026-02-28')).told).toEqual([
      'duty/04-personal/missed-three/2026-02',
      'duty/04-personal/missed-npl/2026-02',
    ]);
  });

  it('targets of one figure and bound are one miss; a target says who else, how long, what to answer', async () => {
    const missed = { role: 'branch-president', dueDays: 3, form: ['原因'] };
    await judgedBy([
      { ...OVERDUE, missed },
      { ...OVERDUE, id: 'again' },
      target('other', 'overdue-rate', { atMost: 0.4 }),
    ]);
    const { told, paper } = await made();
    expect(told).toEqual(['duty/04-personal/missed-overdue/2026-03', 'duty/04-personal/missed-other/2026-03']);
    expect((await tasks('rectification')).map((it) => [it.owner, it.due, it.form.length])).toEqual([
      ['DH00', '2026-04-13 18:00', 4],
      ['BP01', '2026-04-07 18:00', 1],
    ]);
    expect(table(paper, '评分').map((it) => it.task)).toEqual([told[0], told[0], told[1]]);
  });

  it('before the first loan nothing is missed', async () => {
    await judgedBy([target('received', 'received-amount', { atLeast: 1 })]);
    const { told, paper } = await made('score-sheet', '2025-09', '2025-09-30');
    expect([told, table(paper, '评分')[0]!.result]).toEqual([[], '无数据']);
    expect((await made('score-sheet', '2025-10', '2025-10-31')).told).toHaveLength(1);
  });

  it('a book in another currency is judged by itself', async () => {
    await judgedBy([{ ...OVERDUE, deduction: '1' }], { ...SCORE, payment: PAYMENT });
    const kind = PAPERS.get('score-sheet')!;
    const asked = { plan: '04-personal', kind, period: parsePeriod('2026-03')!, asOf: '2026-03-31', currency: 'USD' };
    const { report } = await makeReport(database(), asked, NOW);
    const usd = ['duty/04-personal/missed-overdue-USD/2026-03', 'duty/04-personal/score-payment-USD/2026-03'];
    expect(await followUp(database(), report, NOW)).toEqual(usd);
    expect((await made()).told).toEqual(usd.map((it) => it.replace('-USD', '')));
    expect(await followUp(database(), report, NOW)).toEqual([]);
    expect((await tasks('payment-approval')).map((it) => it.status)).toEqual(['open', 'open']);
  });

  it('only the periods that the plan says, and only when they are over', async () => {
    await judgedBy([OVERDUE]);
    const none = [
      await made('score-sheet', '2026-Q1'),
      await made('quarterly-report', '2026-Q1'),
      await made('score-sheet', '2026-03', '2026-03-30'),
    ];
    for (const { told, paper } of none) {
      expect(told).toEqual([]);
      expect(JSON.stringify(paper)).not.toContain('duty/');
    }
    expect((await made('ledger')).told).toEqual([]);
    expect(await tasks('rectification')).toEqual([]);
  });

  it('P5.1: NPL of the large, and of the small and medium, each against its own bound', async () => {
    await database().pool.query(`UPDATE borrowers SET size = 'large' WHERE borrower_id = 'B2'`);
    await database().pool.query(`UPDATE borrowers SET size = 'small' WHERE borrower_id = 'B3'`);
    const npl = (id: string, sizes: string[]) => target(id, 'npl-rate', { atMost: 0.02, segment: { sizes } });
    await judgedBy([npl('large', ['large']), npl('others', ['small', 'unknown']), npl('medium', ['medium'])]);
    const { told, paper } = await made('monthly-report');
    // Large: L2 500 and L4 300, of which L2 is 120 days past due. Others: L1 and L3, neither 90 days. Medium: nobody.
    expect(table(paper, '目标完成情况').map((it) => [it.value, it.result])).toEqual([
      ['62.50%', '未达标'],
      ['0.00%', '达标'],
      [null, '无数据'],
    ]);
    expect(told).toEqual(['duty/04-personal/missed-large/2026-03']);
  });

  it('P1.9: what spot-checks deduct is taken off, as the numbers of their records', async () => {
    const spotCheck = { kind: 'spot-check', role: 'branch-president', dueDays: 1, title: '抽查', form: ['扣分'] };
    const duties = [{ id: 'spot', rule: 'P4.1', title: '抽查', every: 'month', task: spotCheck }];
    const lessPoints = { kind: 'spot-check', answer: '扣分' };
    await judgedBy([{ ...NPL, lessPoints }], SCORE, { duties });
    const record = (id: string, day: string, said: string, status = 'done') =>
      database().pool.query(
        `INSERT INTO tasks (task_id, loan_id, kind, role, rule, why, opened_at, due_at, status, ended_at, record)
         VALUES ($1, 'L1', 'spot-check', 'branch-president', 'P4.1', '', $2, $2, $3, $2, $4)`,
        [id, at(day), status, JSON.stringify({ answers: { 扣分: said } })],
      );
    await record('S1', '2026-03-10', '5');
    await record('S2', '2026-03-11', '-2.5');
    await record('S3', '2026-03-31', '3分');
    await record('S4', '2026-03-12', '没有');
    await record('S5', '2026-04-01', '9');
    await record('S6', '2026-03-12', '9', 'cancelled');
    const { paper } = await made();
    // 40 − 5 − 2.5 − 3
    expect(table(paper, '评分')[0]).toMatchObject({ points: 29.5, result: '达标' });
    expect(words(paper)).toContain('目标npl：检查记录共扣10.5分，已计入得分；另有1份记录未以数字写明扣分，未计入。');
  });
});

describe('P2.11: units scored out of a hundred; under 80, 300 yuan off and a rectification notice', () => {
  const BELOW = { points: 80, deduction: '300', role: 'department-head', dueDays: 30 };
  const branches = { rule: 'P4.1', below: BELOW };

  it('each branch by its own loans; the notice to its own head, the sum to the president, nothing by itself', async () => {
    await judgedBy([OVERDUE, NPL], { ...SCORE, branches, payment: PAYMENT });
    const { told, paper } = await made();
    // BR1: 60 × 0.5 ÷ (1035 ÷ 1435) = 41.6, 40 × 0.25 ÷ (500 ÷ 1435) = 28.7. BR2: nothing overdue.
    const below = 'duty/04-personal/below-branch-BR1/2026-03';
    expect(table(paper, '单位得分').map((it) => [it.key, it.points, it.deduction, it.task])).toEqual([
      ['BR1', 70.3, 300_00, below],
      ['BR2', 100, null, null],
    ]);
    expect(told).toEqual(['duty/04-personal/missed-overdue/2026-03', below, 'duty/04-personal/score-payment/2026-03']);
    expect((await tasks('rectification')).find((it) => it.task === below)).toMatchObject({
      owner: 'DH01',
      due: '2026-05-06 18:00',
      why: 'BR1 2026-03: 70.3 points, below 80',
    });
    expect(await tasks('payment-approval')).toMatchObject([
      { owner: 'BP01', due: '2026-04-08 18:00', form: ['BR1：得分70.3分，扣减300.00元（P4.1）：批准金额与理由'] },
    ]);
    expect(table(paper, '奖惩金额建议（须经审批，不自动兑现）')).toMatchObject([{ who: 'BR1', amount: -300_00 }]);
    const again = await made();
    expect([again.news, again.told]).toEqual([false, []]);
  });

  it('P2.3, P3.8: account managers too; exactly the bound is not below it; the notice goes to the manager', async () => {
    // AM01: 235 of 635 is less than half: 100. AM02: 60 × 0.5 ÷ (800 ÷ 1400) = 52.5, 40 × 0.25 ÷ (500 ÷ 1400) = 28.
    const managers = (points: number) => ({
      rule: 'P4.1',
      below: { points, role: 'account-manager', dueDays: 5 },
    });
    await judgedBy([OVERDUE, NPL], { ...SCORE, managers: managers(80.5) });
    const { paper } = await made();
    expect(table(paper, '客户经理得分').map((it) => [it.key, it.points, it.task])).toEqual([
      ['AM01', 100, null],
      ['AM02', 80.5, null],
    ]);
    await judgedBy([OVERDUE, NPL], { ...SCORE, managers: managers(80.6) }, {}, 91);
    expect((await made()).told).toEqual(['duty/04-personal/below-manager-AM02/2026-03']);
    expect((await tasks('rectification')).map((it) => it.owner)).toContain('AM02');
    expect(table((await made('performance-ledger')).paper, '客户经理得分')).toMatchObject([{}, { points: 80.5 }]);
  });

  it('what cannot be measured in a unit counts neither for nor against it', async () => {
    // No complaint was surveyed in BR2; that of B1, of BR1, was satisfied.
    const satisfied = target('satisfied', 'satisfaction', { atLeast: 0.9, weight: 50 });
    const training = target('training', 'training-pass-rate', { atLeast: 1, weight: 10 });
    await judgedBy([{ ...NPL, atMost: 1 }, satisfied, training], { ...SCORE, branches, payment: PAYMENT });
    expect(table((await made()).paper, '单位得分').map((it) => [it.key, it.points, it.measured])).toEqual([
      ['BR1', 100, 90],
      ['BR2', 100, 40],
    ]);
  });
});

describe('sums in yuan are proposed, and a person approves them', () => {
  const sums = async () => (await tasks('payment-approval')).map((it) => [it.task, it.status, it.form]);
  const BONUS = { sum: '5000' };

  it('P7.13: met, 5,000; missed, a deduction; 3,000 only when both are met, once', async () => {
    const group = '清收组';
    const both = (a: number, b: number) => [
      target('a', 'loans', { atMost: a, group: '贷后组', bonus: { sum: '3000', with: ['b'] } }),
      target('b', 'borrowers', { atMost: b }),
      // 200 + 600 came in of loans that were past due, and 306 that bounced.
      target('met', 'collected-amount', { atLeast: 800, group, bonus: BONUS, deduction: '5000' }),
      target('missed', 'collected-amount', { atLeast: 10_000, group, bonus: BONUS, deduction: '4000.50' }),
    ];
    await judgedBy(both(4, 3), { ...SCORE, payment: PAYMENT });
    await made();
    expect(await sums()).toEqual([
      [
        'duty/04-personal/score-payment/2026-03',
        'open',
        [
          '贷后组：目标a，奖励3,000.00元（P4.1）：批准金额与理由',
          '清收组：目标met，奖励5,000.00元（P4.1）：批准金额与理由',
          '清收组：目标missed，扣减4,000.50元（P4.1）：批准金额与理由',
        ],
      ],
    ]);
    await judgedBy(both(4, 2), { ...SCORE, payment: PAYMENT }, {}, 91);
    expect(table((await made()).paper, '奖惩金额建议（须经审批，不自动兑现）').map((it) => it.amount)).toEqual([
      5000_00, -4000_50,
    ]);
  });

  it('P6.7: one per cent of what came in above the target', async () => {
    // Of 1100 (L2) and 306 (L4) overdue, 600 came in: 600 ÷ 1406. Above 40 % of it are 600 − 562.40 = 37.60.
    const bonus = { share: 0.01, of: 'recovered-overdue' };
    const recovery = (atLeast: number) => target('recovery', 'overdue-recovery-rate', { atLeast, bonus });
    await judgedBy([recovery(0.4)], { ...SCORE, payment: PAYMENT });
    const { paper } = await made();
    expect(table(paper, '奖惩金额建议（须经审批，不自动兑现）')).toMatchObject([{ amount: 38 }]);
    await judgedBy([recovery(0.43)], { ...SCORE, payment: PAYMENT }, {}, 91);
    expect(table((await made()).paper, '奖惩金额建议（须经审批，不自动兑现）')).toEqual([]);
  });

  it('corrected figures take back what nobody has decided; what was decided stays, and the correction is asked for', async () => {
    await judgedBy([target('three', 'loans', { atMost: 3, bonus: BONUS, deduction: '100' })], {
      ...SCORE,
      payment: PAYMENT,
    });
    await made();
    const off = '未指明：目标three，扣减100.00元（P4.1）：批准金额与理由';
    const reward = '未指明：目标three，奖励5,000.00元（P4.1）：批准金额与理由';
    await pay(database(), 'P9', 'L4', '2026-03-31', 306);
    expect((await made()).told).toEqual([
      'duty/04-personal/score-payment/2026-03',
      'duty/04-personal/score-payment-v2/2026-03',
    ]);
    expect(await sums()).toEqual([
      ['duty/04-personal/score-payment-v2/2026-03', 'open', [reward]],
      ['duty/04-personal/score-payment/2026-03', 'cancelled', [off]],
    ]);
    const source = { actor: 'BP01', at: NOW + 1000 };
    const done = { task: 'duty/04-personal/score-payment-v2/2026-03', record: {}, answers: { 1: '5000' } };
    expect(await recordTaskDone(database(), done, source)).toBe(true);
    expect((await made()).told).toEqual([]);
    await database().pool.query(
      `UPDATE payments SET reversed_on = '2026-03-31', reversal_recorded_at = $1 WHERE reference = 'P9'`,
      [at('2026-04-04')],
    );
    expect((await made()).told).toEqual(['duty/04-personal/score-payment-v3/2026-03']);
    expect((await sums()).map(([task, status]) => [String(task).split('/')[2], status])).toEqual([
      ['score-payment-v2', 'done'],
      ['score-payment-v3', 'open'],
      ['score-payment', 'cancelled'],
    ]);
    expect((await made()).told).toEqual([]);
    // Approved, and then nothing is to be paid after all: somebody has to say what becomes of it.
    const approved = { ...done, task: 'duty/04-personal/score-payment-v3/2026-03' };
    expect(await recordTaskDone(database(), approved, source)).toBe(true);
    await judgedBy([target('three', 'loans', { atMost: 3 })], { ...SCORE, payment: PAYMENT }, {}, 91);
    expect((await made()).told).toEqual(['duty/04-personal/score-payment-v4/2026-03']);
    expect((await sums())[2]).toEqual([
      'duty/04-personal/score-payment-v4/2026-03',
      'open',
      ['更正后没有应奖惩的金额：已批准的金额如何处理'],
    ]);
    expect((await made()).told).toEqual([]);
  });
});

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
