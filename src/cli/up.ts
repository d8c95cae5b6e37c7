import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes.js';
import { importBook } from '../book/import-book.js';
import { dayOf } from '../domain/dates.js';
import { startOutsideWorld } from '../embedded/outside-world.js';
import { keptPorts } from '../embedded/ports.js';
import { startPostgres } from '../embedded/postgres.js';
import { startTemporal } from '../embedded/temporal.js';
import { writeSampleBook } from '../sample/sample-book.js';
import { BadInput } from '../store/checked-yaml.js';
import { openComplaint } from '../store/complaints.js';
import { type Database, openDatabase, rows } from '../store/database.js';
import { deployMigrations } from '../store/migrate.js';
import { deployPlans } from '../store/plans.js';
import { createSeal, type Seal } from '../store/seal.js';
import { recordSignal } from '../store/warnings.js';
import { mend } from '../worker/mend.js';
import { installRuntime } from '../worker/runtime.js';
import { runApi } from './api.js';
import { homeFolder, readRunning, removeRunning, writeRunning } from './home.js';
import { liveTable } from './live-table.js';
import { runWorker } from './worker.js';

export function upCommand(): Command {
  return new Command('up')
    .description('the whole system on one machine with embedded parts; Ctrl-C stops it, started again it goes on')
    .option('--no-sample', 'leave the database empty on the first start')
    .action(async (options: { sample: boolean }) => {
      if (readRunning()) throw new BadInput([`postloan is already up in ${homeFolder()}`]);
      installRuntime();
      const closing: (() => Promise<unknown>)[] = [];
      const stopped = signalled();
      try {
        await start(options.sample, closing, stopped);
      } finally {
        say('stopping …');
        for (const close of closing.reverse()) await close();
        say('stopped');
      }
    });
}

async function start(sample: boolean, closing: (() => Promise<unknown>)[], stopped: Promise<void>): Promise<void> {
  const home = homeFolder();
  mkdirSync(home, { recursive: true });
  const ports = await keptPorts(home);
  say('PostgreSQL …');
  const postgres = await startPostgres({ dir: join(home, 'postgres'), port: ports.postgres, say });
  closing.push(() => postgres.stop());
  say('Temporal …');
  const temporal = await startTemporal({
    dbFile: join(home, 'temporal', 'temporal.db'),
    logFile: join(home, 'temporal', 'temporal.log'),
    port: ports.temporal,
    uiPort: ports.temporalUi,
    searchAttributes: SEARCH_ATTRIBUTES,
    say,
  });
  closing.push(() => temporal.stop());
  const world = await startOutsideWorld(join(home, 'outside'), {
    sms: ports.sms,
    smtp: ports.smtp,
    mail: ports.mail,
    api: ports.api,
    bounce: ports.bounce,
  });
  closing.push(() => world.stop());

  const env = {
    ...world.env,
    DATABASE_URL: postgres.url,
    TEMPORAL_ADDRESS: temporal.address,
    // Only this machine can follow the links; the sandbox, which reports deliveries, is on it.
    PUBLIC_URL: `http://127.0.0.1:${ports.api}`,
    API_HOST: '127.0.0.1',
    API_PORT: String(ports.api),
  };
  const pages = { 'Temporal web UI': temporal.uiUrl, Mailbox: world.mailUrl, 'SMS and voice sandbox': world.smsUrl };
  const db = openDatabase(postgres.url, 4);
  closing.push(() => db.close());
  await deployMigrations(db);
  await deployPlans(db);
  const first = (await rows(db.pool, 'SELECT 1 FROM loans LIMIT 1')).length === 0;

  const api = await runApi({ ...process.env, ...env });
  closing.push(() => api.close());
  const worker = await runWorker({ ...process.env, ...env });
  closing.push(() => worker.close());
  writeRunning({ pid: process.pid, env, pages });
  closing.push(async () => removeRunning());
  const table = liveTable(db, (line) => process.stdout.write(`${line}\n`));
  closing.push(() => table.stop());

  if (first && sample) await takeInSample(db, world.env.POSTLOAN_KEY!, home);
  await mend(db, worker.client, worker.dependencies.messenger);
  await Promise.race([table.quiet(), stopped]);
  for (const [name, url] of Object.entries(pages)) say(`${name.padEnd(22)} ${url}`);
  say('Ctrl-C stops everything; `npx postloan --help` in this folder says what else there is');
  await Promise.race([stopped, worker.running]);
}

/** The sample book is dated relative to today, so that every kind of work is seen at once. */
async function takeInSample(db: Database, key: string, home: string): Promise<void> {
  const dir = join(home, 'sample-book');
  mkdirSync(dir, { recursive: true });
  await writeSampleBook(dir, dayOf(Date.now()));
  const seal = createSeal(key);
  const taken = await importBook(db, seal, dir, { now: Date.now(), actor: 'up' });
  if (!taken.ok) throw new BadInput(taken.problems);
  await sampleNews(db, seal);
}

/** One borrower of the sample complains, about another a signal comes in from outside. */
async function sampleNews(db: Database, seal: Seal): Promise<void> {
  const source = { actor: 'up', at: Date.now() };
  const borrowers = await rows<{ id: string }>(
    db.pool,
    `SELECT DISTINCT borrower_id AS id FROM loans WHERE plan IN ('04-personal', '09-consumer') AND closed_at IS NULL ORDER BY 1 LIMIT 2`,
  );
  const [complains, warned] = borrowers;
  if (!complains || !warned) return;
  await openComplaint(db, seal, { id: 'C001', borrower: complains.id, text: '还款后仍收到催收短信' }, source);
  await recordSignal(db, { borrower: warned.id, source: 'credit-registry', kind: 'new-overdue' }, source);
}

function signalled(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
