import { rows, type Sql } from './connection/database.js';
import type { NudgeKind } from './subjects.js';

/** A word to a workflow that its facts have changed, kept until it was delivered. */
export interface Nudge {
  nudgeId: number;
  /** Whose workflow is told. */
  kind: NudgeKind;
  subject: string;
  reason: string;
}

/** Its workflow was looked for, and is not there. */
export const MISSING = 'missing';
/** A loan is looked after from now on. */
export const TAKEN_IN = 'taken in';

/** Whether a nudge is about a subject that has just come into being, or back: it has no workflow yet. */
export const begins = ({ kind, reason }: Pick<Nudge, 'kind' | 'reason'>): boolean =>
  reason === MISSING || reason === TAKEN_IN || reason === `${kind}.open`;

export async function waitingNudges(sql: Sql, after: number, limit: number): Promise<Nudge[]> {
  return rows<Nudge>(
    sql,
    `SELECT nudge_id AS "nudgeId", kind, subject, reason FROM nudges WHERE nudge_id > $1 ORDER BY nudge_id LIMIT $2`,
    [after, limit],
  );
}

/** Removes nudges that were delivered; the audit log says why they were left. */
export async function markDelivered(sql: Sql, nudgeIds: number[]): Promise<void> {
  await sql.query('DELETE FROM nudges WHERE nudge_id = ANY($1)', [nudgeIds]);
}

/** The channel's dispatch is to look; one nudge stands for all. */
export async function leaveWake(sql: Sql, channel: string): Promise<void> {
  await sql.query(
    `INSERT INTO nudges (kind, subject, reason) SELECT 'dispatch', $1, 'look'
     WHERE NOT EXISTS (SELECT FROM nudges WHERE kind = 'dispatch' AND subject = $1)`,
    [channel],
  );
}

/** Marks all that wait for one workflow. */
export async function markDeliveredTo(sql: Sql, kind: NudgeKind, subjects: string[]): Promise<void> {
  await sql.query('DELETE FROM nudges WHERE kind = $1 AND subject = ANY($2)', [kind, subjects]);
}
