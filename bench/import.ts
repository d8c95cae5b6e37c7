import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importBook } from '../src/book/import-book.js';
import { checkBook } from '../src/book/read-book.js';
import { removePostgresData, startPostgres } from '../src/embedded/postgres.js';
import { openDatabase } from '../src/store/database.js';
import { deployMigrations } from '../src/store/migrate.js';
import { deployPlans } from '../src/store/plans.js';
import { createSeal } from '../src/store/seal.js';
import { writeBigBook } from './big-book.js';

/** `npx tsx bench/import.ts [loans]`: how long a big book takes, into a database of its own that keeps every promise of a durable one. */
const loans = Number(process.argv[2] ?? 100_000);
const dir = await mkdtemp(join(tmpdir(), 'postloan-bench-'));
const book = join(dir, 'book');
await timed('write the book', () => writeBigBook(book, loans, '2026-01-15'));
const postgres = await startPostgres({ dir: join(dir, 'pg') });
const db = openDatabase(postgres.url);
try {
  await deployMigrations(db);
  await deployPlans(db);
  const seal = createSeal('ab'.repeat(32));
  const take = () => importBook(db, seal, book, { now: Date.now(), actor: 'bench' });
  const started = performance.now();
  await timed('check it', () => checkBook(book));
  await timed('import it', take);
  console.log(`both: ${seconds(started)}`);
  await timed('import it again', take);
} finally {
  await db.close();
  await postgres.stop();
  await removePostgresData(join(dir, 'pg'));
  await rm(dir, { recursive: true, force: true });
}

async function timed(what: string, work: () => Promise<unknown>): Promise<void> {
  const started = performance.now();
  const answer = await work();
  console.log(`${what}: ${seconds(started)}, ${Math.round(process.memoryUsage().rss / 1e6)} MB`, answer ?? '');
}

function seconds(started: number): string {
  return `${((performance.now() - started) / 1000).toFixed(1)} s`;
}
