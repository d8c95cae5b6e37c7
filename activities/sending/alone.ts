import { ApplicationFailure, log } from '@temporalio/activity';
import type { Sql } from '../../src/store/base/connection/database.js';
import { giveBackLease, keepLease, type Lease, takeLease } from '../../src/store/base/leases.js';
import type { Dependencies } from '../dependencies.js';

/** So long a worker that died keeps the next one out. */
const LEASE_MS = 60_000;
const KEEP_MS = 15_000;
/** A message that was begun at the last moment is with the provider before another may ask for it. */
const ON_ITS_WAY_MS = 20_000;

/** What is done alone. */
export interface Alone {
  /** Aborted when it may be somebody else's before long: nothing new is begun. */
  signal: AbortSignal;
  /** Within a transaction: nobody else has it until that ends. @throws LeaseLost */
  still(sql: Sql): Promise<void>;
}

/** A batch under way: `step` says that something was done. */
export interface Batch extends Alone {
  step(): void;
}

/**
 * One at a time, whatever Temporal believes: a try that timed out may still be at work. Held by a lease: no connection is
 * kept, and none is needed to be given back on.
 */
export async function alone<T>({ db }: Dependencies, what: string, work: (it: Alone) => Promise<T>): Promise<T> {
  const lost = new AbortController();
  let ends: NodeJS.Timeout | undefined;
  /** By our own watch, counted from before the database was asked. */
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
  // What fails here ends by the clock.
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
