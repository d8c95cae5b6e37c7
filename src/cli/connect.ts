import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { Messenger } from '../../activities/dependencies.js';
import { readSettings } from '../settings.js';
import { type Database, openDatabase } from '../store/database.js';
import { createSeal, type Seal } from '../store/seal.js';
import { createMessenger } from '../worker/messenger.js';
import { Unreachable } from './errors.js';
import { readRunning } from './home.js';

/** The environment of this process; where it names no database, that of the `postloan up` running in this folder. */
export function environment(): NodeJS.ProcessEnv {
  if (process.env.DATABASE_URL) return process.env;
  const running = readRunning();
  if (!running) throw new Unreachable('no database: set DATABASE_URL, or start `postloan up` in this folder');
  return { ...process.env, ...running.env };
}

export interface DatabaseContext {
  db: Database;
  seal: Seal;
  close(): Promise<void>;
}

/** @throws Unreachable when the database does not answer or has no schema yet */
export async function connectDatabase(): Promise<DatabaseContext> {
  const settings = readSettings(environment());
  const db = openDatabase(settings.DATABASE_URL);
  try {
    await db.pool.query('SELECT 1 FROM loans LIMIT 1');
  } catch (error) {
    await db.close();
    const missing = (error as { code?: string }).code === '42P01';
    throw new Unreachable(
      missing
        ? 'the database has no schema yet: run `postloan db deploy`'
        : 'the database does not answer: is it running?',
    );
  }
  return { db, seal: createSeal(settings.POSTLOAN_KEY, settings.POSTLOAN_KEYS_OTHER), close: () => db.close() };
}

/** Connects for as long as `work` lasts. @throws Unreachable as `connectDatabase` */
export async function withDatabase<T>(work: (context: DatabaseContext) => Promise<T>): Promise<T> {
  const context = await connectDatabase();
  try {
    return await work(context);
  } finally {
    await context.close();
  }
}

export interface TemporalContext {
  client: Client;
  messenger: Messenger;
  close(): Promise<void>;
}

/** @throws Unreachable when the Temporal server does not answer */
export async function connectTemporal(): Promise<TemporalContext> {
  const env = environment();
  const config = temporalConfig(env);
  try {
    const connection = await Connection.connect({ ...config.connectionOptions, connectTimeout: '5s' });
    const client = new Client({ connection, ...(config.namespace ? { namespace: config.namespace } : {}) });
    return { client, messenger: createMessenger(client), close: () => connection.close() };
  } catch {
    throw new Unreachable('the Temporal server does not answer: is it running? (TEMPORAL_ADDRESS)');
  }
}

/** TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_TLS_* and temporal.toml, as every Temporal tool reads them. */
export function temporalConfig(env: NodeJS.ProcessEnv) {
  const variables = Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  return loadClientConnectConfig({ overrideEnvVars: variables });
}
