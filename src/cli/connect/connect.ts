import { ownEnvironment } from '../../lender/own-environment.js';
import { readSettings } from '../../lender/settings.js';
import { type Database, openDatabase } from '../../store/base/connection/database.js';
import { clockFaults } from '../../store/base/health.js';
import { createSeal, type Seal } from '../../store/base/seal.js';
import { openSeal } from '../../store/people/seal-keys.js';
import { databaseError, refuse, Unreachable } from './errors.js';
import { readRunning } from './home.js';
import { inTime, REACH_MS } from './in-time.js';
import { recogniseMe } from './me.js';

/** The environment of this process; where it names no database, that of the `postloan up` running in this folder. */
export function environment(): NodeJS.ProcessEnv {
  const own = ownEnvironment();
  if (own.DATABASE_URL) return own;
  const running = readRunning();
  if (!running) throw new Unreachable('no database: set DATABASE_URL, or start `postloan up` in this folder');
  return { ...own, ...running.env };
}

export interface DatabaseContext {
  db: Database;
  seal: Seal;
  close(): Promise<void>;
}

/** Connections in a command's pool: few of its statements run at once. */
const ENOUGH = 4;

/**
 * `anyKey`: connects with wrong keys too, to find out what is wrong with them.
 * @throws Unreachable when the database does not answer in `patienceMs`, has no schema yet, or another time than this machine;
 * BadInput for keys that are not its own
 */
export async function connectDatabase({ anyKey = false, patienceMs = REACH_MS } = {}): Promise<DatabaseContext> {
  const settings = readSettings(environment());
  const db = openDatabase(settings.DATABASE_URL, Math.min(settings.DATABASE_POOL ?? ENOUGH, ENOUGH));
  try {
    await inTime(looksGood(db), patienceMs);
  } catch (error) {
    void db.close().catch(() => undefined);
    throw databaseError(error);
  }
  try {
    const seal = anyKey
      ? createSeal(settings.POSTLOAN_KEY, settings.POSTLOAN_KEYS_OTHER)
      : await openSeal(db.pool, settings, (asked) => inTime(asked, patienceMs));
    await recogniseMe(db.pool);
    return { db, seal, close: () => db.close() };
  } catch (error) {
    void db.close().catch(() => undefined);
    throw databaseError(error);
  }
}

async function looksGood(db: Database): Promise<void> {
  await db.pool.query('SELECT 1 FROM loans LIMIT 1');
  refuse(await clockFaults(db.pool));
}

/** Connects for as long as `work` lasts. @throws Unreachable as `connectDatabase` */
export async function withDatabase<T>(
  work: (context: DatabaseContext) => Promise<T>,
  options: { anyKey?: boolean; patienceMs?: number } = {},
): Promise<T> {
  const context = await connectDatabase(options);
  try {
    return await work(context);
  } finally {
    await context.close();
  }
}
