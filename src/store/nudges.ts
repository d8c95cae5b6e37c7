import { rows, type Sql } from './database.js';

/** Whose workflow is told. */
export type NudgeKind = 'loan' | 'task' | 'complaint' | 'warning' | 'case' | 'letter';

/** A word to a workflow that its facts have changed, kept until it was delivered. */
export interface Nudge {
  nudgeId: number;
  kind: NudgeKind;
  subject: string;
  reason: string;
}

export async function waitingNudges(sql: Sql, after: number, limit: number): Promise<Nudge[]> {
  return rows<Nudge>(
    sql,
    `SELECT nudge_id AS "nudgeId", kind, subject, reason FROM nudges
     WHERE delivered_at IS NULL AND nudge_id > $1 ORDER BY nudge_id LIMIT $2`,
    [after, limit],
  );
}

export async function markDelivered(sql: Sql, nudgeIds: number[]): Promise<void> {
  await sql.query('UPDATE nudges SET delivered_at = now() WHERE nudge_id = ANY($1)', [nudgeIds]);
}

/** Marks all that wait for one workflow. */
export async function markDeliveredTo(sql: Sql, kind: Nudge['kind'], subjects: string[]): Promise<void> {
  await sql.query(
    'UPDATE nudges SET delivered_at = now() WHERE kind = $1 AND subject = ANY($2) AND delivered_at IS NULL',
    [kind, subjects],
  );
}
