import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from './generated/client.js';

/** One pool of connections, used by Prisma and, where it is hot, by SQL. */
export interface Database {
  pool: pg.Pool;
  prisma: PrismaClient;
  close(): Promise<void>;
}

export type Sql = Pick<pg.Pool | pg.PoolClient, 'query'>;

export function openDatabase(url: string, connections = 20): Database {
  const pool = new pg.Pool({ connectionString: url, max: connections });
  // A connection that the server ends is replaced by the pool. Without listeners it would end this process: the pool's
  // for one that is idle, the connection's own for one that is in use but has no query under way.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  return {
    pool,
    prisma,
    close: async () => {
      await prisma.$disconnect();
      if (!pool.ended) await pool.end();
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

/** Runs a statement; bigint, date and timestamptz come as number, `YYYY-MM-DD` and milliseconds. */
export async function rows<T>(sql: Sql, text: string, values: unknown[] = []): Promise<T[]> {
  const result = await sql.query({ text, values, types });
  return result.rows as T[];
}

/** Where a transaction begins: the database, or a client in the middle of one. */
export type Begin = Pick<Database, 'pool'> | pg.PoolClient;

/** Runs `work` in one transaction; within another one, so that it is undone alone when it throws. */
export async function transaction<T>(db: Begin, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  if (!('pool' in db)) return savepoint(db, work);
  const client = await db.pool.connect();
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
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
