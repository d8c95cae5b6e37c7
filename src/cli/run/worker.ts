import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { NativeConnection, Runtime } from '@temporalio/worker';
import type { Command } from 'commander';
import type { Clock } from '../../../activities/dependencies.js';
import { plansFolder } from '../../lender/settings.js';
import type { Database } from '../../store/base/connection/database.js';
import { deployOwnPlans } from '../../store/loans/plans.js';
import { numberEvents } from '../../store/news/events.js';
import { keepSoughtNames } from '../../store/people/sought-names.js';
import { applySchedules } from '../../worker/mend/schedules.js';
import { assemble, workerSettings } from '../../worker/run/assemble.js';
import { builtBundle } from '../../worker/run/bundle.js';
import { startGuard } from '../../worker/run/guard.js';
import { installRuntime } from '../../worker/run/runtime.js';
import { temporalFault } from '../../worker/run/temporal-faults.js';
import { STOP_MS, startWorkers } from '../../worker/run/worker.js';
import { deliverNudges } from '../../worker/tell/deliver-nudges.js';
import { connectDatabase, environment } from '../connect/connect.js';
import { reachTemporal, temporalConfig, temporalThere } from '../connect/connect-temporal.js';
import { databaseError, Unreachable } from '../connect/errors.js';
import { AT_START_MS, databaseThere, inTime, whileThere } from '../connect/in-time.js';
import type { Parts } from './parts.js';
import { readyDatabase, readyNamespace } from './ready.js';
import { runUntilStopped } from './run.js';

export function workerCommand(command: Command): Command {
  return command.action(() =>
    runUntilStopped(async (parts) => {
      const env = environment();
      workerSettings(env);
      installRuntime();
      const looked = await connectDatabase({ patienceMs: AT_START_MS });
      void looked.close().catch(() => undefined);
      const worker = await startWorker(parts, env);
      await whileThere(servicesOf(worker), () => scheduleDuties(worker));
      process.stdout.write('worker is running\n');
      return { ended: worker.running };
    }),
  );
}

/** Makes the Schedules of the plans' recurring work. The worker does not wait for it: if it fails, the hourly `reconcile` does it. */
async function scheduleDuties({ client, dependencies }: Awaited<ReturnType<typeof startWorker>>): Promise<void> {
  await applySchedules(dependencies.db, client).catch((error: unknown) => {
    process.stderr.write(`the Schedules are not up to date: ${String(error)}: run \`postloan schedule apply\`\n`);
  });
}

/** A worker in this process, as parts that stop in order; tests give it a clock of their own. */
export async function startWorker(parts: Parts, env: NodeJS.ProcessEnv, clock?: Clock) {
  const { connectionOptions } = temporalConfig(env);
  const bundle = await builtBundle();
  const { client, close: disconnect } = await reachTemporal(env, AT_START_MS);
  parts.add('the connection to Temporal', disconnect);
  const { namespace } = client.options;
  const dependencies = await assemble(env, client, clock, (asked) => inTime(asked, AT_START_MS)).catch((error) => {
    throw databaseError(error);
  });
  parts.add('channels and database', dependencies.close);
  const { db, seal } = dependencies;
  const identity = await readyDatabase(db);
  // After an upgrade this may go once through all names of the book.
  await whileThere([databaseThere(db)], () => keepSoughtNames(db, seal)).catch((error: unknown) => {
    throw databaseError(error);
  });
  await deployOwnPlans(db, plansFolder(env));
  await readyNamespace(client, identity);
  const native = await inTime(NativeConnection.connect(connectionOptions), AT_START_MS).catch((error: unknown) => {
    throw new Unreachable(temporalFault(error, { namespace }));
  });
  // If we stop while the workers are being made, they still hold the connection, and it ends with the process.
  parts.add("the worker's connection to Temporal", () => native.close().catch(() => undefined));
  const guard = startGuard({ client, db, identity }, (line) => process.stderr.write(`${line}\n`));
  parts.add('the guard', guard.stop);
  const workers = await whileThere(servicesOf({ client, dependencies }), () =>
    startWorkers(native, dependencies, bundle, { namespace, interceptors: { activity: [guard.interceptor] } }),
  );
  const stopDelivery = everyHalfMinute(async () => {
    await numberEvents(dependencies.db);
    const { failed } = await deliverNudges(dependencies.db, dependencies.messenger);
    for (const { kind, subject, why } of failed)
      Runtime.instance().logger.warn(`${kind} ${subject} could not be told: ${why}`);
  });
  parts.add('the worker', () => Promise.all([workers.stop(), stopDelivery()]), STOP_MS);
  const lost = guard.lost.catch((why: Error) => {
    throw new Unreachable(why.message);
  });
  const running = Promise.race([workers.running, lost]);
  // If we stop during the start, nobody awaits this promise: its error must not count as unhandled.
  running.catch(() => undefined);
  return { client, dependencies, running };
}

const servicesOf = ({ client, dependencies }: { client: Client; dependencies: { db: Database } }) => [
  databaseThere(dependencies.db),
  temporalThere(client),
];

const HALF_A_MINUTE_MS = 30_000;

/** Repeats `work`, which delivers the nudges that commands could not deliver, every half minute; a failure is tried again next time. */
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
