import DataLoader from 'dataloader';
import type { Moment } from '../../../domain/time/dates.js';
import type { Sql } from '../../base/connection/database.js';
import { databaseFault } from '../../base/connection/database-faults.js';
import { type Asked, readAskedFiles, type StoredLoan } from './loan-files.js';

/** Null: there is no such loan, or it has not been taken in. */
export type ReadFile = (loan: string, now: Moment) => Promise<StoredLoan | null>;

/** Files in one statement: with more of them nothing is saved. */
const TOGETHER = 100;
/** The next statement waits no longer than this for the one under way. */
const WAIT_MS = 1_000;

/**
 * Reads loans' files together: all that are asked for while a statement is under way are read by the next one, so that a wave of
 * wake-ups costs few statements. A file is always read after it was asked for, never taken from memory.
 */
export function sharedLoanFiles(sql: Sql, waitMs = WAIT_MS): ReadFile {
  let underWay: Promise<unknown> = Promise.resolve();
  const loader = new DataLoader<Asked, StoredLoan | null>(
    (asked) => {
      const files = each(sql, asked);
      underWay = Promise.race([files.catch(() => undefined), new Promise((past) => setTimeout(past, waitMs).unref())]);
      return files;
    },
    {
      cache: false,
      maxBatchSize: TOGETHER,
      batchScheduleFn: (begin) => void underWay.then(() => setImmediate(begin)),
    },
  );
  return (loan, now) => loader.load({ loan, now });
}

/** Reads the files. A fault of a single file fails only the call that asked for it; a fault of the database fails all. */
async function each(sql: Sql, asked: readonly Asked[]): Promise<(StoredLoan | null | Error)[]> {
  try {
    return await readAskedFiles(sql, asked);
  } catch (error) {
    if (asked.length === 1 || databaseFault(error) !== null) throw error;
    return Promise.all(
      asked.map((it) =>
        readAskedFiles(sql, [it]).then(
          ([file]) => file!,
          (own: Error) => own,
        ),
      ),
    );
  }
}
