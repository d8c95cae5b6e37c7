import type { Moment } from '../../domain/time/dates.js';
import { rows, type Sql } from './connection/database.js';

/** An activity that has failed three times or more, and still does. */
export interface Failing {
  workflow: string;
  activity: string;
  attempts: number;
  since: Moment;
  why: string;
}

/** Longer than an activity waits between two tries: what has not failed since is over, or its worker is gone. */
const STILL = `last_at > now() - interval '15 minutes'`;

export async function noteFailing(sql: Sql, it: { workflow: string; activity: string; why: string }): Promise<void> {
  await sql.query(
    `INSERT INTO failing (workflow_id, activity, attempts, why) VALUES ($1, $2, 1, $3)
     ON CONFLICT (workflow_id, activity) DO UPDATE SET why = $3, last_at = now(),
       attempts = CASE WHEN failing.${STILL} THEN failing.attempts + 1 ELSE 1 END,
       since = CASE WHEN failing.${STILL} THEN failing.since ELSE now() END`,
    [it.workflow, it.activity, it.why],
  );
}

export async function noteWorks(sql: Sql, workflow: string, activity: string): Promise<void> {
  await sql.query('DELETE FROM failing WHERE workflow_id = $1 AND activity = $2', [workflow, activity]);
}

/** Those that fail now, the longest first; `workflow`: of one. */
export async function failingNow(sql: Sql, workflow: string | null = null): Promise<Failing[]> {
  return rows<Failing>(
    sql,
    `SELECT workflow_id AS workflow, activity, attempts, since, why FROM failing
     WHERE ${STILL} AND attempts >= 3 AND ($1::text IS NULL OR workflow_id = $1) ORDER BY since LIMIT 1000`,
    [workflow],
  );
}
