import type pg from 'pg';
import { dayOf } from '../../domain/time/dates.js';
import { ownerOf, type WorkAbout, whose } from '../../domain/work/staffing.js';
import { rows, type Sql } from '../base/connection/database.js';
import { leaveNudge, type Source } from '../facts/facts.js';
import { handOverTask, lockStaff, OF_BORROWER, staffToGiveWorkTo, WORK_ABOUT } from './staff.js';

/** In SQL, of a task `t`: it waits for somebody who may do it. A book without staff names nobody. */
export const UNOWNED = `t.status = 'open' AND t.owner IS NULL AND EXISTS (SELECT FROM staff)`;

/**
 * Somebody new, or here again, gets the open work that nobody could have until now (S1). Until the
 * transaction ends nobody opens work, so that none is left out.
 */
export async function giveToWhoCame(client: pg.PoolClient, source: Source): Promise<void> {
  await lockStaff(client);
  await give(client, source, null);
}

/** One task that nobody has, if by now somebody is here who may do it. Null: nobody is. */
export async function giveUnowned(client: pg.PoolClient, task: string, source: Source): Promise<string | null> {
  const [given] = await give(client, source, task);
  return given?.to ?? null;
}

/** Work that nobody has looks anew when somebody who is away comes back: that day may have changed, or the work has just become nobody's. */
export const lookForOwners = (client: Sql) =>
  client.query(
    `INSERT INTO nudges (kind, subject, reason) SELECT 'task', t.task_id, 'nobody has it' FROM tasks t WHERE ${UNOWNED} ORDER BY t.task_id`,
  );

interface Given {
  task: string;
  to: string;
}

async function give(client: pg.PoolClient, source: Source, task: string | null): Promise<Given[]> {
  const unowned = await unownedTasks(client, task);
  if (unowned.length === 0) return [];
  const people = await staffToGiveWorkTo(client, dayOf(source.at));
  const given: Given[] = [];
  for (const { task, ...about } of unowned) {
    const { work, near } = whose(about);
    const to = ownerOf(work, people, near);
    if (to === null) continue;
    await handOverTask(client, task, { from: null, to, why: 'somebody is here' }, source);
    await leaveNudge(client, 'task', task, 'handed over');
    given.push({ task, to });
  }
  return given;
}

const unownedTasks = (sql: Sql, task: string | null) =>
  rows<WorkAbout & { task: string }>(
    sql,
    `SELECT t.task_id AS task, ${WORK_ABOUT} FROM tasks t ${OF_BORROWER}
     WHERE ${UNOWNED} AND ($1::text IS NULL OR t.task_id = $1) ORDER BY t.due_at, t.task_id FOR UPDATE OF t`,
    [task],
  );
