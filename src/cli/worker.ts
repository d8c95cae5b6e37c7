import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { Command } from 'commander';
import { type Clock, REAL_CLOCK } from '../../activities/dependencies.js';
import { assemble } from '../worker/assemble.js';
import { builtBundle } from '../worker/bundle.js';
import { deliverNudges } from '../worker/deliver-nudges.js';
import { installRuntime } from '../worker/runtime.js';
import { applySchedules } from '../worker/schedules.js';
import { startWorkers } from '../worker/worker.js';
import { connectDatabase, environment, temporalConfig } from './connect.js';
import { Unreachable } from './errors.js';

export function workerCommand(): Command {
  return new Command('worker')
    .description('the worker alone, for production; configured by environment only')
    .action(async () => {
      installRuntime();
      const env = environment();
      await (await connectDatabase()).close();
      const worker = await runWorker(env);
      await scheduleDuties(worker);
      process.stdout.write('worker is running\n');
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void worker.close());
      await worker.running.finally(() => worker.close());
    });
}

/** The recurring work as the plans of today say it. Loans do not wait for it: what fails here is done by the hourly reconcile. */
async function scheduleDuties({ client, dependencies }: Awaited<ReturnType<typeof runWorker>>): Promise<void> {
  await applySchedules(dependencies.db, client).catch((error: unknown) => {
    process.stderr.write(`the Schedules are not up to date: ${String(error)}: run \`postloan schedule apply\`\n`);
  });
}

/** A worker in this process; tests give it a clock of their own. */
export async function runWorker(env: NodeJS.ProcessEnv, clock: Clock = REAL_CLOCK) {
  const { connectionOptions, namespace } = temporalConfig(env);
  const bundle = await builtBundle();
  const reach = async <T>(connecting: Promise<T>): Promise<T> =>
    connecting.catch(() => {
      throw new Unreachable('the Temporal server does not answer: is it running? (TEMPORAL_ADDRESS)');
    });
  const native = await reach(NativeConnection.connect(connectionOptions));
  const connection = await reach(Connection.connect(connectionOptions));
  const client = new Client({ connection, ...(namespace ? { namespace } : {}) });
  const dependencies = await assemble(env, client, clock);
  const workers = await startWorkers(native, dependencies, bundle, namespace ? { namespace } : {});
  const stopDelivery = everyHalfMinute(() => deliverNudges(dependencies.db, dependencies.messenger));
  return {
    client,
    dependencies,
    running: workers.running,
    /** Lets what is under way end, then lets go of everything; asked again, it waits for the first time. */
    close: once(async () => {
      await stopDelivery();
      await workers.stop();
      await dependencies.close();
      await connection.close();
      await native.close();
    }),
  };
}

const HALF_A_MINUTE_MS = 30_000;

/** What a command that broke off (or found no server) has left undelivered; a failure is tried again next time. */
function everyHalfMinute(work: () => Promise<unknown>): () => Promise<void> {
  const stopping = new AbortController();
  const loop = (async () => {
    while (!stopping.signal.aborted) {
      await work().catch(() => undefined);
      await sleep(HALF_A_MINUTE_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return () => {
    stopping.abort();
    return loop;
  };
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null;
  return () => {
    done ??= work();
    return done;
  };
}
