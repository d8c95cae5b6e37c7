import type { Moment } from '../../domain/time/dates.js';
import { type Database, rows, type Sql } from '../base/connection/database.js';
import { MESSAGE_ID } from './deliveries.js';

/** Calls are recorded where they are made: here stands of which notice there is a recording, and the provider's id of it. */

/** Noted once, however often it is reported; of a call that is no notice's nothing is kept. */
export async function noteRecording(
  { pool }: Database,
  { notice, recording, seconds }: { notice: string; recording: string; seconds: number },
  at: Moment,
): Promise<void> {
  if (!MESSAGE_ID.test(notice)) return;
  await pool.query(
    `INSERT INTO call_recordings (provider_id, notice_id, seconds, made_at)
     SELECT $2, notice_id, $3, $4 FROM notices WHERE message_id = $1 AND channel = 'voice' ON CONFLICT DO NOTHING`,
    [notice, recording, seconds, new Date(at)],
  );
}

/** Recordings that are to be removed at the provider: made before `before`, or of a person whose data are erased. */
export async function recordingsToRemove(sql: Sql, before: Moment, limit: number): Promise<string[]> {
  const due = await rows<{ id: string }>(
    sql,
    `SELECT r.provider_id AS id FROM call_recordings r JOIN notices n USING (notice_id) JOIN borrowers b ON b.borrower_id = n.borrower_id
     WHERE r.removed_at IS NULL AND (r.made_at < $1 OR b.erased_at IS NOT NULL) ORDER BY r.made_at, r.provider_id LIMIT $2`,
    [new Date(before), limit],
  );
  return due.map((it) => it.id);
}

export async function noteRemoved(sql: Sql, recording: string, at: Moment): Promise<void> {
  await sql.query('UPDATE call_recordings SET removed_at = $2 WHERE provider_id = $1', [recording, new Date(at)]);
}
