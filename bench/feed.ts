import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { importDaily } from '../src/book/daily/import-daily.js';
import { importBook } from '../src/book/import-book.js';
import { checkBook } from '../src/book/read-book.js';
import { removePostgresData, startPostgres } from '../src/embedded/postgres/postgres.js';
import { openDatabase } from '../src/store/base/connection/database.js';
import { deployMigrations } from '../src/store/base/migrate.js';
import { createSeal } from '../src/store/base/seal.js';
import { deployPlans } from '../src/store/loans/plans.js';
import { writeBigBook } from './big-book.js';
import { handOn, median } from './lines.js';

/**
 * `npm run bench:feed -- [--sizes 100000] [--rounds 1]`: how long the book of the next day takes, in which 2 % of the loans are
 * otherwise, and the same feed again, against the first import of that book as the command does it, checked and taken in.
 */
const { values: flags } = parseArgs({
  options: { sizes: { type: 'string', default: '100000' }, rounds: { type: 'string', default: '1' } },
});
const SHARE = 50;
const NOW = Date.parse('2026-06-01T07:00:00+08:00');
const DAY = 86_400_000;

interface Run {
  first: number;
  daily: number;
  again: number;
  /** Megabytes of memory that the feed took beyond what the import had taken. */
  memory: number;
}

async function taken(loans: number): Promise<Run> {
  const dir = await mkdtemp(join(tmpdir(), 'postloan-bench-'));
  const book = join(dir, 'book');
  await writeBigBook(book, loans, '2026-01-15');
  const postgres = await startPostgres({ dir: join(dir, 'pg') });
  const db = openDatabase(postgres.url);
  const seal = createSeal('ab'.repeat(32));
  try {
    await deployMigrations(db);
    await deployPlans(db);
    const first = await timed(async () => {
      await checkBook(book);
      await importBook(db, seal, book, { now: NOW, actor: 'bench' });
    });
    await changeSome(book, loans);
    const before = process.resourceUsage().maxRSS;
    const take = async (expected: number) => {
      const answer = await importDaily(db, seal, book, { now: NOW + DAY, actor: 'bench' });
      if (!answer.ok) throw new Error(answer.problems.join('\n'));
      const changed = Object.values(answer.counts).reduce((sum, it) => sum + it, 0);
      if (changed !== expected || answer.refused.length > 0)
        throw new Error(
          `${expected} changes were to come in, and ${changed} did, ${answer.refused.length} were refused`,
        );
    };
    const some = Math.floor(loans / SHARE);
    const daily = await timed(() => take(3 * some));
    const again = await timed(() => take(0));
    return { first, daily, again, memory: (process.resourceUsage().maxRSS - before) / 1000 };
  } finally {
    await db.close();
    await postgres.stop();
    await removePostgresData(join(dir, 'pg'));
    await rm(dir, { recursive: true, force: true });
  }
}

/** Of every fiftieth loan a payment, of as many others a withdrawn consent, of as many others the last instalment's interest. */
async function changeSome(book: string, loans: number): Promise<void> {
  const some = Math.floor(loans / SHARE);
  const change = async (name: string, edit: (lines: string[]) => void) => {
    const lines = (await readFile(join(book, name), 'utf8')).split('\n');
    edit(lines);
    await writeFile(join(book, name), lines.join('\n'));
  };
  await change('contacts.csv', (lines) => {
    for (let n = 0; n < some; n++) lines[1 + n * 2 * SHARE] = lines[1 + n * 2 * SHARE]!.replace(/yes$/, 'no');
  });
  await change('instalments.csv', (lines) => {
    for (let n = 0; n < some; n++)
      lines[12 + n * 12 * SHARE] = lines[12 + n * 12 * SHARE]!.replace('60.00,0.00', '55.00,0.00');
  });
  await change('payments.csv', (lines) => {
    const more = Array.from({ length: some }, (_, n) => {
      const loan = lines[1 + n * 3 * SHARE]!.split(',')[1]!;
      return `N${loan},${loan},2026-05-31,1060.00`;
    });
    lines.splice(lines.length - 1, 0, ...more);
  });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

console.log('| loans | first import | daily, 2 % otherwise | the same again | more memory |\n|---|---|---|---|---|');
for (const loans of flags.sizes.split(',').map(Number)) {
  const runs: Run[] = [];
  for (let round = 0; round < Number(flags.rounds); round++) runs.push(await taken(loans));
  const of = (what: keyof Run) => median(runs.map((it) => it[what]));
  const shown = (['first', 'daily', 'again'] as const).map((it) => `${of(it).toFixed(1)} s`);
  console.log(`| ${[loans.toLocaleString('en'), ...shown, `${Math.round(of('memory'))} MB`].join(' | ')} |`);
  handOn(
    (['daily', 'again'] as const).map((what) => ({
      bench: `feed ${loans.toLocaleString('en')} loans`,
      what: what === 'daily' ? '2 % otherwise' : 'the same again',
      figure: `${of(what).toFixed(1)} s`,
      ratio: of(what) / of('first'),
      to: 'first import',
    })),
  );
}
