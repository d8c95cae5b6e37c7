import { type NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import type { Dependencies } from '../../activities/dependencies.js';
import { createActivities } from '../../activities/index.js';
import { DISPATCH_QUEUE, TASK_QUEUE } from './messenger.js';

export interface Workers {
  /** Resolves when the workers have stopped; rejects when one failed. */
  running: Promise<void>;
  /** Lets what is under way end, at most 30 seconds, then stops. */
  stop(): Promise<void>;
}

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
    // Longer than the longest send, so that a stop leaves no outcome unknown.
    shutdownGraceTime: '20s',
    shutdownForceTime: '30s',
    ...options,
  };
  const loans = await Worker.create({ ...shared, maxConcurrentLocalActivityExecutions: 40, maxCachedWorkflows: 2000 });
  const dispatch = await Worker.create({
    ...shared,
    taskQueue: DISPATCH_QUEUE,
    maxConcurrentActivityTaskExecutions: 10,
    maxCachedWorkflows: 20,
  });
  const running = Promise.all([loans.run(), dispatch.run()]).then(() => undefined);
  return {
    running,
    stop: async () => {
      for (const worker of [loans, dispatch]) if (worker.getState() === 'RUNNING') worker.shutdown();
      await running;
    },
  };
}
