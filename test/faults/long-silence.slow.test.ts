import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Database, openDatabase, rows, transaction } from '../../src/store/base/connection/database.js';
import { LONG } from '../../src/store/base/connection/session.js';
import { freshDatabase } from '../book/fresh-database.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { until } from '../support/until.js';

/** Figures and imports: their statements may take an hour, and nobody waits an hour for a server that is gone. */
const direct = freshDatabase();
let proxy: TcpProxy;
let db: Database;
beforeEach(async () => {
  const url = direct().pool.options.connectionString!;
  proxy = await startTcpProxy({ host: '127.0.0.1', port: Number(new URL(url).port) });
  db = openDatabase(proxy.through(url), 3);
});
afterEach(async () => {
  await db.close();
  await proxy.stop();
});

const LOCK = 4711;
/** Holds a lock, says so, and sleeps at the server. */
const long = (seconds: number, begun: () => void) =>
  transaction(
    db,
    async (client) => {
      await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
      begun();
      const [slept] = await rows<{ slept: string }>(client, `SELECT 'slept ' || pg_sleep($1) AS slept`, [seconds]);
      return slept!.slept.trim();
    },
    LONG,
  );

const isHeld = async () =>
  (await rows(direct().pool, `SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = $1`, [LOCK])).length > 0;

describe('in the middle of a long statement', { timeout: 240_000 }, () => {
  test('its connection falls silent: it fails soon after the server is done, and keeps no lock there', async () => {
    const slept = long(5, () => void setTimeout(proxy.swallow, 500));
    await expect(slept).rejects.toThrow('Connection terminated');
    await until('the lock is given back', async () => !(await isHeld()));
    // A retry has all it needs.
    expect(await long(0, () => undefined)).toBe('slept');
    expect(proxy.open()).toBeLessThanOrEqual(db.pool.totalCount);
  });

  test('the server and all ways to it fall silent: it fails in two minutes', async () => {
    const begun = performance.now();
    await expect(long(3_000, () => void setTimeout(proxy.hold, 500))).rejects.toThrow('Connection terminated');
    expect(performance.now() - begun).toBeLessThan(150_000);
  });

  test('the server works on, and all other connections are taken: it is left alone', async () => {
    const slept = long(75, () => undefined);
    const taken = [db.pool.connect(), db.pool.connect()];
    const clients = await Promise.all(taken);
    await sleep(60_000);
    for (const it of clients) it.release();
    expect(await slept).toBe('slept');
  });
});
