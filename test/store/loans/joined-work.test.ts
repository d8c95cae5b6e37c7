import { beforeEach, describe, expect, it } from 'vitest';
import { agenda } from '../../../src/domain/agenda.js';
import type { Plan } from '../../../src/domain/plan/plan.js';
import { momentAt } from '../../../src/domain/time/dates.js';
import { rows } from '../../../src/store/base/connection/database.js';
import { createSeal } from '../../../src/store/base/seal.js';
import { recordPayment } from '../../../src/store/facts/payments.js';
import { listTasks } from '../../../src/store/lists/work-list.js';
import { readLoanFiles } from '../../../src/store/loans/files/loan-files.js';
import { writeSteps } from '../../../src/store/loans/steps/write-steps.js';
import { readTimeline } from '../../../src/store/loans/timeline.js';
import { assignTask } from '../../../src/store/staff/staff.js';
import { recordTaskDone } from '../../../src/store/work/task-done.js';
import { askedOf } from '../../../src/store/work/tasks.js';
import { freshDatabase } from '../../book/fresh-database.js';
import { planOf } from '../../plans/rows.js';
import { addLoans } from '../../support/loans.js';

const db = freshDatabase();
const seal = createSeal(Buffer.alloc(32).toString('base64'));
const by = { actor: 'AM1', at: momentAt('2026-03-25', '10:00') };
const TAKEN_IN = momentAt('2026-03-23', '08:00');

/** Looks at a loan as its workflow does. */
async function look(loan: string, plan: Plan, at = TAKEN_IN): Promise<string[]> {
  const [stored] = await readLoanFiles(db().pool, [loan], at);
  const { steps, state } = agenda(stored!.file, plan, at);
  const told = await writeSteps(db().pool, stored!, steps, state, plan.version, at);
  return told!.map(({ kind, subject, reason }) => `${kind} ${subject} ${reason}`);
}
const calls = () =>
  rows<{ loan: string; status: string; with: string | null }>(
    db().pool,
    `SELECT loan_id AS loan, status, joined_to AS with FROM tasks WHERE kind = 'call' ORDER BY loan_id, task_id`,
  );
const lines = async (loans: string[] | null = null) =>
  (await readTimeline(db().pool, loans))
    .filter((it) => it.kind === 'call')
    .map((it) => [it.loan, it.what, it.with ?? '', it.loans ?? ''].join(' ').trim());

const [L1, L2] = ['L1/2026-03-20/call/call/0', 'L2/2026-03-20/phone/call/0'];
beforeEach(async () => {
  const loans = [
    { loan: 'L1', plan: '07-monthly-team', borrower: 'B1', instalments: [{ dueOn: '2026-03-20', amount: 100_000 }] },
    { loan: 'L2', plan: '06-annual-mixed', borrower: 'B1', instalments: [{ dueOn: '2026-03-20', amount: 200_000 }] },
  ];
  await addLoans(db(), seal, loans, TAKEN_IN);
});

describe.each(['the older', 'the younger'])('two loans of one moment, of which %s is looked at first', (first) => {
  const both = async () => {
    const looks = [() => look('L1', planOf(7)), () => look('L2', planOf(6))];
    const told: string[] = [];
    for (const it of first === 'the older' ? looks : looks.reverse()) told.push(...(await it()));
    return told;
  };

  it('are one call: the same leads, the other one’s workflow ends', async () => {
    const told = await both();
    expect(await calls()).toEqual([
      { loan: 'L1', status: 'open', with: null },
      { loan: 'L2', status: 'joined', with: L1 },
    ]);
    expect(told).toContain(`task ${L1} task.open`);
    expect(told.includes(`task ${L2} joined`)).toBe(first === 'the younger');
    expect(await lines()).toEqual(['L1 task.open', `L2 task.join ${L1}`]);
  });

  it('it answers the form of both, and both hear that it was done', async () => {
    await both();
    await db().pool.query(`UPDATE tasks SET form = '{还款来源}' WHERE task_id = $1`, [L1]);
    await db().pool.query(`UPDATE tasks SET form = '{还款来源,是否配合}' WHERE task_id = $1`, [L2]);
    expect(await askedOf(db().pool, L1)).toEqual({ form: ['还款来源', '是否配合'], also: ['L2'] });
    const [listed] = (await listTasks(db().pool, seal, { loan: 'L2' }, by.at)).filter((it) => it.kind === 'call');
    expect(listed).toMatchObject({ task: L1, loan: 'L1', also: ['L2'], form: ['还款来源', '是否配合'] });
    const done = { task: L1, record: {}, answers: { 还款来源: '货款' } };
    await expect(recordTaskDone(db(), done, by)).rejects.toThrow('the record does not answer: 是否配合');
    await expect(recordTaskDone(db(), { ...done, task: L2 }, by)).rejects.toThrow(L1);
    await expect(assignTask(db(), { task: L2, staff: 'AM2', reason: 'away' }, by)).rejects.toThrow('another loan');
    expect(await recordTaskDone(db(), { ...done, incomplete: true }, by)).toBe(true);
    const files = await readLoanFiles(db().pool, ['L1', 'L2'], by.at);
    expect(files.map(({ file }) => file.workDone!.map((it) => it.task))).toEqual([[L1], [L2]]);
    expect(await lines()).toContain('L1 task.done  L1,L2');
    expect((await lines(['L2'])).at(-1)).toBe('L1 task.done  L1,L2');
    expect(await rows(db().pool, `SELECT 1 FROM nudges WHERE kind = 'loan' AND reason = 'work done'`)).toHaveLength(2);
  });

  it('paid on one it goes on for the other, and ends when that is paid too', async () => {
    await both();
    const pay = (loan: string, amount: number, at: number) =>
      recordPayment(db(), { loan, reference: loan, amount, paidOn: '2026-03-24' }, { actor: 'core', at });
    const [one, other] = [momentAt('2026-03-24', '10:00'), momentAt('2026-03-24', '11:00')];
    await pay('L1', 100_000, one);
    expect(await look('L1', planOf(7), one)).toContain(`task ${L2} task.open`);
    expect(await calls()).toEqual([
      { loan: 'L1', status: 'cancelled', with: null },
      { loan: 'L2', status: 'open', with: null },
    ]);
    await pay('L2', 200_000, other);
    await look('L2', planOf(6), other);
    expect((await calls()).map((it) => it.status)).toEqual(['cancelled', 'cancelled']);
    expect(await lines()).toEqual([
      ...['L1 task.open', `L2 task.join ${L1}`, 'L1 task.cancel', 'L2 task.open', 'L2 task.cancel'],
    ]);
  });
});
