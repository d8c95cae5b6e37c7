import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { REAL_CLOCK } from '../../../activities/dependencies.js';
import { SEARCH_ATTRIBUTES } from '../../../workflows/search-attributes.js';
import { CannotStart } from '../../embedded/base/faults.js';
import { lockFolder } from '../../embedded/base/folder-lock.js';
import { keptPorts } from '../../embedded/base/ports.js';
import { startOutsideWorld } from '../../embedded/outside-world.js';
import { startPostgres } from '../../embedded/postgres/postgres.js';
import { startPage } from '../../embedded/start-page.js';
import { startTemporal } from '../../embedded/temporal/temporal.js';
import { ownEnvironment } from '../../lender/own-environment.js';
import { plansFolder } from '../../lender/settings.js';
import { BadInput } from '../../library/checked-yaml.js';
import { MOST_SPEED, sampleClock, USUAL_SPEED } from '../../sample/sample-clock.js';
import { addUser, listUsers } from '../../store/access/users.js';
import { type Database, openDatabase, rows } from '../../store/base/connection/database.js';
import { deployMigrations } from '../../store/base/migrate.js';
import { deployPlans } from '../../store/loans/plans.js';
import { mend } from '../../worker/mend/mend.js';
import { logInSentences } from '../../worker/run/log.js';
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
import {
  addSampleUsers,
  inWords,
  lookAnew,
  runSampleTime,
  SAMPLE_USERS,
  sampleTimeOf,
  takeInSample,
} from './up-sample.js';
import { startWorker } from './worker.js';

/** A little more than a server of ours may take to end before it is killed. */
const SERVER_MS = 10_000;

export function upCommand(command: Command): Command {
  return command
    .option('--no-sample', 'leave the database empty on the first start')
    .option(
      '--speed <times>',
      `how fast the sample's time runs, 1 to ${MOST_SPEED}; left out: ${USUAL_SPEED}, or as before`,
      speedOf,
    )
    .action((options: Options) => runUntilStopped((parts) => start(options, parts), say));
}

interface Options {
  sample: boolean;
  speed?: number;
}

function speedOf(said: string): number {
  const speed = Number(said);
  if (speed >= 1 && speed <= MOST_SPEED) return speed;
  throw new BadInput([`--speed: not a number from 1 to ${MOST_SPEED}: ${said}`]);
}

async function start({ sample, speed }: Options, parts: Parts): Promise<{ ended: Promise<unknown> }> {
  logInSentences();
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
    TEMPORAL_UI_URL: `${temporal.uiUrl}/namespaces/default`,
    API_HOST: '127.0.0.1',
    API_PORT: String(ports.api),
  };
  const pages = {
    Console: `${env.PUBLIC_URL}/`,
    'Temporal web UI': temporal.uiUrl,
    ...(mailServer ? { 'Mail server': mailServer } : { Mailbox: world.mailUrl }),
    'SMS and voice sandbox': world.smsUrl,
    API: `${env.PUBLIC_URL}/api/v1/reference`,
  };
  const db = openDatabase(postgres.url, 4);
  parts.add('the database', () => db.close());
  const { client, close: disconnect } = await reachTemporal({ ...ownEnvironment(), ...env });
  parts.add('the connection to Temporal', disconnect);

  return whileThere([databaseThere(db), temporalThere(client)], async () => {
    await deployMigrations(db);
    await deployPlans(db, plansFolder(ownEnvironment()));
    const first = (await rows(db.pool, 'SELECT 1 FROM loans LIMIT 1')).length === 0;
    // The Temporal server is used by this folder alone, so its namespace belongs to the database that lies here now.
    await readyNamespace(client, await readyDatabase(db), { own: true });
    const time = sampleTimeOf(home, first && sample, speed);
    const clock = time === null ? REAL_CLOCK : sampleClock(time);
    const now = () => clock.toBusiness(Date.now());
    await startApi(parts, { ...ownEnvironment(), ...env }, now);
    const worker = await startWorker(parts, { ...ownEnvironment(), ...env }, time === null ? undefined : clock);
    // Its first day begins when there is somebody to see it; later ones go on while it starts.
    if (time !== null && first) time.since = Date.now();
    writeRunning({ env, pages, ...(time === null ? {} : { sample: time }) });
    parts.add('running.json', removeRunning);
    const page = await startPage(ports.start, pages, time && { now, speed: time.speed });
    parts.add('the page', page.stop);
    const password = await firstUser(db, first && sample);
    const entrance: Record<string, string> = {
      Open: pages.Console,
      ...(password === null ? {} : { 'Sign in as': `${FIRST_USER}, with ${password} (shown once)` }),
    };
    sayPages(entrance);
    if (time !== null) say(inWords(time));
    const table = liveTable(db, (line) => process.stdout.write(`${line}\n`), now);
    parts.add('the table', table.stop);

    if (first && sample) {
      await takeInSample(db, worker.dependencies.seal, home, now());
      if (password !== null) {
        await addSampleUsers(db, password, Date.now());
        const each = Object.entries(SAMPLE_USERS).map(([staff, work]) => `${staff} (${work})`);
        entrance['or, with the same, as'] = each.join(', ');
      }
    } else if (time !== null) await lookAnew(db);
    await mend(db, worker.client, worker.dependencies.messenger, clock);
    if (time !== null) {
      const passing = runSampleTime({ home, time, first }, worker, parts.signal);
      parts.add("the sample's time", () => passing);
    }
    await table.quiet();
    parts.signal.throwIfAborted();
    const { Console: _, ...others } = pages;
    sayPages({ ...entrance, 'All addresses': page.url, ...others });
    say('Ctrl-C stops everything; `npx postloan --help` in this folder says what else there is');
    return { ended: worker.running };
  });
}

const FIRST_USER = 'admin';

function sayPages(pages: Record<string, string>): void {
  for (const [name, url] of Object.entries(pages)) say(`${name.padEnd(22)} ${url}`);
}

/**
 * Of a database without users the first one, who may add others; answers the password, null where there is somebody. It `stays` where
 * nothing is to be guarded: in the sample.
 */
async function firstUser(db: Database, stays: boolean): Promise<string | null> {
  if ((await listUsers(db.pool)).length > 0) return null;
  return addUser(db, { staff: FIRST_USER, access: ['administrator', 'ops'], stays }, { actor: 'up', at: Date.now() });
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

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
