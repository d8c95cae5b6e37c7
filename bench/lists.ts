import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { removePostgresData, startPostgres } from '../src/embedded/postgres/postgres.js';
import { type Database, openDatabase } from '../src/store/base/connection/database.js';
import { deployMigrations } from '../src/store/base/migrate.js';
import { createSeal } from '../src/store/base/seal.js';
import { auditEntries } from '../src/store/lists/audit-list.js';
import { pageOfBorrowers } from '../src/store/lists/borrower-list.js';
import { listComplaints } from '../src/store/lists/complaint-list.js';
import type { Filter } from '../src/store/lists/filter.js';
import { listLoans, pageOfLoans } from '../src/store/lists/loan-list.js';
import { listRests } from '../src/store/lists/rest-list.js';
import { listCases, listPromises, listTasks, listWarnings } from '../src/store/lists/work-list.js';
import { deployPlans } from '../src/store/loans/plans.js';
import { fillBook } from './filled-book.js';
import { handOn, type Line, median, tableOf } from './lines.js';

/**
 * `npm run bench:lists -- [--sizes 1000,100000] [--rounds 9]`: how long the first part of each list takes, for the whole lender, a branch and one
 * account manager, of a large book beside a small one: medians of milliseconds, and the one to the other.
 */
const { values: flags } = parseArgs({
  options: { sizes: { type: 'string', default: '1000,100000' }, rounds: { type: 'string', default: '9' } },
});
const rounds = Number(flags.rounds);
const NOW = Date.parse('2026-11-24T12:00:00+08:00');
const seal = createSeal('ab'.repeat(32));
const page = { after: '', limit: 50 };
const log = { subject: null, about: null, actor: null, what: null, from: null, until: null, looks: false };

const SIGHTS: [string, NonNullable<Filter['sight']>][] = [
  ['all', { scope: 'all' }],
  ['a branch', { scope: 'branch', of: 'BR3' }],
  ['own', { scope: 'own', of: 'AM3' }],
];
const LISTS: Record<string, (db: Database, sight: NonNullable<Filter['sight']>) => Promise<unknown>> = {
  borrowers: ({ pool }, sight) => pageOfBorrowers(pool, seal, { sight }, page),
  loans: ({ pool }, sight) => pageOfLoans(pool, seal, { sight }, page, NOW),
  'loans, overdue': ({ pool }, sight) => listLoans(pool, seal, { sight, overdue: true }, NOW),
  tasks: ({ pool }, sight) => listTasks(pool, seal, { sight, page: { ...page, afterDue: null } }, NOW),
  rests: ({ pool }, sight) => listRests(pool, seal, { sight, limit: 50 }, NOW),
  warnings: ({ pool }, sight) => listWarnings(pool, seal, { sight, page }, NOW),
  cases: ({ pool }, sight) => listCases(pool, seal, { sight, page }, NOW),
  promises: ({ pool }, sight) => listPromises(pool, seal, { sight, page }, NOW),
  complaints: ({ pool }, sight) => listComplaints(pool, seal, { sight, page, open: false, overdue: false }, NOW),
  'audit log of a loan': ({ pool }) => auditEntries(pool, { ...log, about: 'L40', after: 0, limit: 50, newest: true }),
};

async function timesOf(loans: number): Promise<Map<string, number>> {
  const dir = await mkdtemp(join(tmpdir(), 'postloan-bench-'));
  const postgres = await startPostgres({ dir, durable: false });
  const db = openDatabase(postgres.url, 4, { answerMs: 600_000 });
  try {
    await deployMigrations(db);
    await deployPlans(db);
    // As a server with solid disks has it (docs/operators.md).
    await db.pool.query('ALTER SYSTEM SET random_page_cost = 1.1');
    await db.pool.query('SELECT pg_reload_conf()');
    await fillBook(db, loans);
    const times = new Map<string, number>();
    for (const [name, list] of Object.entries(LISTS))
      for (const [whose, sight] of SIGHTS) {
        const took: number[] = [];
        for (let round = 0; round < rounds; round++) {
          const started = performance.now();
          await list(db, sight);
          took.push(performance.now() - started);
        }
        times.set(`${name} (${whose})`, median(took));
      }
    return times;
  } finally {
    await db.close();
    await postgres.stop();
    await removePostgresData(dir);
    await rm(dir, { recursive: true, force: true });
  }
}

const [few, many] = flags.sizes.split(',').map(Number) as [number, number];
const small = await timesOf(few);
const large = await timesOf(many);
const lines = [...small].map(([list, ms]): Line => {
  const figure = `${large.get(list)!.toFixed(1)} ms`;
  return {
    bench: 'lists',
    what: list,
    figure,
    ratio: large.get(list)! / ms,
    to: `of ${few} loans: ${ms.toFixed(1)} ms`,
  };
});
console.log(tableOf(lines));
handOn(lines);
