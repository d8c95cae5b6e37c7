import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { SEARCH_ATTRIBUTES } from '../../../workflows/search-attributes.js';
import { importBook } from '../../book/import-book.js';
import { dayOf } from '../../domain/time/dates.js';
import { CannotStart } from '../../embedded/base/faults.js';
import { lockFolder } from '../../embedded/base/folder-lock.js';
import { keptPorts } from '../../embedded/base/ports.js';
import { startOutsideWorld } from '../../embedded/outside-world.js';
import { startPostgres } from '../../embedded/postgres/postgres.js';
import { startTemporal } from '../../embedded/temporal/temporal.js';
import { ownEnvironment } from '../../lender/own-environment.js';
import { BadInput } from '../../library/checked-yaml.js';
import { writeSampleBook } from '../../sample/sample-book.js';
import { addUser, listUsers } from '../../store/access/users.js';
import { type Database, openDatabase, rows } from '../../store/base/connection/database.js';
import { deployMigrations } from '../../store/base/migrate.js';
import type { Seal } from '../../store/base/seal.js';
import { deployPlans } from '../../store/loans/plans.js';
import { openSeal } from '../../store/people/seal-keys.js';
import { openComplaint } from '../../store/work/complaints.js';
import { recordSignal } from '../../store/work/warnings.js';
import { mend } from '../../worker/mend/mend.js';
import { installRuntime } from '../../worker/run/runtime.js';
import { reachTemporal, temporalThere } from '../connect/connect-temporal.js';
import { exitCodeOf, fileFault } from '../connect/errors.js';
import { homeFolder, removeRunning, writeRunning } from '../connect/home.js';
import { databaseThere, whileThere } from '../connect/in-time.js';
import { liveTable } from '../terminal/live-table.js';
import { startApi } from './api.js';
import type { Parts } from './parts.js';
import { readyDatabase, readyNamespace } from './ready.js';
import { runUntilStopped } from './run.js';
import { mailServerOf, withMailServer } from './up-mail.js';
import { startWorker } from './worker.js';

/** A little more than a server of ours may take to end before it is killed. */
const SERVER_MS = 10_000;

export function upCommand(command: Command): Command {
  return command
    .option('--no-sample', 'leave the database empty on the first start')
    .action((options: { sample: boolean }) => runUntilStopped((parts) => start(options.sample, parts), say));
}

async function start(sample: boolean, parts: Parts): Promise<{ ended: Promise<unknown> }> {
  installRuntime();
  const mailServer = mailServerOf(ownEnvironment());
  const home = takeHome(parts);
  const ports = await keptPorts(home);
  say('PostgreSQL …');
  const postgres = await startPostgres({ dir: join(home, 'postgres'), port: ports.postgres, say });
  parts.add('PostgreSQL', postgres.stop, SERVER_MS);
  say('Temporal …');
  const temporal = await startTemporal({
    dbFile: join(home, 'temporal', 'temporal.db'),
    logFile: join(home, 'temporal', 'temporal.log'),
    port: ports.temporal,
    uiPort: ports.temporalUi,
    searchAttributes: SEARCH_ATTRIBUTES,
    say,
  });
  parts.add('Temporal', temporal.stop, SERVER_MS);
  const world = await startOutsideWorld(join(home, 'outside'), {
    sms: ports.sms,
    smtp: ports.smtp,
    mail: ports.mail,
    api: ports.api,
    bounce: ports.bounce,
  });
  parts.add('mailbox and sandbox', world.stop);

  const env = {
    ...withMailServer(world.env, ownEnvironment()),
    DATABASE_URL: postgres.url,
    TEMPORAL_ADDRESS: temporal.address,
    // Only this machine can follow the links; the sandbox, which reports deliveries, is on it.
    PUBLIC_URL: `http://127.0.0.1:${ports.api}`,
    API_HOST: '127.0.0.1',
    API_PORT: String(ports.api),
  };
  const pages = {
    'Temporal web UI': temporal.uiUrl,
    ...(mailServer ? { 'Mail server': mailServer } : { Mailbox: world.mailUrl }),
    'SMS and voice sandbox': world.smsUrl,
  };
  const db = openDatabase(postgres.url, 4);
  parts.add('the database', () => db.close());
  const { client, close: disconnect } = await reachTemporal({ ...ownEnvironment(), ...env });
  parts.add('the connection to Temporal', disconnect);

  return whileThere([databaseThere(db), temporalThere(client)], async () => {
    await deployMigrations(db);
    await deployPlans(db);
    const first = (await rows(db.pool, 'SELECT 1 FROM loans LIMIT 1')).length === 0;
    // The Temporal server is used by this folder alone, so its namespace belongs to the database that lies here now.
    await readyNamespace(client, await readyDatabase(db), { own: true });
    await startApi(parts, { ...ownEnvironment(), ...env });
    const worker = await startWorker(parts, { ...ownEnvironment(), ...env });
    writeRunning({ env, pages });
    parts.add('running.json', removeRunning);
    const table = liveTable(db, (line) => process.stdout.write(`${line}\n`));
    parts.add('the table', table.stop);

    const password = await firstUser(db);
    if (first && sample) await takeInSample(db, world.env.POSTLOAN_KEY!, home);
    await mend(db, worker.client, worker.dependencies.messenger);
    await table.quiet();
    parts.signal.throwIfAborted();
    for (const [name, url] of Object.entries(pages)) say(`${name.padEnd(22)} ${url}`);
    if (password !== null)
      say(`${'Sign in'.padEnd(22)} npx postloan login ${FIRST_USER}, with ${password} (shown once)`);
    say('Ctrl-C stops everything; `npx postloan --help` in this folder says what else there is');
    return { ended: worker.running };
  });
}

const FIRST_USER = 'admin';

/** Of a database without users the first one, who may add others; answers the password, null where there is somebody. */
async function firstUser(db: Database): Promise<string | null> {
  if ((await listUsers(db.pool)).length > 0) return null;
  return addUser(db, { staff: FIRST_USER, access: ['administrator', 'ops'] }, { actor: 'up', at: Date.now() });
}

/** Makes a folder, step by step: Node's `recursive` never ends where the system allows no folders, such as in /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}

/** The folder, for this process alone. @throws FolderInUse; BadInput when it cannot be written, CannotStart when there is no room */
function takeHome(parts: Parts): string {
  const home = homeFolder();
  try {
    makeFolder(home);
    parts.add('the folder', lockFolder(home));
  } catch (error) {
    const line = fileFault(error);
    if (line === null) throw error;
    const whole = `${line}; or choose another folder by POSTLOAN_HOME`;
    throw exitCodeOf(error) === 3 ? new CannotStart(whole) : new BadInput([whole]);
  }
  return home;
}

/** Imports the sample book, whose days are relative to today, so that every kind of work is seen at once. */
async function takeInSample(db: Database, key: string, home: string): Promise<void> {
  const dir = join(home, 'sample-book');
  mkdirSync(dir, { recursive: true });
  await writeSampleBook(dir, dayOf(Date.now()));
  const seal = await openSeal(db.pool, { POSTLOAN_KEY: key, POSTLOAN_KEYS_OTHER: '' });
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

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
