import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { importBook } from '../src/book/import-book.js';
import { checkBook } from '../src/book/read-book.js';
import { removePostgresData, startPostgres } from '../src/embedded/postgres/postgres.js';
import { openDatabase, rows } from '../src/store/base/connection/database.js';
import { deployMigrations } from '../src/store/base/migrate.js';
import { createSeal } from '../src/store/base/seal.js';
import { deployPlans } from '../src/store/loans/plans.js';
import { writeBigBook } from './big-book.js';
import { handOn, median } from './lines.js';

/**
 * `npm run bench:import -- [--sizes 10000,100000] [--rounds 1]`: how long a big book takes to check, to import, and to import once
 * more, each time into a database of its own that keeps every promise of a durable one; for each loan, against the smallest book.
 */
const { values: flags } = parseArgs({
  options: { sizes: { type: 'string', default: '10000,100000' }, rounds: { type: 'string', default: '1' } },
});
const STEPS = ['check', 'import', 'again'] as const;
type Seconds = Record<(typeof STEPS)[number], number>;

async function taken(loans: number): Promise<Seconds> {
  const dir = await mkdtemp(join(tmpdir(), 'postloan-bench-'));
  const book = join(dir, 'book');
  await writeBigBook(book, loans, '2026-01-15');
  const postgres = await startPostgres({ dir: join(dir, 'pg') });
  const db = openDatabase(postgres.url);
  try {
    await deployMigrations(db);
    await deployPlans(db);
    const seal = createSeal('ab'.repeat(32));
    const take = () => importBook(db, seal, book, { now: Date.now(), actor: 'bench' });
    const run = { check: await timed(() => checkBook(book)), import: await timed(take), again: await timed(take) };
    const [{ n } = { n: 0 }] = await rows<{ n: number }>(db.pool, 'SELECT count(*)::int AS n FROM loans');
    if (n !== loans) throw new Error(`${loans} loans were to be imported, and ${n} are there`);
    return run;
  } finally {
    await db.close();
    await postgres.stop();
    await removePostgresData(join(dir, 'pg'));
    await rm(dir, { recursive: true, force: true });
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

let smallest: { loans: number; run: Seconds } | null = null;
console.log('| loans | check | import | import again | most memory |\n|---|---|---|---|---|');
for (const loans of flags.sizes.split(',').map(Number)) {
  const runs: Seconds[] = [];
  for (let round = 0; round < Number(flags.rounds); round++) runs.push(await taken(loans));
  const run = Object.fromEntries(STEPS.map((it) => [it, median(runs.map((one) => one[it]))])) as Seconds;
  smallest ??= { loans, run };
  const said = STEPS.map((it) => `${run[it].toFixed(1)} s`);
  const memory = `${Math.round(process.resourceUsage().maxRSS / 1000)} MB`;
  console.log(`| ${[loans.toLocaleString('en'), ...said, memory].join(' | ')} |`);
  handOn([
    {
      bench: `import ${loans.toLocaleString('en')} loans`,
      what: 'check and import, for each loan',
      figure: `${(run.check + run.import).toFixed(1)} s`,
      ratio: (run.check + run.import) / loans / ((smallest.run.check + smallest.run.import) / smallest.loans),
      to: `${smallest.loans.toLocaleString('en')} loans`,
    },
    {
      bench: `import ${loans.toLocaleString('en')} loans`,
      what: 'import again',
      figure: `${run.again.toFixed(1)} s`,
      ratio: run.again / run.import,
      to: 'import',
    },
  ]);
}
