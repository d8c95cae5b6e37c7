import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { importBook } from '../src/book/import-book.js';
import { periodOf } from '../src/domain/time/period.js';
import { removePostgresData, startPostgres } from '../src/embedded/postgres/postgres.js';
import { makeReport, paperOf } from '../src/reports/deliver/make-report.js';
import { PAPERS } from '../src/reports/papers/index.js';
import { type Format, render } from '../src/reports/render.js';
import { type Database, openDatabase } from '../src/store/base/connection/database.js';
import { deployMigrations } from '../src/store/base/migrate.js';
import { createSeal } from '../src/store/base/seal.js';
import { deployPlans } from '../src/store/loans/plans.js';
import { writeBigBook } from './big-book.js';
import { handOn, median } from './lines.js';
import { cpuOf } from './wake/cpu.js';

/**
 * `npm run bench:report -- [--sizes 30000,100000,300000] [--kind monthly-report] [--rounds 3]`
 *
 * How long a paper of a big book takes: figures, workbook and PDF, of books with twelve instalments a loan, all of one plan. Medians of
 * the rounds, by the clock and in CPU time of both sides, which a busy machine disturbs less; how each grows with the book; and the
 * most memory that this process held above what it had before, and that the database's connection held.
 */
const { values: flags } = parseArgs({
  options: {
    sizes: { type: 'string', default: '30000,100000,300000' },
    kind: { type: 'string', default: 'monthly-report' },
    rounds: { type: 'string', default: '3' },
  },
});
const kind = PAPERS.get(flags.kind)!;
const FORMS: Format[] = ['xlsx', 'pdf'];
const PLAN = '04-personal';
// In the tenth month of the book: every one of the twelve month-ends has most of it.
const period = periodOf(kind.periods[0]!, '2026-10-31');

interface Run {
  figures: number;
  forms: number;
  databaseCpu: number;
  nodeCpu: number;
  /** Bytes. */
  node: number;
  database: number;
}

/** The database's side of the one connection that is used. */
async function backendOf(db: Database): Promise<number> {
  const { rows } = await db.pool.query('SELECT pg_backend_pid() AS pid');
  return rows[0].pid;
}

async function measured(db: Database): Promise<Run> {
  const backend = await backendOf(db);
  global.gc?.();
  const before = process.memoryUsage().rss;
  let [node, database] = [0, 0];
  const watch = setInterval(() => {
    node = Math.max(node, process.memoryUsage().rss - before);
    database = Math.max(database, memoryOf(backend));
  }, 20);
  const [cpu, ownCpu, started] = [cpuOf(backend), process.cpuUsage(), performance.now()];
  const { report } = await makeReport(db, { plan: PLAN, kind, period, asOf: period.to }, Date.now());
  const figures = performance.now() - started;
  const paper = paperOf(kind, report);
  for (const form of FORMS) await render(paper, form);
  const forms = performance.now() - started - figures;
  clearInterval(watch);
  const { user, system } = process.cpuUsage(ownCpu);
  return { figures, forms, databaseCpu: cpuOf(backend) - cpu, nodeCpu: (user + system) / 1000, node, database };
}

/** What the process holds of its own, without the buffers that it shares with others. */
function memoryOf(pid: number): number {
  try {
    const [, resident, shared] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ').map(Number);
    return (resident! - shared!) * 4096;
  } catch {
    return 0;
  }
}

const medianOf = (runs: Run[]): Run => {
  const of = (field: keyof Run) => median(runs.map((it) => it[field]));
  return {
    figures: of('figures'),
    forms: of('forms'),
    databaseCpu: of('databaseCpu'),
    nodeCpu: of('nodeCpu'),
    node: Math.max(...runs.map((it) => it.node)),
    database: Math.max(...runs.map((it) => it.database)),
  };
};

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
const mega = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;

async function bookOf(loans: number): Promise<{ db: Database; close(): Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), 'postloan-bench-'));
  await writeBigBook(join(dir, 'book'), loans, '2026-01-15');
  const postgres = await startPostgres({ dir: join(dir, 'pg'), durable: false });
  const db = openDatabase(postgres.url, 1);
  await deployMigrations(db);
  await deployPlans(db);
  const source = { now: Date.parse('2026-01-02'), actor: 'bench', takeIn: false };
  // Prisma and the import have connections of their own.
  await importBook(db, createSeal('ab'.repeat(32)), join(dir, 'book'), source);
  await db.pool.query('UPDATE loans SET plan = $1', [PLAN]);
  await db.pool.query('VACUUM ANALYZE');
  return {
    db,
    close: async () => {
      await db.close();
      await postgres.stop();
      await removePostgresData(join(dir, 'pg'));
      await rm(dir, { recursive: true, force: true });
    },
  };
}

let smallest: { loans: number; run: Run } | null = null;
console.log(
  '| loans | figures | XLSX and PDF | database CPU | node CPU | for each loan, against the smallest | node, more at most | connection at most |',
);
console.log('|---|---|---|---|---|---|---|---|');
for (const loans of flags.sizes.split(',').map(Number)) {
  const { db, close } = await bookOf(loans);
  try {
    await measured(db);
    const runs: Run[] = [];
    for (let round = 0; round < Number(flags.rounds); round++) runs.push(await measured(db));
    const run = medianOf(runs);
    smallest ??= { loans, run };
    const ratio = run.databaseCpu / loans / (smallest.run.databaseCpu / smallest.loans);
    const [figure, to] = [seconds(run.databaseCpu), `${smallest.loans.toLocaleString('en')} loans`];
    handOn([
      { bench: `report ${loans.toLocaleString('en')} loans`, what: 'database CPU, for each loan', figure, ratio, to },
    ]);
    console.log(
      `| ${[
        loans.toLocaleString('en'),
        seconds(run.figures),
        seconds(run.forms),
        seconds(run.databaseCpu),
        seconds(run.nodeCpu),
        ratio.toFixed(2),
        mega(run.node),
        mega(run.database),
      ].join(' | ')} |`,
    );
  } finally {
    await close();
  }
}
