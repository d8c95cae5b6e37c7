/** A worker that is killed while it reads a book of a day, and one that is started afterwards; from a folder and from a bucket. */
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { arrivals } from '../../../src/store/base/arrivals.js';
import { rows } from '../../../src/store/base/connection/database.js';
import { applySchedules } from '../../../src/worker/mend/schedules.js';
import { type System, startSystem } from '../../support/system.js';
import { until } from '../../support/until.js';

const LOANS = 30_000;
let system: System;
beforeAll(async () => {
  system = await startSystem();
  system.clock.moveTo(Date.now());
});
afterAll(() => system?.close());

/** Without borrowers: nobody is written to. */
function writeBook(dir: string): void {
  mkdirSync(dir, { recursive: true });
  const all = Array.from({ length: LOANS }, (_, n) => n + 1);
  const put = (file: string, head: string, of: (n: number) => string) =>
    writeFileSync(join(dir, file), `${head}\n${all.map((n) => `${of(n)}\n`).join('')}`);
  put(
    'loans.csv',
    'loan_id,borrower_id,plan,product,disbursed_on,principal,annual_rate,penalty_rate,currency,collateral',
    (n) => `L${n},B${n},09-consumer,,2026-10-01,1000.00,,,,`,
  );
  put('instalments.csv', 'loan_id,seq,due_on,principal,interest,fee', (n) => `L${n},1,2036-12-20,1000.00,60.00,0.00`);
  put('payments.csv', 'reference,loan_id,paid_on,amount', (n) => `P${n},L${n},2026-11-01,100.00`);
  writeFileSync(join(dir, 'READY'), '');
}

const count = async (table: string) =>
  (await rows<{ count: number }>(system.db.pool, `SELECT count(*)::int AS count FROM ${table}`))[0]!.count;

test('killed in the middle it goes on at the next start, and no row comes twice', async () => {
  const root = mkdtempSync(join(tmpdir(), 'postloan-killed-'));
  writeBook(join(root, '2026-11-30'));
  const worker = await system.startWorker({ POSTLOAN_FEED: root });
  await applySchedules(system.db, system.client);
  await system.client.schedule.getHandle('feed').trigger();
  await until('it reads', async () => (await arrivals(system.db.pool, 1))[0]?.rows != null, 120_000);
  await worker.kill();
  expect(await count('loans')).toBe(0);
  expect(readdirSync(root)).toEqual(['2026-11-30']);
  // Temporal notices by the missing heartbeat, and gives the book to the next worker.
  await system.startWorker({ POSTLOAN_FEED: root });
  await until('it is put away', async () => (await arrivals(system.db.pool, 1))[0]?.putAway != null, 300_000);
  for (const table of ['loans', 'instalments', 'payments']) expect(await count(table), table).toBe(LOANS);
  expect(await count('feeds')).toBe(1);
  expect(readdirSync(root)).toEqual(['done']);
});
