import { describe, expect } from 'vitest';
import { importBook } from '../../src/book/import-book.js';
import { parsePeriod } from '../../src/domain/time/period.js';
import { makeReport } from '../../src/reports/deliver/make-report.js';
import { PAPERS } from '../../src/reports/papers/index.js';
import { openDatabase, rows } from '../../src/store/base/connection/database.js';
import { deployMigrations } from '../../src/store/base/migrate.js';
import { createSeal } from '../../src/store/base/seal.js';
import { deployPlans } from '../../src/store/loans/plans.js';
import { writeBook } from '../book/book.js';
import { startSystem } from '../support/system.js';
import { needs } from './needs.js';
import { startPgBouncer } from './pgbouncer.js';
import { expectEachOnce, takeIn } from './wave.js';

describe('a wave of 240 loans through PgBouncer reaches each once', () => {
  needs('pgbouncer').each([
    // Each statement goes to another connection than the one before: what leans on a session shows.
    { mode: 'transaction', poolSize: 5, more: { server_round_robin: 1 } },
    { mode: 'session', poolSize: 60 },
  ] as const)('in $mode mode, with $poolSize connections to the server', async (options) => {
    const system = await startSystem({ between: (url, dir) => startPgBouncer(url, dir, options) });
    try {
      // Two workers, as production has them.
      await system.startWorker();
      await system.startWorker();
      await expectEachOnce(system, await takeIn(system));
    } finally {
      await system.close();
    }
  });
});

needs('pgbouncer')('what once needed a session works where each statement may have another one', async () => {
  const system = await startSystem({
    between: (url, dir) =>
      startPgBouncer(url, dir, { mode: 'transaction', poolSize: 5, more: { server_round_robin: 1 } }),
  });
  await rows(system.db.pool, 'CREATE DATABASE anew');
  const db = openDatabase(Object.assign(new URL(system.env.DATABASE_URL!), { pathname: 'anew' }).href, 8);
  try {
    // Four at once: each migration is applied once, and nobody is left with a lock.
    const applied = await Promise.all([1, 2, 3, 4].map(() => deployMigrations(db)));
    const names = await rows<{ name: string }>(
      db.pool,
      'SELECT migration_name AS name FROM _prisma_migrations ORDER BY migration_name',
    );
    expect(applied.flat().sort()).toEqual(names.map((it) => it.name));
    await deployPlans(db);
    const book = writeBook();
    const seal = createSeal('ab'.repeat(32));
    const take = () => importBook(db, seal, book, { now: Date.parse('2026-03-01T02:00Z'), actor: 'test' });
    const imported = await Promise.all([take(), take(), take()]);
    expect(imported.map((it) => it.ok && it.inserted.loans).sort()).toEqual([0, 0, 2]);
    const period = parsePeriod('2026-03')!;
    const asked = { plan: '04-personal', kind: PAPERS.get('monthly-report')!, period, asOf: period.to };
    const made = await Promise.all([1, 2, 3].map(() => makeReport(db, asked, Date.parse('2026-04-01T02:00Z'))));
    expect(new Set(made.map((it) => it.report.id)).size).toBe(1);
    const locks = await rows(db.pool, `SELECT pid FROM pg_locks WHERE locktype = 'advisory'`);
    expect(locks).toEqual([]);
  } finally {
    await db.close();
    await system.close();
  }
});
