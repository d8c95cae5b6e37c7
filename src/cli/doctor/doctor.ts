import { connect } from 'node:net';
import type { Client } from '@temporalio/client';
import type { Command } from 'commander';
import { apiSettings } from '../../api/settings.js';
import type { EmailSettings } from '../../channels/email.js';
import { answers, handshakes } from '../../channels/handshake.js';
import { type ChannelSettings, channelSettings } from '../../channels/index.js';
import { CHANNELS, type ChannelName } from '../../domain/plan/plan.js';
import { auditSettings } from '../../lender/audit-settings.js';
import { readSettings } from '../../lender/settings.js';
import { chinaCalendar } from '../../library/calendar.js';
import { calendarNow } from '../../store/base/calendar.js';
import type { Database } from '../../store/base/connection/database.js';
import { databaseFaults } from '../../store/base/health.js';
import { identityOf } from '../../store/base/identity.js';
import { findTroubles } from '../../worker/mend/troubles.js';
import { attributeFaults, strangerFault, temporalClockFaults } from '../../worker/run/namespace.js';
import { connectDatabase, type DatabaseContext, environment } from '../connect/connect.js';
import { reachTemporal } from '../connect/connect-temporal.js';
import { now } from '../connect/now.js';
import { bookFaults } from './doctor-book.js';
import { calendarFaults, keyFaults, noticeFaults, ownerFaults, statementNote } from './doctor-database.js';
import { glassFaults, reversalFaults, webhookFaults } from './doctor-facts.js';
import { letterFaults } from './doctor-letters.js';
import { channelsUsed, unserved } from './doctor-reach.js';
import { recordFaults } from './doctor-record.js';
import { pollerFaults } from './doctor-temporal.js';
import { inTheClear } from './doctor-tls.js';

interface Finding {
  what: string;
  good: boolean;
  remedy: string;
  /** Something worth knowing about a finding that is good. */
  note?: string;
}

/** Answers what is wrong, each as one line with its remedy; empty: all is well. An error that it throws counts as a fault. */
type Look = () => Promise<string[]>;

/** The most time for one look: a port that takes a connection and never answers must not hold up the others. */
const ENOUGH_MS = 10_000;
/** Keys are counted over all rows of a book of a million loans. */
const COUNTING_MS = 120_000;
/** How long connections may take to close at the end. */
const LETTING_GO_MS = 2_000;

export function doctorCommand(command: Command): Command {
  return command.option('--json', 'one JSON document').action(async (options: { json?: boolean }) => {
    const findings = await examine();
    if (options.json) process.stdout.write(`${JSON.stringify(findings)}\n`);
    else {
      for (const { what, good, remedy, note } of findings) {
        const said = good ? note : remedy;
        process.stdout.write(`${good ? 'good   ' : 'missing'} ${what}${said ? `: ${said}` : ''}\n`);
      }
    }
    if (findings.some(({ good }) => !good)) process.exitCode = 1;
    setTimeout(() => process.exit(), LETTING_GO_MS).unref();
  });
}

async function examine(): Promise<Finding[]> {
  const channels = readChannels();
  const api = readApi();
  const database = await reachDatabase();
  const groups = await Promise.all([
    ofDatabase(database.context, channels.settings),
    statements(database.context),
    ofTemporal(database.context),
    ofChannels(channels, database.context),
    ofApi(api),
    workingDays(database.context).then((it) => [it]),
    record(database.context),
    dailyBook(database.context),
    tried('TLS', async () => inTheClear(environment())).then((it) => [it]),
  ]);
  await letGo(database.context);
  return [database.reach, ...groups.flat()];
}

/** Looks at the lender's calendar, or at the one that ships where no database answers. */
async function workingDays(context: DatabaseContext | null): Promise<Finding> {
  const own = context && (await calendarNow(context.db.pool).catch(() => null));
  const { faults, note } = calendarFaults(own ?? chinaCalendar(), now());
  return { what: 'working days', good: faults.length === 0, remedy: faults.join('; '), ...(note ? { note } : {}) };
}

async function record(context: DatabaseContext | null): Promise<Finding[]> {
  if (context === null) return [];
  const { faults, note } = await recordFaults(context.db.pool, auditSettings(environment()), Date.now());
  return [{ what: 'the record', good: faults.length === 0, remedy: faults.join('; '), note }];
}

async function dailyBook(context: DatabaseContext | null): Promise<Finding[]> {
  if (context === null) return [];
  const looked = await bookFaults(context.db.pool, environment(), now()).catch((error: unknown) => ({
    faults: [oneLine(error)],
    note: '',
  }));
  return [
    { what: 'the daily book', good: looked.faults.length === 0, remedy: looked.faults.join('; '), note: looked.note },
  ];
}

/** Nothing is wrong where statements cannot be kept; it only costs more. */
async function statements(context: DatabaseContext | null): Promise<Finding[]> {
  if (context === null) return [];
  const prepared = readSettings(environment()).DATABASE_PREPARED;
  const note = await statementNote(context.db.pool, prepared, ENOUGH_MS).catch(() => '');
  return [{ what: 'planned statements', good: true, remedy: '', note }];
}

async function reachDatabase() {
  let context: DatabaseContext | null = null;
  // Connects with wrong keys too: `doctor` is to report them.
  const connected = () => connectDatabase({ anyKey: true });
  const reach = await tried('database', async () => {
    // Tried twice, since on a busy machine one late answer means nothing.
    context = await connected().catch(connected);
    return databaseFaults(context.db);
  });
  return { reach, context: context as DatabaseContext | null };
}

async function ofDatabase(context: DatabaseContext | null, settings: ChannelSettings): Promise<Finding[]> {
  const looks: [string, (context: DatabaseContext) => Promise<string[]>, number?][] = [
    ['keys of personal data', ({ db, seal }) => keyFaults(db.pool, seal), COUNTING_MS],
    ['owners of tasks', ({ db }) => ownerFaults(db.pool)],
    ['messages that are due', ({ db }) => noticeFaults(db.pool)],
    ['reversals', ({ db }) => reversalFaults(db.pool)],
    ['letters', ({ db }) => letterFaults(db.pool, environment())],
    ['what one person did alone', ({ db }) => glassFaults(db.pool)],
    ['webhooks', ({ db }) => webhookFaults(db.pool)],
    ['numbers of borrowers', (it) => reached(it, settings)],
  ];
  return each(looks, context, 'the database');
}

async function ofTemporal(database: DatabaseContext | null): Promise<Finding[]> {
  let context: Awaited<ReturnType<typeof reachTemporal>> | null = null;
  const reach = await tried('Temporal server', async () => {
    context = await reachTemporal(environment());
    return [];
  });
  const withDatabase = (look: (db: Database) => Promise<string[]>) =>
    database === null ? Promise.resolve(['not looked at: the database comes first']) : look(database.db);
  const looks: [string, (context: { client: Client }) => Promise<string[]>][] = [
    ['namespace', ({ client }) => withDatabase((db) => strangerOf(client, db))],
    ['search attributes', ({ client }) => attributeFaults(client, { make: false })],
    ['clock of the Temporal server', ({ client }) => temporalClockFaults(client)],
    ['workers', ({ client }) => pollerFaults(client)],
    ['what goes on by itself', ({ client }) => withDatabase((db) => troublesOf(client, db))],
  ];
  const findings = await each(looks, context, 'the Temporal server');
  await letGo(context);
  return [reach, ...findings];
}

async function strangerOf(client: Client, db: Database): Promise<string[]> {
  const stranger = await strangerFault(client, await identityOf(db.pool));
  return stranger === null ? [] : [stranger];
}

/** What fails again and again, is late, or is told to nobody. */
async function troublesOf(client: Client, db: Database): Promise<string[]> {
  const troubles = await findTroubles(db, client, now());
  const remedy = "see the worker's log, `loan show`, `reconcile`";
  return troubles.map(({ what, why }) => `${what}: ${why}: ${remedy}`);
}

/** Looks at one thing after the other. Without the server that they need (`context` null) all count as faults, and say why. */
async function each<T>(
  looks: [string, (context: T) => Promise<string[]>, number?][],
  context: T | null,
  on: string,
): Promise<Finding[]> {
  return Promise.all(
    looks.map(([what, look, ms]) =>
      context === null
        ? { what, good: false, remedy: `not looked at: ${on} comes first` }
        : tried(what, () => look(context), ms),
    ),
  );
}

const letGo = (context: { close(): Promise<void> } | null) =>
  Promise.race([context?.close().catch(() => undefined), later(LETTING_GO_MS)]);

function readChannels(): { settings: ChannelSettings; fault: string | null } {
  try {
    return { settings: channelSettings(environment()), fault: null };
  } catch (error) {
    return { settings: {}, fault: oneLine(error) };
  }
}

async function ofChannels(
  { settings, fault }: { settings: ChannelSettings; fault: string | null },
  database: DatabaseContext | null,
): Promise<Finding[]> {
  if (fault !== null) return [{ what: 'channels', good: false, remedy: fault }];
  const shaken = handshakes(settings).map(({ provider, shake }) => tried(provider, () => shake().then(() => [])));
  const configured = { ...settings, ...settings.webhooks };
  const used = database && (await channelsUsed(database.db.pool).catch(() => null));
  return [
    ...CHANNELS.map((name) => channelFinding(name, name in configured, used?.has(name) ?? true)),
    ...(await Promise.all(shaken)),
    ...(settings.email ? [bouncesTaken(settings.email)] : []),
  ];
}

/** A channel that is not configured is a fault only if somebody would be written to by it. */
function channelFinding(name: ChannelName, configured: boolean, used: boolean): Finding {
  const what = `channel ${name}`;
  if (configured) return { what, good: true, remedy: '' };
  return used
    ? { what, good: false, remedy: 'its variables are not set: see docs/operators.md' }
    : { what, good: true, remedy: '', note: 'not configured, and nobody would be reached by it' };
}

/** A note that bounces are not taken: mails go on to dead addresses then. */
const bouncesTaken = ({ bounces }: EmailSettings): Finding => ({
  what: 'mails that come back',
  good: bounces !== undefined,
  remedy: bounces === undefined ? 'BOUNCE_DOMAIN and BOUNCE_SMTP_PORT are not set: see docs/operators.md' : '',
});

type Api = ReturnType<typeof apiSettings> | { fault: string };

function readApi(): Api {
  try {
    return apiSettings(environment());
  } catch (error) {
    return { fault: oneLine(error) };
  }
}

/** Looks at the API; without PUBLIC_URL nothing is served to the outside, and there is nothing to look at. */
async function ofApi(api: Api): Promise<Finding[]> {
  if ('fault' in api) return [{ what: 'api', good: false, remedy: api.fault }];
  const { publicUrl, bounces, signOn } = api;
  return Promise.all([
    ...(publicUrl === null ? [] : [tried('api', () => answers(`${publicUrl}/health`, 'PUBLIC_URL').then(() => []))]),
    ...(signOn ? [tried('single sign-on', () => signOn.begin().then(() => []))] : []),
    ...(bounces ? [tried('port for mails that come back', () => listens(bounces.host, bounces.port))] : []),
  ]);
}

function listens(host: string, port: number): Promise<string[]> {
  return new Promise((resolve) => {
    const end = (faults: string[]) => {
      socket.destroy();
      resolve(faults);
    };
    const socket = connect({ host, port });
    socket.once('data', () => end([]));
    socket.once('error', () =>
      end([`nobody takes them at BOUNCE_SMTP_PORT ${port}: start \`postloan api\` with the same variables`]),
    );
  });
}

/** Twilio carries no loan messages to mainland numbers: without Alibaba's gateway each of them is called by hand. */
async function reached(context: DatabaseContext, settings: ChannelSettings): Promise<string[]> {
  const each = await unserved(context, settings);
  return each.length === 0
    ? []
    : [
        `no gateway serves ${each.join(', ')}, each message becomes a task: ALIYUN_… and TWILIO_COUNTRIES, see docs/operators.md`,
      ];
}

async function tried(what: string, look: Look, enoughMs = ENOUGH_MS): Promise<Finding> {
  const slow = later(enoughMs).then(() => [`no answer within ${enoughMs / 1000} s: is it there, is the way open?`]);
  const faults = await Promise.race([look(), slow]).catch((error: unknown) => [oneLine(error)]);
  return { what, good: faults.length === 0, remedy: faults.join('; ') };
}

const later = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms).unref());

const oneLine = (error: unknown) => (error as Error).message.replaceAll('\n', '; ');
