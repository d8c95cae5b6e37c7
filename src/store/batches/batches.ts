import type { Moment } from '../../domain/time/dates.js';
import { ALONE_UP_TO, type BatchAction, type BatchFilter } from '../../domain/work/batch.js';
import { approvalFault } from '../../domain/work/two-people.js';
import { type Begin, rows, type Sql, transaction } from '../base/connection/database.js';
import { FactRefused } from '../facts/fact-refused.js';
import { leaveNudge, noteFact, type Source } from '../facts/facts.js';
import { inSight, type Sight } from '../lists/filter.js';
import { type Foreseen, isDone, signOf } from './foresee-batch.js';

/** What somebody does to many loans, and how far it has come. */
export interface Batch {
  batch: string;
  action: BatchAction;
  filter: BatchFilter;
  why: string;
  perMinute: number;
  loans: number;
  done: number;
  failed: number;
  madeAt: Moment;
  madeBy: string;
  /** Null: nobody has, or need not. */
  approvedBy: string | null;
  pausedAt: Moment | null;
  endedAt: Moment | null;
  /** Null: it came to its end. */
  cancelledBy: string | null;
  /** It waits for another person's approval. */
  waits: boolean;
}

/** Nobody sees a batch that touches a loan out of his sight. Its parameter is the first. */
const SEEN = (scope: Sight['scope']) =>
  scope === 'all'
    ? '$1::text IS NULL'
    : `NOT EXISTS (SELECT FROM batch_loans i JOIN loans l USING (loan_id) JOIN borrowers b USING (borrower_id)
        WHERE i.batch = t.batch AND (${inSight(scope, '$1')}) IS NOT TRUE)`;

const BATCH = `t.batch, t.action, t.chosen_by AS filter, t.why, t.per_minute AS "perMinute", t.loans, c.done, c.failed, t.made_at AS "madeAt", t.made_by AS "madeBy",
  t.approved_by AS "approvedBy", t.paused_at AS "pausedAt", t.ended_at AS "endedAt", t.cancelled_by AS "cancelledBy",
  t.ended_at IS NULL AND t.approved_at IS NULL AND t.loans > ${ALONE_UP_TO} AS waits`;
const COUNTED = `LATERAL (SELECT count(*) FILTER (WHERE i.state = 'done')::int AS done, count(*) FILTER (WHERE i.state = 'failed')::int AS failed
  FROM batch_loans i WHERE i.batch = t.batch) c`;

/** The newest first. */
export const listBatches = (sql: Sql, { scope, of }: Sight, most: number): Promise<Batch[]> =>
  rows<Batch>(
    sql,
    `SELECT ${BATCH} FROM batches t, ${COUNTED} WHERE ${SEEN(scope)} ORDER BY t.made_at DESC, t.batch LIMIT $2`,
    [of ?? null, most],
  );

/** Null: there is none of that name in sight. */
export async function findBatch(sql: Sql, batch: string, { scope, of }: Sight): Promise<Batch | null> {
  const [found] = await rows<Batch>(
    sql,
    `SELECT ${BATCH} FROM batches t, ${COUNTED} WHERE ${SEEN(scope)} AND t.batch = $2`,
    [of ?? null, batch],
  );
  return found ?? null;
}

export interface BatchLoan {
  loan: string;
  step: string | null;
  state: 'pending' | 'done' | 'failed';
  at: Moment | null;
  /** The new entry of the diary, or why it failed. */
  result: string | null;
}

/** What became of its loans, by id, after one of them; `state` null: of any. */
export const listBatchLoans = (
  sql: Sql,
  { batch, state, after, limit }: { batch: string; state: BatchLoan['state'] | null; after: string; limit: number },
): Promise<BatchLoan[]> =>
  rows<BatchLoan>(
    sql,
    `SELECT loan_id AS loan, step, state, done_at AS at, result FROM batch_loans
     WHERE batch = $1 AND ($2::text IS NULL OR state = $2) AND loan_id > $3 ORDER BY loan_id LIMIT $4`,
    [batch, state, after, limit],
  );

export interface Asked {
  batch: string;
  action: BatchAction;
  filter: BatchFilter;
  why: string;
  perMinute: number;
  /** What was said of the batch when it was looked at (signOf). */
  sign: string;
}

/**
 * Makes the batch of what was foreseen; it begins at once, or, where it is large, when another person has approved it.
 * @throws FactRefused when it is another batch by now than was looked at, is of no loan, or there is one of that name
 */
export async function makeBatch(
  db: Begin,
  { batch, action, filter, why, perMinute, sign }: Asked,
  foreseen: readonly Foreseen[],
  source: Source,
): Promise<void> {
  const loans = foreseen.filter(isDone);
  if (loans.length === 0) throw new FactRefused('there is nothing to do for any of these loans', 'filter');
  if (signOf(action, foreseen) !== sign)
    throw new FactRefused(
      'other loans, or other steps of them, than were looked at: look again before it begins',
      'sign',
    );
  await transaction(db, async (client) => {
    const made = await client.query(
      `INSERT INTO batches (batch, action, chosen_by, why, per_minute, loans, made_at, made_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
      [batch, action, filter, why, perMinute, loans.length, new Date(source.at), source.actor],
    );
    if (!made.rowCount) throw new FactRefused(`${batch} is there already: choose another name`, 'batch');
    await client.query(
      'INSERT INTO batch_loans (batch, loan_id, step) SELECT $1, * FROM unnest($2::text[], $3::text[])',
      [batch, loans.map((it) => it.loan), loans.map((it) => it.step?.entry ?? null)],
    );
    await noteFact(client, source, 'batch made', `batch/${batch}`, { ...action, filter, why, loans: loans.length });
    await leaveNudge(client, 'batch', batch, 'batch.open');
  });
}

/** What a person may do to a batch that has not ended. */
export type Steer = 'approve' | 'pause' | 'resume' | 'cancel';

const CHANGE: Record<Steer, { set: string; where: string; noted: string }> = {
  approve: { set: 'approved_at = $2, approved_by = $3', where: 'approved_at IS NULL', noted: 'batch approved' },
  pause: { set: 'paused_at = $2', where: 'paused_at IS NULL AND $3::text IS NOT NULL', noted: 'batch paused' },
  resume: {
    set: 'paused_at = NULL',
    where: 'paused_at IS NOT NULL AND $2::timestamptz IS NOT NULL AND $3::text IS NOT NULL',
    noted: 'batch resumed',
  },
  cancel: { set: 'ended_at = $2, cancelled_by = $3', where: 'true', noted: 'batch cancelled' },
};

/**
 * Approves, pauses, resumes or cancels; what is done stays done. False: it was so already.
 * @throws FactRefused for one that has ended, and for an approval by who made it, by no signed-in person, or that none is needed for
 */
export async function steerBatch(
  db: Begin,
  steer: Steer,
  { batch, waits, endedAt, madeBy }: Batch,
  why: string,
  source: Source,
): Promise<boolean> {
  if (endedAt !== null) throw new FactRefused(`${batch} has ended`, 'batch');
  if (steer === 'approve') {
    if (!waits) return false;
    const fault = approvalFault({ actor: source.actor, glass: source.glass ?? null, before: [madeBy] });
    if (fault !== null) throw new FactRefused(fault, 'batch');
  }
  const { set, where, noted } = CHANGE[steer];
  return transaction(db, async (client) => {
    const changed = await client.query(`UPDATE batches SET ${set} WHERE batch = $1 AND ended_at IS NULL AND ${where}`, [
      ...[batch, new Date(source.at), source.actor],
    ]);
    if (!changed.rowCount) return false;
    await noteFact(client, source, noted, `batch/${batch}`, { why });
    await leaveNudge(client, 'batch', batch, noted);
    return true;
  });
}
