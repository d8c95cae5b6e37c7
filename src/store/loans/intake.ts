import type { Moment } from '../../domain/time/dates.js';
import type { Database } from '../base/connection/database.js';
import { TAKEN_IN } from '../base/nudges.js';

/** From this moment on the loans are looked after. Loans that were taken in already stay as they are. */
export async function takeIn(db: Database, loans: string[], at: Moment): Promise<void> {
  await db.pool.query(
    `WITH taken AS (
       UPDATE loans SET taken_in_at = $2, revision = revision + 1 WHERE loan_id = ANY($1) AND taken_in_at IS NULL RETURNING loan_id
     )
     INSERT INTO nudges (kind, subject, reason) SELECT 'loan', loan_id, '${TAKEN_IN}' FROM taken`,
    [loans, new Date(at)],
  );
}
