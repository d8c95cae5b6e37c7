import type pg from 'pg';
import { type Plan, planSchema } from '../../domain/plan/plan.js';
import type { Reason } from '../../domain/reason/reason.js';
import { dayOf, type Moment } from '../../domain/time/dates.js';
import type { DutyOpening, DutyTask } from '../../domain/work/duties.js';
import { ownerOf } from '../../domain/work/staffing.js';
import { type Begin, rows, type Sql, transaction } from '../base/connection/database.js';
import { writeDiary } from '../facts/diary.js';
import { leaveNudge, noteFact } from '../facts/facts.js';
import { insertTask } from '../loans/steps/task-rows.js';
import { staffToGiveWorkTo } from '../staff/staff.js';

/** The newest version of each plan that has an open loan, by name: only these have work for a unit. */
export async function plansInUse(sql: Sql): Promise<Plan[]> {
  const found = await rows<{ content: unknown }>(
    sql,
    `SELECT DISTINCT ON (plan) content FROM plans
     WHERE plan IN (SELECT plan FROM loans WHERE closed_at IS NULL AND taken_in_at IS NOT NULL)
     ORDER BY plan, version DESC`,
  );
  return found.map(({ content }) => planSchema.parse(content));
}

/**
 * Opens a duty once: its row, its task with an owner, the entry of its diary, a nudge to the task's workflow. Answers
 * false, with nothing written, when the duty was opened for this period before.
 */
export async function openDuty(db: Begin, opening: DutyOpening, planVersion: number, now: Moment): Promise<boolean> {
  const { id, plan, duty, period, asOf, rule, why, task, fact } = opening;
  return transaction(db, async (client) => {
    const opened = await client.query(
      `INSERT INTO duties (duty_id, plan, duty, period, as_of, opened_at) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT DO NOTHING`,
      [id, plan, duty, period, asOf, new Date(now)],
    );
    if (!opened.rowCount) return false;
    const source = { actor: 'worker', at: now };
    const detail = { rule, why, asOf, planVersion, ...fact?.detail };
    await noteFact(client, source, fact?.what ?? 'duty opened', `duty/${id}`, detail);
    if (task !== null) await openTask(client, opening, task, now);
    return true;
  });
}

async function openTask(
  client: Parameters<typeof leaveNudge>[0],
  { id, at, rule, why }: DutyOpening,
  { openedAt, branch, person, ...work }: DutyTask,
  now: Moment,
): Promise<void> {
  const { task, kind, role, due, title } = work;
  const staff = await staffToGiveWorkTo(client, dayOf(now));
  const owner = ownerOf({ role, branch: branch ?? null }, staff, { own: person ?? null });
  await insertTask(client, { loan: null, duty: id, owner, at: openedAt, rule, why, work });
  await writeDiary(
    client,
    { kind: 'duty', id },
    [{ key: 'open', at, what: 'task.open', rule, why, ...{ task, kind, role, due, title } }],
    now,
  );
  await leaveNudge(client, 'task', task, 'task.open');
}

/** Takes back a duty's task that nobody has done. One that has ended stays as it is. */
export async function cancelDutyTask(client: pg.PoolClient, task: string, why: Reason, now: Moment): Promise<void> {
  const [cancelled] = await rows<{ duty: string; kind: string; rule: string }>(
    client,
    `UPDATE tasks SET status = 'cancelled', ended_at = $2 WHERE task_id = $1 AND duty_id IS NOT NULL AND status = 'open'
     RETURNING duty_id AS duty, kind, rule`,
    [task, new Date(now)],
  );
  if (!cancelled) return;
  const { duty, kind, rule } = cancelled;
  await writeDiary(
    client,
    { kind: 'duty', id: duty },
    [{ key: 'cancel', at: now, what: 'task.cancel', rule, why, ...{ task, kind } }],
    now,
  );
  await noteFact(client, { actor: 'worker', at: now }, 'task cancelled', `task/${task}`, { rule, why });
  await leaveNudge(client, 'task', task, 'task.cancel');
}
