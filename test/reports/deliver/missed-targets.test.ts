import { describe, expect, it } from 'vitest';
import { parsePeriod } from '../../../src/domain/time/period.js';
import { followUp } from '../../../src/reports/deliver/follow-up.js';
import { makeReport } from '../../../src/reports/deliver/make-report.js';
import { PAPERS } from '../../../src/reports/papers/index.js';
import { rows } from '../../../src/store/base/connection/database.js';
import { at, pay } from '../small-book.js';
import { judgedBook, NOW, NPL, OVERDUE, PAYMENT, SCORE, table, target, words } from './judged.js';

const { database, judgedBy, made, tasks } = judgedBook();

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
      ['目标three', '≤ 3', '4', '未达标', '已下达任务'],
    ]);
    expect(words(paper)).toContain(`目标three目标≤ 3，实际4，未达标（P4.1）。请查明原因，落实责任人，在整改任务`);
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
    expect(table(paper, '评分').map((it) => it.task)).toEqual(['已下达任务', '已下达任务', '已下达任务']);
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
      expect(JSON.stringify(paper)).not.toContain('已下达任务');
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
