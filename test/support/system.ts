import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import type { Messenger } from '../../activities/dependencies.js';
import { dayOf, momentAt } from '../../src/domain/time/dates.js';
import { freePort } from '../../src/embedded/base/free-port.js';
import { startOutsideWorld } from '../../src/embedded/outside-world.js';
import { removePostgresData, startPostgres } from '../../src/embedded/postgres/postgres.js';
import { startTemporal } from '../../src/embedded/temporal/temporal.js';
import { type Database, openDatabase } from '../../src/store/base/connection/database.js';
import { deployMigrations } from '../../src/store/base/migrate.js';
import { createSeal, type Seal } from '../../src/store/base/seal.js';
import { deployPlans } from '../../src/store/loans/plans.js';
import { createMessenger } from '../../src/worker/tell/messenger.js';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes.js';
import { type ChildWorker, startChildWorker } from './child-worker.js';
import { type TestClock, testClock } from './clock.js';
import { deployCollectionOnly } from './collection-only.js';
import { startLocalServer } from './local-server.js';
import { keepLog, keepLogFiles } from './run-logs.js';
import { serverSettings } from './server-settings.js';

/** The whole system with everything real: a durable database, a Temporal server with its file, workers as processes. */
export interface System {
  dir: string;
  db: Database;
  seal: Seal;
  client: Client;
  messenger: Messenger;
  clock: TestClock;
  smsUrl: string;
  mailUrl: string;
  /** What a worker's environment must say. */
  env: Record<string, string>;
  /** `more`: what its environment says besides. */
  startWorker(more?: Record<string, string>): Promise<ChildWorker>;
  temporal: {
    logFile: string;
    dbFile: string;
    /** As kill -9. */
    kill(): Promise<void>;
    /** On the same port and file. */
    start(): Promise<void>;
    /** All that it knows is lost. */
    deleteFile(): void;
  };
  postgres: { logFile: string; stop(): Promise<void>; start(): Promise<void> };
  close(): Promise<void>;
}

export interface SystemOptions {
  /** Temporal's dynamic configuration; the server then keeps nothing and cannot be killed. */
  dynamicConfig?: Record<string, string | number | boolean>;
  /** Default true. */
  durable?: boolean;
  /** Where the API will listen: Alibaba's gateway pushes its reports there. Left out: nowhere. */
  apiPort?: number;
  /** Where the API will take mails that come back. Left out: nowhere. */
  bouncePort?: number;
  /** Something between workers and database, such as a pooler: answers the address by which workers go. */
  between?: (databaseUrl: string, dir: string) => Promise<{ url: string; stop(): Promise<void> }>;
}

/** It is noon in the lender's zone, whatever the hour: no test depends on quiet hours unless it wants to. */
export async function startSystem(options: SystemOptions = {}): Promise<System> {
  const dir = await mkdtemp(join(tmpdir(), 'postloan-test-'));
  const closing: (() => Promise<unknown>)[] = [() => rm(dir, { recursive: true, force: true })];
  const close = async () => {
    for (const end of closing.splice(0).reverse()) await end();
  };
  try {
    const postgresDir = join(dir, 'postgres');
    const postgresOptions = {
      dir: postgresDir,
      port: await freePort(),
      durable: options.durable ?? true,
      ...serverSettings(),
    };
    let postgres = await startPostgres(postgresOptions);
    closing.push(async () => {
      await postgres.stop();
      keepLogFiles(join(postgresDir, 'postgres.log'));
      await removePostgresData(postgresDir);
    });
    const { apiPort, bouncePort } = options;
    const world = await startOutsideWorld(join(dir, 'outside'), {
      ...(apiPort === undefined ? {} : { api: apiPort }),
      ...(bouncePort === undefined ? {} : { bounce: bouncePort }),
    });
    closing.push(() => world.stop());
    const db = openDatabase(postgres.url, 5);
    closing.push(() => db.close());
    const between = await options.between?.(postgres.url, join(dir, 'between'));
    closing.push(async () => between?.stop());
    await deployMigrations(db);
    await deployPlans(db);
    await deployCollectionOnly(db);

    const files = { dbFile: join(dir, 'temporal', 'temporal.db'), logFile: join(dir, 'temporal', 'temporal.log') };
    const port = await freePort();
    const startServer = () =>
      options.dynamicConfig
        ? startLocalServer(options.dynamicConfig)
        : startTemporal({ ...files, port, searchAttributes: SEARCH_ATTRIBUTES, say: () => undefined });
    let temporal = await startServer();
    closing.push(async () => {
      await temporal.stop();
      // Its histories are in there as they are.
      keepLogFiles(files.logFile, files.dbFile, `${files.dbFile}-wal`);
    });
    const connection = await Connection.connect({ address: temporal.address });
    closing.push(() => connection.close());
    const client = new Client({ connection });

    const clock = testClock(join(dir, 'clock'));
    clock.moveTo(momentAt(dayOf(Date.now()), '12:00'));
    const env = {
      ...world.env,
      DATABASE_URL: between?.url ?? postgres.url,
      TEMPORAL_ADDRESS: temporal.address,
      TEST_CLOCK: join(dir, 'clock'),
    };
    return {
      dir,
      db,
      seal: createSeal(world.env.POSTLOAN_KEY!),
      client,
      messenger: createMessenger(client),
      clock,
      smsUrl: world.smsUrl,
      mailUrl: world.mailUrl,
      env,
      startWorker: async (more = {}) => {
        const worker = await startChildWorker({ ...env, ...more });
        closing.push(async () => {
          await worker.kill();
          keepLog('worker', worker.said());
        });
        return worker;
      },
      temporal: {
        ...files,
        kill: async () => {
          process.kill(temporal.pid, 'SIGKILL');
          await temporal.stop();
        },
        start: async () => {
          temporal = await startServer();
        },
        deleteFile: () => {
          for (const end of ['', '-wal', '-shm']) rmSync(`${files.dbFile}${end}`, { force: true });
        },
      },
      postgres: {
        logFile: join(postgresDir, 'postgres.log'),
        stop: () => postgres.stop(),
        start: async () => {
          postgres = await startPostgres(postgresOptions);
        },
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
