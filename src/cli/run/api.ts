import { Client, Connection } from '@temporalio/client';
import type { Command } from 'commander';
import type { ApiContext } from '../../api/context.js';
import { startBounceServer } from '../../api/gateways/bounce-server.js';
import { createServer } from '../../api/server.js';
import { apiSettings } from '../../api/settings.js';
import { contactRulesOf, readSettings } from '../../lender/settings.js';
import { BadInput } from '../../library/checked-yaml.js';
import { contactRules } from '../../library/contact-rules.js';
import { englishWords } from '../../library/english-words.js';
import { readStopWords } from '../../library/stop-words.js';
import { openDatabase } from '../../store/base/connection/database.js';
import { identityOf } from '../../store/base/identity.js';
import { openSeal } from '../../store/people/seal-keys.js';
import { processLog } from '../../worker/run/log.js';
import { strangerFault } from '../../worker/run/namespace.js';
import { patient } from '../../worker/run/patient.js';
import { deliverNudges } from '../../worker/tell/deliver-nudges.js';
import { coalesce, createMessenger } from '../../worker/tell/messenger.js';
import { connectDatabase, environment } from '../connect/connect.js';
import { temporalConfig } from '../connect/connect-temporal.js';
import { databaseError, Unreachable } from '../connect/errors.js';
import { AT_START_MS, inTime } from '../connect/in-time.js';
import { apiHealth } from './api-health.js';
import { temporalSide } from './api-temporal.js';
import type { Parts } from './parts.js';
import { readyDatabase } from './ready.js';
import { runUntilStopped } from './run.js';

export function apiCommand(command: Command): Command {
  return command.action(() =>
    runUntilStopped(async (parts) => {
      const env = environment();
      apiSettings(env);
      const looked = await connectDatabase({ patienceMs: AT_START_MS });
      await readyDatabase(looked.db).finally(() => void looked.close().catch(() => undefined));
      const { url } = await startApi(parts, env);
      process.stdout.write(`api is running on ${url}\n`);
      return { ended: new Promise(() => undefined) };
    }),
  );
}

/** How long workflows are nudged for before it is left to the worker, which looks for waiting nudges every half minute. */
const TELL_MS = 10_000;
/** How long a start waits for Temporal: of the five seconds that it may take, most are for the database. */
const ASK_MS = 1_500;
/** Nudging ends by itself after TELL_MS, and the servers cut off slow requests earlier. */
const STOP_MS = TELL_MS + 1_000;

/** The API in this process, as parts that stop in order: requests under way end first. */
export async function startApi(parts: Parts, env: NodeJS.ProcessEnv, now: () => number = Date.now) {
  const settings = apiSettings(env);
  const own = readSettings(env);
  const { connectionOptions, namespace } = temporalConfig(env);
  const log = processLog(env);
  const db = openDatabase(own.DATABASE_URL, own.DATABASE_POOL ?? 10, { prepared: own.DATABASE_PREPARED });
  parts.add("the API's database", () => db.close());
  const soon = <T>(asked: Promise<T>) => inTime(asked, AT_START_MS);
  const database = (error: unknown) => Promise.reject(databaseError(error));
  const seal = await openSeal(db.pool, own, soon).catch(database);
  const identity = await soon(identityOf(db.pool)).catch(database);
  // Connects when first needed: facts are taken while Temporal is away, and the worker nudges afterwards. So nothing is tried twice
  // here (no interceptors): the SDK's own second try would also throw when it finds the connection closed.
  const connection = Connection.lazy({ ...patient(connectionOptions), interceptors: [] });
  parts.add("the API's connection to Temporal", () => connection.close());
  const client = new Client({ connection, ...(namespace ? { namespace } : {}) });
  const messenger = createMessenger(client);
  // With the namespace of another database the API does not start; if Temporal is away it does, and takes facts.
  const stranger = await connection
    .withDeadline(Date.now() + ASK_MS, () => strangerFault(client, identity))
    .catch(() => null);
  if (stranger !== null) throw new Unreachable(stranger);
  const deliver = coalesce(() =>
    connection
      .withDeadline(Date.now() + TELL_MS, async () => {
        // The workflows of another database must not be nudged.
        const fault = await strangerFault(client, await identityOf(db.pool));
        if (fault !== null) return log.error(`nobody is told: ${fault}`);
        const { failed } = await deliverNudges(db, messenger);
        for (const { kind, subject, why } of failed) log.warn(`${kind} ${subject} could not be told: ${why}`);
      })
      .catch(() => log.warn('workflows could not be told now: the worker will')),
  );
  let telling: Promise<void> = Promise.resolve();
  parts.add('telling workflows', () => telling, STOP_MS);
  const context: ApiContext = {
    db,
    seal,
    settings,
    contactRules: contactRules(contactRulesOf(env)),
    stopWords: await readStopWords(),
    english: englishWords(),
    now,
    clock: Date.now,
    tell: () => {
      telling = deliver();
    },
    health: apiHealth(db, client, (line) => log.warn(line)),
    temporal: temporalSide(db, { client, connection, messenger }, now),
    log: (level, message) => log[level](message),
  };
  const server = await createServer(context);
  parts.add('the API', () => server.close(), STOP_MS);
  const { host, port, bounces } = settings;
  const url = await listening(server.listen({ host, port }), 'API_PORT', host, port);
  if (bounces !== null) {
    const smtp = await listening(startBounceServer(context, bounces), 'BOUNCE_SMTP_PORT', bounces.host, bounces.port);
    parts.add('the server for mails that come back', smtp.close, STOP_MS);
  }
  return { url };
}

/** @throws BadInput when the address cannot be listened on */
async function listening<T>(asked: Promise<T>, variable: string, host: string, port: number): Promise<T> {
  return asked.catch((error: NodeJS.ErrnoException) => {
    const why = LISTEN_FAULTS[error.code ?? ''];
    if (why === undefined) throw error;
    throw new BadInput([`${variable}: ${host}:${port} ${why}`]);
  });
}

const LISTEN_FAULTS: Record<string, string> = {
  EADDRINUSE: 'is taken: another program listens there; stop it, or choose another port',
  EADDRNOTAVAIL: 'is no address of this machine',
  ENOTFOUND: 'is no address of this machine',
  EACCES: 'is not for this user: choose a port from 1024 on',
};
