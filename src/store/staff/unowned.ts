import type pg from 'pg';
import type { Role } from '../../domain/plan/roles.js';
import { dayOf } from '../../domain/time/dates.js';
import { ownerOf } from '../../domain/work/staffing.js';
import { rows, type Sql } from '../base/connection/database.js';
import { leaveNudge, type Source } from '../facts/facts.js';
import { handOverTask, lockStaff, staffToGiveWorkTo } from './staff.js';

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
  for (const { task, role, branch, manager, another, ofLoan } of unowned) {
    const own = role === 'account-manager' && ofLoan && !another ? manager : null;
    // Not who shall not look at it himself (P1.4), nor about whom it may be (P4.8).
    const not = another || !ofLoan ? manager : null;
    const to = ownerOf({ role, branch, not }, people, { own, under: manager });
    if (to === null) continue;
    await handOverTask(client, task, { from: null, to, why: 'somebody is here' }, source);
    await leaveNudge(client, 'task', task, 'handed over');
    given.push({ task, to });
  }
  return given;
}

interface Unowned {
  task: string;
  role: Role;
  branch: string | null;
  /** The account manager of whose borrower it is; null: work of a unit, or nobody looks after the borrower. */
  manager: string | null;
  another: boolean;
  ofLoan: boolean;
}

const unownedTasks = (sql: Sql, task: string | null) =>
  rows<Unowned>(
    sql,
    `SELECT t.task_id AS task, t.role, b.branch, b.account_manager AS manager, t.loan_id IS NOT NULL AS "ofLoan",
            EXISTS (SELECT FROM loan_diary d WHERE d.loan_id = t.loan_id AND d.what = 'task.open' AND d.detail->>'task' = t.task_id
                      AND d.detail ? 'another') AS another
     FROM tasks t LEFT JOIN loans l USING (loan_id) LEFT JOIN complaints c USING (complaint_id)
       LEFT JOIN borrowers b ON b.borrower_id = coalesce(l.borrower_id, c.borrower_id)
     WHERE ${UNOWNED} AND ($1::text IS NULL OR t.task_id = $1) ORDER BY t.due_at, t.task_id FOR UPDATE OF t`,
    [task],
  );
