import { ApplicationFailure, log } from '@temporalio/activity';
import type { Sql } from '../../src/store/base/connection/database.js';
import { giveBackLease, keepLease, type Lease, takeLease } from '../../src/store/base/leases.js';
import type { Dependencies } from '../dependencies.js';

/** How long the lease of a worker that died keeps the others waiting. */
const LEASE_MS = 60_000;
/** The lease is renewed this often: two renewals may fail before it runs out. */
const KEEP_MS = 15_000;
/** Nothing is begun this shortly before the lease ends: a message takes less time to reach its provider, so the next holder finds it there. */
const ON_ITS_WAY_MS = 20_000;

export interface Alone {
  /** Aborted when the lease is about to end, and another worker may take it: nothing new is begun. */
  signal: AbortSignal;
  /** Renews the lease within a transaction: nobody else takes it before that transaction ends. @throws LeaseLost */
  still(sql: Sql): Promise<void>;
}

/** A batch under way; `step` is that of `beating`. */
export interface Batch extends Alone {
  step(): void;
}

/**
 * Does `work` under a lease in the database, so that no two workers do it at once: Temporal begins another try when one has timed
 * out, though the first may still be at work. A lease, not a lock, since a lock would occupy a connection all the while.
 */
export async function alone<T>({ db }: Dependencies, what: string, work: (it: Alone) => Promise<T>): Promise<T> {
  const lost = new AbortController();
  let ends: NodeJS.Timeout | undefined;
  /** Measured by this process from before the database was asked, so that we give up before the lease ends there. */
  const holdFor = async <R>(ask: () => Promise<R>): Promise<R> => {
    const end = setTimeout(() => lost.abort(), LEASE_MS - ON_ITS_WAY_MS);
    try {
      const answer = await ask();
      clearTimeout(ends);
      ends = end;
      return answer;
    } catch (error) {
      clearTimeout(end);
      throw error;
    }
  };
  const keep = (lease: Lease) => (sql: Sql) => holdFor(() => keepLease(sql, lease, LEASE_MS));

  const lease = await holdFor(() => takeLease(db.pool, what, LEASE_MS)).catch((error) => {
    clearTimeout(ends);
    throw error;
  });
  if (lease === null) {
    clearTimeout(ends);
    throw ApplicationFailure.retryable(`an earlier ${what} is still under way`, 'DispatchBusy');
  }
  // A renewal that fails needs no care: without one `lost` is aborted when the time is over.
  const keeping = setInterval(() => void keep(lease)(db.pool).catch(() => undefined), KEEP_MS);
  try {
    return await work({ signal: lost.signal, still: keep(lease) });
  } finally {
    clearInterval(keeping);
    clearTimeout(ends);
    lost.abort();
    await giveBackLease(db.pool, lease).catch((error: Error) => log.warn(`${what}: ${error.message}`));
  }
}
