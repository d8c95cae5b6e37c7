import { readFile } from 'node:fs/promises';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { createActivities } from '../../activities/index.js';
import { assemble } from '../../src/worker/run/assemble.js';
import { installRuntime } from '../../src/worker/run/runtime.js';
import { startWorkers, type Workers } from '../../src/worker/run/worker.js';
import { DISPATCH_QUEUE, TASK_QUEUE } from '../../src/worker/tell/messenger.js';
import type { Way } from './bundles.js';
import { otherActivities } from './other-activities.js';
import { countStatements } from './statements.js';

/** One worker, for one way, in a process of its own whose CPU can be told from the rest. */
export interface WorkerSetup {
  way: Way;
  address: string;
  env: Record<string, string>;
  bundleFile: string;
  /** Workflows kept in memory; null: as many as the product keeps. */
  cached: number | null;
}

export type ToWorker = { ask: 'figures' } | { shift: number } | { stop: true };

export interface Figures {
  /** Milliseconds of this process, all threads. */
  cpu: number;
  statements: number;
  transactions: number;
  noOps: number;
  rssMb: number;
}

const setup = JSON.parse(process.argv[2]!) as WorkerSetup;
installRuntime();
const counted = countStatements();
let shift = 0;
let noOps = 0;
const clock = { toBusiness: (time: number) => time + shift, toWorkflow: (moment: number) => moment - shift };
const native = await NativeConnection.connect({ address: setup.address });
const connection = await Connection.connect({ address: setup.address });
const dependencies = await assemble(setup.env, new Client({ connection }), clock);
const workers = await start();
workers.running.catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});

process.on('disconnect', () => process.exit(1));
process.on('message', async (message: ToWorker) => {
  if ('shift' in message) shift = message.shift;
  else if ('ask' in message) process.send!(figures());
  else {
    await workers.stop();
    await dependencies.close();
    await connection.close();
    await native.close();
    process.disconnect();
    process.exit(0);
  }
});
process.send!('ready');

function figures(): Figures {
  const { user, system } = process.cpuUsage();
  return { ...counted, noOps, cpu: (user + system) / 1000, rssMb: process.memoryUsage().rss / 1e6 };
}

async function start(): Promise<Workers> {
  const bundle = { code: await readFile(setup.bundleFile, 'utf8') };
  if (setup.way === 'c' && setup.cached === null) return startWorkers(native, dependencies, bundle);
  // As in src/worker/run/worker.ts; only the activities and the number of cached workflows differ.
  const others = { ...otherActivities(dependencies), noOp: async () => void noOps++ };
  const loans = await Worker.create({
    connection: native,
    taskQueue: TASK_QUEUE,
    workflowBundle: bundle,
    activities: setup.way === 'c' ? createActivities(dependencies) : others,
    maxConcurrentLocalActivityExecutions: 40,
    maxCachedWorkflows: setup.cached ?? 2000,
  });
  const all = [loans];
  if (setup.way === 'c') {
    const activities = createActivities(dependencies);
    all.push(
      await Worker.create({
        connection: native,
        taskQueue: DISPATCH_QUEUE,
        workflowBundle: bundle,
        activities,
        maxCachedWorkflows: 20,
      }),
    );
  }
  const running = Promise.all(all.map((worker) => worker.run())).then(() => undefined);
  return {
    running,
    stop: async () => {
      for (const worker of all) worker.shutdown();
      await running;
    },
  };
}
