import { setTimeout as sleep } from 'node:timers/promises';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from '../../generated/client.js';
import {
  ANSWER_MS,
  applicationName,
  beginWith,
  isDirect,
  type Limits,
  ON_ITS_WAY_MS,
  SessionClient,
  SHORT,
  waitAtMost,
} from './session.js';
import { watchSilence } from './silence.js';
import { wayTo } from './tls.js';

/** One pool of connections, used by Prisma and, where it is hot, by SQL. */
export interface Database {
  pool: pg.Pool;
  prisma: PrismaClient;
  close(): Promise<void>;
}

export type Sql = Pick<pg.Pool | pg.PoolClient, 'query'>;

/** How long a new connection, or a free one of the pool, is waited for. */
const CONNECT_MS = 10_000;
/** A connection is replaced after half an hour, so that a host name that leads to another server is looked up anew. */
export const LIFETIME_MS = 1_800_000;
/** When the pool is closed, statements under way have so long to end. */
const CLOSE_MS = 5_000;
/** How long an idle connection of a command is kept. */
const IDLE_MS = 10_000;
/** How long a connection is silent before TCP probes whether the server is still there. */
const PROBE_MS = 10_000;

interface Options {
  /** How long a single statement may take. */
  answerMs?: number;
  /** How long a connection is kept that nobody uses; a command's ten seconds, a worker says more (docs/decisions/0025). */
  idleMs?: number;
  /** Whether connections keep named statements. `auto`: where no pooler stands between. */
  prepared?: 'yes' | 'no' | 'auto';
}

export function openDatabase(url: string, connections = 20, options: Options = {}): Database {
  const { pool, close } = openPool(url, connections, options);
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  return {
    pool,
    prisma,
    close: async () => {
      await prisma.$disconnect();
      await close();
    },
  };
}

/**
 * Connections alone, without Prisma. `alike`: only few statements run on them, again and again and for few rows, so the server plans each of them once
 * for whatever values, where a connection keeps it; by itself it would plan the first five calls of each anew.
 */
export function openPool(
  url: string,
  connections: number,
  { answerMs = ANSWER_MS, idleMs = IDLE_MS, prepared = 'no', alike = false }: Options & { alike?: boolean } = {},
): Pick<Database, 'pool' | 'close'> {
  const pool = new pg.Pool({
    ...wayTo(url),
    max: connections,
    Client: SessionClient,
    fallback_application_name: applicationName(),
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: answerMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: PROBE_MS,
    maxLifetimeSeconds: LIFETIME_MS / 1000,
    idleTimeoutMillis: idleMs,
    onConnect: async (client) => {
      const direct = (prepared === 'auto' || alike) && (await isDirect(client, CONNECT_MS));
      (client as SessionClient).keepsStatements = prepared === 'yes' || (prepared === 'auto' && direct);
      // Behind a pooler the setting would stay for others.
      if (alike && direct) await client.query('SET plan_cache_mode = force_generic_plan');
    },
  });
  const open = new Set<pg.PoolClient>();
  // A connection that the server ends is replaced by the pool. Without listeners it would end this process: the pool's
  // for one that is idle, the connection's own for one that is in use but has no query under way.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => {
    open.add(client);
    client.on('error', () => undefined).on('end', () => open.delete(client));
  });
  // A connection that is given back within a transaction (Prisma does so when a COMMIT got no answer) must not be used again.
  pool.on('release', (_, client) => {
    if (client.getTransactionStatus() !== 'I') void client.end();
  });
  return {
    pool,
    close: async () => {
      if (pool.ending) return;
      const ended = [pool.end(), ...[...open].map((it) => new Promise((resolve) => it.once('end', resolve)))];
      await Promise.race([Promise.all(ended), sleep(CLOSE_MS, undefined, { ref: false })]);
      for (const client of open) client.connection.stream.destroy();
    },
  };
}

const { builtins } = pg.types;

/** bigint as number (money and counts stay far below 2^53), dates as text, moments as milliseconds. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format: 'text' | 'binary') => {
    if (oid === builtins.INT8) return toSafeNumber;
    if (oid === builtins.DATE) return (text: string) => text;
    if (oid === builtins.TIMESTAMPTZ) return (text: string) => Date.parse(text);
    return pg.types.getTypeParser(oid, format);
  }) as pg.CustomTypesConfig['getTypeParser'],
};

function toSafeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new Error(`number out of range: ${text}`);
  return number;
}

/** A statement that is run often: a connection may keep it prepared, and does not plan it again. A name always has the same text. */
export interface Statement {
  name: string;
  text: string;
}

/** Runs a statement; bigint, date and timestamptz come as number, `YYYY-MM-DD` and milliseconds. */
export async function rows<T>(sql: Sql, asked: string | Statement, values: unknown[] = []): Promise<T[]> {
  const statement = typeof asked === 'string' ? { text: asked } : asked;
  const result = await sql.query({ ...statement, values, types });
  return result.rows as T[];
}

/** Where a transaction begins: the database, or a client in the middle of one. */
export type Begin = Pick<Database, 'pool'> | pg.PoolClient;

/** SQLSTATE of a unique violation (somebody wrote the same at the same moment) and of a deadlock. */
const AT_THE_SAME_MOMENT = ['23505', '40P01'];

/**
 * Runs `work` in one transaction; within another one, so that it is undone alone when it throws. What it needs is said to
 * the transaction and not to the connection, which a pooler may give to somebody else. Somebody else may write the same at the
 * same moment: then `work` runs once more, and finds it there.
 */
export async function transaction<T>(
  db: Begin,
  work: (client: pg.PoolClient) => Promise<T>,
  limits: Limits = SHORT,
): Promise<T> {
  const begin = () => ('pool' in db ? own(db, work, limits) : savepoint(db, work));
  return begin().catch((error: { code?: string }) => {
    if (AT_THE_SAME_MOMENT.includes(error.code ?? '')) return begin();
    throw error;
  });
}

async function own<T>(
  db: Pick<Database, 'pool'>,
  work: (client: pg.PoolClient) => Promise<T>,
  limits: Limits,
): Promise<T> {
  const client = await db.pool.connect();
  let whole = false;
  let stopWatching: () => void = () => undefined;
  try {
    await client.query(beginWith(limits));
    if (limits.statement > ANSWER_MS) stopWatching = await watchSilence(db.pool, client);
    waitAtMost(client, limits.statement + ON_ITS_WAY_MS);
    const result = await work(client);
    const { command } = await client.query('COMMIT');
    if (command !== 'COMMIT') throw new Error('a statement of the transaction had failed: it was undone');
    whole = true;
    return result;
  } catch (error) {
    whole = await undo(client, error);
    throw error;
  } finally {
    stopWatching();
    waitAtMost(client, db.pool.options.query_timeout ?? ANSWER_MS);
    client.release(!whole);
  }
}

/** Answers whether the connection is still of use. */
async function undo(client: pg.PoolClient, error: unknown): Promise<boolean> {
  // The server has become a read-only replica: the connection must not be used again.
  if ((error as { code?: string }).code === '25006') return false;
  waitAtMost(client, ON_ITS_WAY_MS);
  return client.query('ROLLBACK').then(
    () => true,
    () => false,
  );
}

async function savepoint<T>(client: pg.PoolClient, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  await client.query('SAVEPOINT inner_work');
  try {
    const result = await work(client);
    await client.query('RELEASE SAVEPOINT inner_work');
    return result;
  } catch (error) {
    await client.query('ROLLBACK TO SAVEPOINT inner_work');
    throw error;
  }
}
