import { Client, Connection } from '@temporalio/client';
import { Command } from 'commander';
import pino from 'pino';
import { startBounceServer } from '../api/bounce-server.js';
import type { ApiContext } from '../api/context.js';
import { createServer } from '../api/server.js';
import { apiSettings } from '../api/settings.js';
import { readSettings } from '../settings.js';
import { openDatabase } from '../store/database.js';
import { createSeal } from '../store/seal.js';
import { deliverNudges } from '../worker/deliver-nudges.js';
import { coalesce, createMessenger } from '../worker/messenger.js';
import { connectDatabase, environment, temporalConfig } from './connect.js';

export function apiCommand(): Command {
  return new Command('api')
    .description(
      'what is served to the outside, for production: delivery reports, inbound messages, pages for borrowers',
    )
    .action(async () => {
      await (await connectDatabase()).close();
      const api = await runApi(environment());
      process.stdout.write(`api is running on ${api.url}\n`);
      const stopped = new Promise<void>((resolve) => {
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
      });
      await stopped;
      await api.close();
    });
}

/** Longer, and the worker, which looks every half minute, is as fast. */
const TELL_MS = 10_000;

/** The API in this process. `close` lets requests under way end. */
export async function runApi(env: NodeJS.ProcessEnv, now: () => number = Date.now) {
  const settings = apiSettings(env);
  const { DATABASE_URL, POSTLOAN_KEY, POSTLOAN_KEYS_OTHER } = readSettings(env);
  const { connectionOptions, namespace } = temporalConfig(env);
  const log = pino({ level: env.LOG_LEVEL ?? 'warn' }, pino.destination(2));
  const db = openDatabase(DATABASE_URL, 10);
  // Connects when first needed: what comes in is taken while Temporal is away, and the worker tells of it afterwards. So
  // nothing is tried again here; the SDK's own second try would also throw when it finds the connection closed.
  const connection = Connection.lazy({ ...connectionOptions, interceptors: [] });
  const messenger = createMessenger(new Client({ connection, ...(namespace ? { namespace } : {}) }));
  const deliver = coalesce(() =>
    connection
      .withDeadline(Date.now() + TELL_MS, async () => void (await deliverNudges(db, messenger)))
      .catch(() => log.warn('workflows could not be told now: the worker will')),
  );
  let telling: Promise<void> = Promise.resolve();
  const context: ApiContext = {
    db,
    seal: createSeal(POSTLOAN_KEY, POSTLOAN_KEYS_OTHER),
    settings,
    now,
    tell: () => {
      telling = deliver();
    },
    log: (level, message) => log[level](message),
  };
  const server = await createServer(context);
  let bounces: { close(): Promise<void> } | null = null;
  const close = async () => {
    await Promise.all([server.close(), bounces?.close()]);
    await telling;
    await connection.close();
    await db.close();
  };
  try {
    const url = await server.listen({ host: settings.host, port: settings.port });
    if (settings.bounces !== null) bounces = await startBounceServer(context, settings.bounces);
    return { url, close };
  } catch (error) {
    // One of two ports is taken: what listens on the other would keep this process alive.
    await close();
    throw error;
  }
}
