import { describe, expect, it } from 'vitest';
import { recordTaskDone } from '../../../src/store/work/task-done.js';
import { at, pay } from '../small-book.js';
import { judgedBook, NOW, NPL, OVERDUE, PAYMENT, SCORE, table, target } from './judged.js';

const { database, judgedBy, made, tasks } = judgedBook();

describe('P2.11: units scored out of a hundred; under 80, 300 yuan off and a rectification notice', () => {
  const BELOW = { points: 80, deduction: '300', role: 'department-head', dueDays: 30 };
  const branches = { rule: 'P4.1', below: BELOW };

  it('each branch by its own loans; the notice to its own head, the sum to the president, nothing by itself', async () => {
    await judgedBy([OVERDUE, NPL], { ...SCORE, branches, payment: PAYMENT });
    const { told, paper } = await made();
    // BR1: 60 × 0.5 ÷ (1035 ÷ 1435) = 41.6, 40 × 0.25 ÷ (500 ÷ 1435) = 28.7. BR2: nothing overdue.
    const below = 'duty/04-personal/below-branch-BR1/2026-03';
    expect(table(paper, '单位得分').map((it) => [it.key, it.points, it.deduction, it.task])).toEqual([
      ['BR1', 70.3, 300_00, '已下达任务'],
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
