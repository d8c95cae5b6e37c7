import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importBook } from '../src/book/import-book.js';
import { periodOf } from '../src/domain/period.js';
import { removePostgresData, startPostgres } from '../src/embedded/postgres.js';
import { makeReport, paperOf } from '../src/reports/make-report.js';
import { PAPERS } from '../src/reports/papers/index.js';
import { FORMATS, render } from '../src/reports/render.js';
import { openDatabase } from '../src/store/database.js';
import { deployMigrations } from '../src/store/migrate.js';
import { deployPlans } from '../src/store/plans.js';
import { createSeal } from '../src/store/seal.js';
import { writeBigBook } from './big-book.js';

/**
 * `npx tsx bench/report.ts [loans] [kind]`: how long a paper of a big book takes (default: the monthly report of 100,000 loans with
 * twelve instalments each, all of one plan), and how much memory this process and the database's connection need for it.
 */
const loans = Number(process.argv[2] ?? 100_000);
const kind = PAPERS.get(process.argv[3] ?? 'monthly-report')!;
const dir = await mkdtemp(join(tmpdir(), 'postloan-bench-'));
const book = join(dir, 'book');
await writeBigBook(book, loans, '2026-01-15');
const postgres = await startPostgres({ dir: join(dir, 'pg'), durable: false });
const db = openDatabase(postgres.url, 2);
try {
  await deployMigrations(db);
  await deployPlans(db);
  const source = { now: Date.parse('2026-01-02'), actor: 'bench', takeIn: false };
  await importBook(db, createSeal('ab'.repeat(32)), book, source);
  await db.pool.query(`UPDATE loans SET plan = '04-personal'`);
  await db.pool.query('VACUUM ANALYZE');
  global.gc?.();
  const before = process.memoryUsage().rss;
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, 20);
  // In the tenth month of the book: every one of the twelve month-ends has most of it.
  const period = periodOf(kind.periods[0]!, '2026-10-31');
  const asked = { plan: '04-personal', kind, period, asOf: period.to };
  for (const run of ['first', 'again']) {
    const started = performance.now();
    const { report } = await makeReport(db, asked, Date.now());
    const paper = paperOf(kind, report);
    const figures = seconds(started);
    const drawing = performance.now();
    for (const format of FORMATS) await render(paper, format);
    console.log(
      `${kind.kind} of ${loans} loans, ${run}: figures ${figures}, four forms ${seconds(drawing)}, version ${report.version}, ` +
        `node ${mega(before)} before, ${mega(most)} at most`,
    );
  }
  clearInterval(watch);
} finally {
  await db.close();
  await postgres.stop();
  await removePostgresData(join(dir, 'pg'));
  await rm(dir, { recursive: true, force: true });
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}

function mega(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
