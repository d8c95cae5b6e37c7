import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { removePostgresData, startPostgres } from '../src/embedded/postgres/postgres.js';
import { type Database, openDatabase } from '../src/store/base/connection/database.js';
import { deployMigrations } from '../src/store/base/migrate.js';
import { createSeal } from '../src/store/base/seal.js';
import { listArchived } from '../src/store/documents/archived-files.js';
import { listLetters } from '../src/store/documents/letters.js';
import { auditEntries } from '../src/store/lists/audit-list.js';
import { pageOfBorrowers } from '../src/store/lists/borrower-list.js';
import { listComplaints } from '../src/store/lists/complaint-list.js';
import type { Filter } from '../src/store/lists/filter.js';
import { pageOfLoans, worstLoans } from '../src/store/lists/loan-list.js';
import { listReports } from '../src/store/lists/report-list.js';
import { listRests } from '../src/store/lists/rest-list.js';
import { listCases, listPromises, listTasks, listWarnings } from '../src/store/lists/work-list.js';
import { deployPlans } from '../src/store/loans/plans.js';
import { listDeliveries } from '../src/store/news/webhooks.js';
import { fillBook } from './filled-book.js';
import { handOn, type Line, tableOf } from './lines.js';

/**
 * `npm run bench:lists -- [--sizes 1000,100000] [--rounds 15]`: how long the first fifty of each list take, for the whole lender, a branch and
 * one account manager, of a large book beside a small one. In each round all of them are asked of both in turn, and the best of the rounds
 * counts: what else the machine does makes any of them longer, and none shorter.
 */
const { values: flags } = parseArgs({
  options: { sizes: { type: 'string', default: '1000,100000' }, rounds: { type: 'string', default: '15' } },
});
const NOW = Date.parse('2026-11-24T12:00:00+08:00');
const seal = createSeal('ab'.repeat(32));
const limit = 50;
const page = { after: '', limit };
const log = { subject: null, about: null, actor: null, what: null, from: null, until: null, looks: false };

type Sight = NonNullable<Filter['sight']>;
const WHOLE: [string, Sight][] = [['all', { scope: 'all' }]];
const SIGHTS: [string, Sight][] = [
  ...WHOLE,
  ['a branch', { scope: 'branch', of: 'BR0' }],
  ['own', { scope: 'own', of: 'AM3' }],
];
type List = (db: Database, sight: Sight) => Promise<readonly unknown[]>;
const OF_SIGHT: Record<string, List> = {
  borrowers: ({ pool }, sight) => pageOfBorrowers(pool, seal, { sight }, page),
  loans: ({ pool }, sight) => pageOfLoans(pool, seal, { sight }, page, NOW),
  'loans, overdue': ({ pool }, sight) => worstLoans(pool, seal, { sight }, limit, NOW),
  tasks: ({ pool }, sight) => listTasks(pool, seal, { sight, page: { ...page, afterDue: null } }, NOW),
  rests: ({ pool }, sight) => listRests(pool, seal, { sight, limit }, NOW),
  warnings: ({ pool }, sight) => listWarnings(pool, seal, { sight, page }, NOW),
  cases: ({ pool }, sight) => listCases(pool, seal, { sight, page }, NOW),
  promises: async ({ pool }, sight) => (await listPromises(pool, seal, { sight, page }, NOW)).promises,
  complaints: ({ pool }, sight) => listComplaints(pool, seal, { sight, page, open: false, overdue: false }, NOW),
  letters: (db, sight) => listLetters(db, { sight, page: { after: { loan: '', letter: '' }, limit } }),
  archive: ({ pool }, sight) => listArchived(pool, { loan: null, sight, after: { loan: '', document: '' }, limit }),
  reports: ({ pool }, sight) =>
    listReports(pool, {
      ...{ plan: null, kind: null, after: 0, limit, newest: true },
      reader: sight.scope === 'own' ? sight.of : null,
    }),
};
const OF_ALL: Record<string, List> = {
  'audit log': ({ pool }) => auditEntries(pool, { ...log, after: 0, limit, newest: true }),
  'audit log of a loan': ({ pool }) => auditEntries(pool, { ...log, about: 'L40', after: 0, limit, newest: true }),
  'deliveries of a webhook': ({ pool }) => listDeliveries(pool, { webhook: 'core', state: null, after: 0, limit }),
};
const ASKED = [
  ...Object.entries(OF_SIGHT).map(([name, list]) => ({ name, list, sights: SIGHTS })),
  ...Object.entries(OF_ALL).map(([name, list]) => ({ name, list, sights: WHOLE })),
];

/** A book of so many loans in a database of its own. */
async function bookOf(loans: number): Promise<{ db: Database; end(): Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), 'postloan-bench-'));
  // As a server with solid disks has it (docs/operators.md).
  const postgres = await startPostgres({ dir, durable: false, settings: { random_page_cost: '1.1' } });
  const db = openDatabase(postgres.url, 4, { answerMs: 600_000 });
  await deployMigrations(db);
  await deployPlans(db);
  await fillBook(db, loans);
  const end = async () => {
    await db.close();
    await postgres.stop();
    await removePostgresData(dir);
    await rm(dir, { recursive: true, force: true });
  };
  return { db, end };
}

const [few, many] = flags.sizes.split(',').map(Number) as [number, number];
const books = [await bookOf(few), await bookOf(many)] as const;
const asked = ASKED.flatMap(({ name, list, sights }) =>
  sights.map(([whose, sight]) => ({
    what: `${name} (${whose})`,
    list,
    sight,
    best: [Infinity, Infinity] as [number, number],
  })),
);
try {
  for (let round = 0; round < Number(flags.rounds); round++)
    for (const { what, list, sight, best } of asked)
      for (const n of [0, 1] as const) {
        const started = performance.now();
        const found = await list(books[n].db, sight);
        best[n] = Math.min(best[n], performance.now() - started);
        if (found.length === 0) throw new Error(`nothing in ${what}`);
      }
} finally {
  for (const book of books) await book.end();
}
const lines = asked.map(
  ({ what, best: [small, large] }): Line => ({
    ...{ bench: 'lists', what, figure: `${large.toFixed(1)} ms`, ratio: large / small },
    to: `of ${few} loans: ${small.toFixed(1)} ms`,
  }),
);
console.log(tableOf(lines));
handOn(lines);
