import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client, ConnectionPlugin } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Dependencies } from '../../activities/dependencies.js';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes.js';
import type { Plan } from '../domain/plan/plan.js';
import type { Moment } from '../domain/time/dates.js';
import { startOutsideWorld } from '../embedded/outside-world.js';
import { removePostgresData, startPostgres } from '../embedded/postgres/postgres.js';
import { findTestServer } from '../embedded/temporal/fetch-temporal.js';
import { addSearchAttributes } from '../search-attributes.js';
import { openDatabase } from '../store/base/connection/database.js';
import { deployMigrations } from '../store/base/migrate.js';
import { deployPlans } from '../store/loans/plans.js';
import { assemble } from '../worker/run/assemble.js';
import { installRuntime } from '../worker/run/runtime.js';
import { startWorkers } from '../worker/run/worker.js';

/** A whole system of its own, in a folder that is thrown away, whose time is skipped. */
export interface RehearsalStage {
  dependencies: Dependencies;
  client: Client;
  smsUrl: string;
  mailUrl: string;
  /** Lets the time pass until a moment; everything due meanwhile is done. */
  passUntil(moment: Moment): Promise<void>;
  close(): Promise<void>;
}

/**
 * The SDK pings every 30 seconds. The test server closes the connection when it is pinged often during a call of minutes, which letting
 * time pass is: the SDK would repeat that call, unlock time once more than it was locked, and never return.
 */
const withoutPings: ConnectionPlugin = {
  name: 'without-pings',
  configureConnection: (options) => ({
    ...options,
    channelArgs: { ...options.channelArgs, 'grpc.keepalive_time_ms': 2 ** 31 - 1 },
  }),
};

/** `env`: what rules read (`settingsOfRules`), nothing that names providers or services. `instead`: a plan that is not deployed, in the place of the one of its name. `from` is the moment at which the rehearsal's time begins; the server's own clock can only begin at the present. */
export async function openStage(
  from: Moment,
  bundle: { code: string },
  say: (line: string) => void,
  env: NodeJS.ProcessEnv = {},
  instead?: Plan,
): Promise<RehearsalStage> {
  const dir = await mkdtemp(join(tmpdir(), 'postloan-rehearsal-'));
  const closing: (() => Promise<unknown>)[] = [() => rm(dir, { recursive: true, force: true })];
  const close = async () => {
    for (const end of closing.splice(0).reverse()) await end();
  };
  installRuntime();
  try {
    const path = await findTestServer(say);
    const postgres = await startPostgres({ dir: join(dir, 'postgres'), durable: false });
    closing.push(async () => {
      await postgres.stop();
      await removePostgresData(join(dir, 'postgres'));
    });
    const world = await startOutsideWorld(dir);
    closing.push(() => world.stop());
    const server = await TestWorkflowEnvironment.createTimeSkipping({
      server: { executable: { type: 'existing-path', path } },
      plugins: [withoutPings],
    });
    closing.push(() => server.teardown());
    await addSearchAttributes(server.connection, SEARCH_ATTRIBUTES);
    const shift = from - (await server.currentTimeMs());
    const clock = { toBusiness: (time: number) => time + shift, toWorkflow: (moment: Moment) => moment - shift };
    const db = openDatabase(postgres.url, 1);
    try {
      await deployMigrations(db);
      await deployPlans(db, env.POSTLOAN_PLANS ?? '', instead);
    } finally {
      await db.close();
    }
    const settings = { ...env, ...world.env, DATABASE_URL: postgres.url };
    const dependencies = await assemble(settings, server.client, clock);
    closing.push(() => dependencies.close());
    const workers = await startWorkers(server.nativeConnection, dependencies, bundle);
    closing.push(() => workers.stop());
    return {
      dependencies,
      client: server.client,
      smsUrl: world.smsUrl,
      mailUrl: world.mailUrl,
      passUntil: async (moment) => {
        const wait = clock.toWorkflow(moment) - (await server.currentTimeMs());
        if (wait > 0) await server.sleep(wait);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
