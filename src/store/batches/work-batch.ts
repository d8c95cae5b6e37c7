import { inJson } from '../../domain/entry/said-schemas.js';
import { FACTS } from '../../domain/facts/facts.js';
import type { BatchAction } from '../../domain/work/batch.js';
import { type Database, rows, type Sql, transaction } from '../base/connection/database.js';
import type { Seal } from '../base/seal.js';
import { FactRefused } from '../facts/fact-refused.js';
import { noteFact, type Source } from '../facts/facts.js';
import { enterFact } from '../incoming/enter-fact.js';
import { retriggerStep } from '../notices/retrigger.js';
import type { Batch } from './batches.js';

/** A loan of a batch that is still to be done. */
export interface Pending {
  loan: string;
  step: string | null;
}

/** The next loans of a batch, by id. */
export const pendingOf = (sql: Sql, batch: string, most: number): Promise<Pending[]> =>
  rows<Pending>(
    sql,
    `SELECT loan_id AS loan, step FROM batch_loans WHERE batch = $1 AND state = 'pending' ORDER BY loan_id LIMIT $2`,
    [batch, most],
  );

/** What a batch acts with. `restart`: ends the workflow of a loan and starts it again, once for this batch. */
export interface Acts {
  db: Database;
  seal: Seal;
  restart(loan: string, batch: string): Promise<void>;
}

/**
 * Does one loan of a batch, and notes what came of it, in one transaction: done again after a crash it is done once. What cannot be done is noted
 * and holds up no other.
 */
export async function workOne(
  { db, seal, restart }: Acts,
  { batch, action, why, madeBy }: Batch,
  { loan, step }: Pending,
  at: number,
) {
  const source: Source = { actor: madeBy, at, batch };
  await transaction(db, async (client) => {
    const mine = await rows(
      client,
      `SELECT FROM batch_loans WHERE batch = $1 AND loan_id = $2 AND state = 'pending' FOR UPDATE SKIP LOCKED`,
      [batch, loan],
    );
    if (mine.length === 0) return;
    const act = async (inner: typeof client): Promise<string | null> => {
      if (action.kind === 'retrigger') return retriggerStep(inner, { loan, step: step!, why }, source);
      if (action.kind === 'restart') {
        await restart(loan, batch);
        await noteFact(inner, source, 'restart', `loan/${loan}`, { why });
        return null;
      }
      await enterFact(factOf(action, loan), source, { db: inner, seal, by: madeBy });
      return null;
    };
    const [state, result] = await transaction(client, act).then(
      (made) => ['done', made],
      (error: unknown) => {
        if (error instanceof FactRefused) return ['failed', error.message];
        throw error;
      },
    );
    await client.query(
      'UPDATE batch_loans SET state = $3, done_at = $4, result = $5 WHERE batch = $1 AND loan_id = $2',
      [batch, loan, state, new Date(at), result],
    );
  });
}

function factOf(action: Extract<BatchAction, { kind: 'hold' | 'release' }>, loan: string) {
  const { kind, ...said } = action;
  return kind === 'hold'
    ? ({ kind, said: FACTS.hold.said(inJson).parse({ loan, ...said }) } as const)
    : ({ kind, said: { loan } } as const);
}

/** Notes that nothing of a batch is left; false: something is, or it has ended already. */
export async function endBatch(db: Database, { batch, madeBy }: Batch, at: number): Promise<boolean> {
  return transaction(db, async (client) => {
    const ended = await client.query(
      `UPDATE batches SET ended_at = $2 WHERE batch = $1 AND ended_at IS NULL
         AND NOT EXISTS (SELECT FROM batch_loans i WHERE i.batch = $1 AND i.state = 'pending')`,
      [batch, new Date(at)],
    );
    if (!ended.rowCount) return false;
    await noteFact(client, { actor: madeBy, at }, 'batch done', `batch/${batch}`, {});
    return true;
  });
}
