import { type NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import type { Dependencies } from '../../../activities/dependencies.js';
import { createActivities } from '../../../activities/index.js';
import { DISPATCH_QUEUE, TASK_QUEUE } from '../tell/messenger.js';
import { leanThreads } from './lean-threads.js';
import { noteFailures } from './note-failures.js';

export interface Workers {
  /** Resolves when the workers have stopped; rejects when one failed. */
  running: Promise<void>;
  /** Lets what is under way end, then stops. Takes at most STOP_MS, or what hangs is to be left behind. */
  stop(): Promise<void>;
}

/** Longer than the longest send, so that a stop leaves no outcome unknown. */
export const STOP_MS = 18_000;
/** After this the SDK gives up activities that hang, a moment before we give up the workers. */
const FORCE_MS = STOP_MS - 1_000;

const create = (options: WorkerOptions) => leanThreads(() => Worker.create(options));

/** One worker for loans and tasks, one for sending. */
export async function startWorkers(
  connection: NativeConnection,
  dependencies: Dependencies,
  bundle: { code: string },
  options: Partial<WorkerOptions> = {},
): Promise<Workers> {
  const activities = createActivities(dependencies);
  const shared: WorkerOptions = {
    connection,
    taskQueue: TASK_QUEUE,
    workflowBundle: bundle,
    activities,
    // Activities are cancelled at once: messages that have not left are kept back, those under way are followed to their end.
    shutdownGraceTime: 0,
    shutdownForceTime: FORCE_MS,
    ...options,
    interceptors: { activity: [noteFailures(dependencies.db), ...(options.interceptors?.activity ?? [])] },
  };
  const connections = dependencies.db.pool.options.max ?? 1;
  const all = connections + (dependencies.wakes?.options.max ?? 0);
  const loans = await create({
    ...shared,
    // Five for each connection, since each also waits for its nudge of the dispatch; more would wait for a connection until they time out.
    maxConcurrentLocalActivityExecutions: Math.min(100, 5 * all),
    maxConcurrentWorkflowTaskExecutions: 100,
    // Papers, retention and `reconcile` occupy a connection for minutes: half of them are left to the loans.
    maxConcurrentActivityTaskExecutions: Math.max(1, Math.floor(connections / 2)),
    maxCachedWorkflows: 2000,
  });
  const dispatch = await create({
    ...shared,
    taskQueue: DISPATCH_QUEUE,
    maxConcurrentActivityTaskExecutions: 10,
    maxCachedWorkflows: 20,
  });
  const ran = [loans.run(), dispatch.run()];
  const running = Promise.all(ran).then(() => undefined);
  return {
    running,
    stop: async () => {
      for (const worker of [loans, dispatch]) if (worker.getState() === 'RUNNING') worker.shutdown();
      await Promise.allSettled(ran);
    },
  };
}
