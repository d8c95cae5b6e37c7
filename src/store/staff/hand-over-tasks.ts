import type pg from 'pg';
import { rows, type Sql } from '../base/connection/database.js';
import { FactRefused } from '../facts/fact-refused.js';
import type { Source } from '../facts/facts.js';
import { inSight, ofNoLoan, type Sight } from '../lists/filter.js';
import { assignTask } from './staff.js';

/** From whom to whom. */
export interface Hands {
  from: string;
  to: string;
  /** Without names. */
  reason: string;
  /** Only what is in sight of who asks. */
  sight: Sight;
}

/** What became of a task that was to be handed over; `refused`: why it stays where it is. */
interface Handed {
  task: string;
  refused: string | null;
}

/**
 * Gives open tasks of one person to another, each as by itself: what may not go to that person stays, and says why. `tasks`: only these;
 * one that is not his any more is refused.
 * @throws FactRefused for somebody whom nobody knows
 */
export async function handOverTasks(
  client: pg.PoolClient,
  { from, to, reason, sight, tasks }: Hands & { tasks: readonly string[] | null },
  source: Source,
): Promise<Handed[]> {
  const known = await rows<{ staff: string }>(client, 'SELECT staff_id AS staff FROM staff');
  for (const [field, staff] of Object.entries({ from, to }))
    if (!known.some((it) => it.staff === staff)) throw new FactRefused(`no staff ${staff}`, field);
  const theirs = await openTasksInSight(client, from, sight);
  const asked = tasks ?? theirs;
  const handed: Handed[] = [];
  for (const task of asked) {
    const refused = theirs.includes(task)
      ? await assignTask(client, { task, staff: to, reason }, source).then(
          () => null,
          (error) => {
            if (error instanceof FactRefused) return error.message;
            throw error;
          },
        )
      : `no open task of ${from}`;
    handed.push({ task, refused });
  }
  return handed;
}

async function openTasksInSight(sql: Sql, owner: string, { scope, of }: Sight): Promise<string[]> {
  const found = await rows<{ task: string }>(
    sql,
    `SELECT t.task_id AS task FROM tasks t LEFT JOIN loans l USING (loan_id) LEFT JOIN borrowers b USING (borrower_id)
     WHERE t.owner = $1 AND t.status = 'open'
       AND ((t.loan_id IS NULL AND ${ofNoLoan(scope, '$2')}) OR (t.loan_id IS NOT NULL AND ${inSight(scope, '$2')}))
     ORDER BY t.due_at, t.task_id`,
    [owner, of ?? null],
  );
  return found.map((it) => it.task);
}
