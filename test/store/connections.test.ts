import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase, rows, transaction } from '../../src/store/base/connection/database.js';
import { freshDatabase } from '../book/fresh-database.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';

const direct = freshDatabase();
const ANSWER_MS = 1_500;
const CONNECTIONS = 5;

let proxy: TcpProxy;
let db: Database;
beforeEach(async () => {
  const url = direct().pool.options.connectionString!;
  proxy = await startTcpProxy({ host: '127.0.0.1', port: Number(new URL(url).port) });
  db = openDatabase(proxy.through(url), CONNECTIONS, { answerMs: ANSWER_MS });
});
afterEach(async () => {
  await db.close();
  await proxy.stop();
});

/** All connections of the pool are there, and the one it is left with is silent from now on. */
async function fallOver(): Promise<void> {
  await Promise.all(Array.from({ length: CONNECTIONS }, () => db.pool.query('SELECT pg_sleep(0.1)')));
  expect(proxy.open()).toBe(CONNECTIONS);
  proxy.swallow();
}
const answered = async (asked: Promise<unknown>) => (await Promise.allSettled([asked]))[0]!.status === 'fulfilled';

describe('a server that falls over without a word', () => {
  it('costs each connection one time-out, and then new ones answer', async () => {
    await fallOver();
    const first = await Promise.all(Array.from({ length: 30 }, () => answered(db.pool.query('SELECT 1'))));
    expect(first.filter((it) => !it)).toHaveLength(CONNECTIONS);
    expect(await answered(db.pool.query('SELECT 1'))).toBe(true);
    expect(proxy.open()).toBeGreaterThan(0);
  });

  it('in the middle of a transaction: it ends, and its connection is given to nobody', async () => {
    const limits = { statement: 100, lock: 100, idle: 1_000 };
    const begun = performance.now();
    const broken = transaction(
      db,
      async (client) => {
        proxy.swallow();
        // Whoever cleans up after it waits no second time.
        await client.query('SELECT 1').finally(() => client.query('SELECT 2').catch(() => undefined));
      },
      limits,
    );
    await expect(broken).rejects.toThrow('Query read timeout');
    expect(performance.now() - begun).toBeLessThan(2 * (limits.statement + 5_000));
    expect(db.pool.totalCount).toBe(0);
    expect(await answered(db.pool.query('SELECT 1'))).toBe(true);
  });

  it('while Prisma reads and writes', async () => {
    await db.prisma.loans.findMany();
    proxy.swallow();
    await expect(db.prisma.loans.findMany()).rejects.toThrow();
    expect(await db.prisma.loans.findMany()).toEqual([]);
    const broken = db.prisma.$transaction(
      async (inside) => {
        await inside.loans.findMany();
        proxy.swallow();
        await inside.loans.findMany();
      },
      { timeout: 20_000 },
    );
    await expect(broken).rejects.toThrow();
    expect(await db.prisma.loans.findMany()).toEqual([]);
  });

  it('does not keep us from closing', async () => {
    await fallOver();
    void db.pool.query('SELECT 1').catch(() => undefined);
    const begun = performance.now();
    await db.close();
    expect(performance.now() - begun).toBeLessThan(10_000);
  });
});

describe('a pool that is in use', () => {
  it('is waited for, and not for ever', async () => {
    const taken = await Promise.all(Array.from({ length: CONNECTIONS }, () => db.pool.connect()));
    await expect(db.pool.query('SELECT 1')).rejects.toThrow(/timeout/);
    for (const client of taken) client.release();
    expect(await answered(db.pool.query('SELECT 1'))).toBe(true);
  });
});

describe('a transaction', () => {
  const limits = { statement: 500, lock: 200, idle: 300 };

  it('lets no statement, no lock and no silence of ours take longer than it says', async () => {
    await expect(transaction(db, (it) => it.query('SELECT pg_sleep(5)'), limits)).rejects.toMatchObject({
      code: '57014',
    });
    await transaction(db, async (holder) => {
      await holder.query('SELECT pg_advisory_xact_lock(1)');
      const waits = transaction(direct(), (it) => it.query('SELECT pg_advisory_xact_lock(1)'), limits);
      await expect(waits).rejects.toMatchObject({ code: '55P03' });
    });
    const idle = transaction(db, () => new Promise((resolve) => setTimeout(resolve, 1_000)), limits);
    await expect(idle).rejects.toThrow();
    expect(await answered(db.pool.query('SELECT 1'))).toBe(true);
  });

  it('leaves nothing of that on the connection', async () => {
    const one = openDatabase(direct().pool.options.connectionString!, 1);
    const set = () =>
      rows(one.pool, `SELECT current_setting('statement_timeout') AS s, current_setting('lock_timeout') AS l`);
    const before = await set();
    await transaction(one, async (client) => client.query('SELECT 1'));
    expect(await set()).toEqual(before);
    await one.close();
  });

  it('in which a statement has failed is not taken for done', async () => {
    const hidden = transaction(db, (client) => client.query('SELECT 1/0').catch(() => undefined));
    await expect(hidden).rejects.toThrow('it was undone');
  });
});
