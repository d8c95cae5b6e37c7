import threads, { type WorkerOptions } from 'node:worker_threads';

const SDK_THREAD = /workflow-worker-thread\.[cm]?js$/;

/**
 * What a thread that runs workflows starts with: whoever first asks for a hook on promises, the SDK, gets none, as on a Node
 * that has no such hooks. It does without then, and says so on standard error, which is left out.
 */
const startOf = (thread: string) => `
  const { promiseHooks } = require('node:v8');
  const { createHook } = promiseHooks;
  promiseHooks.createHook = () => {
    promiseHooks.createHook = createHook;
    throw new Error('not wanted');
  };
  const { warn } = console;
  console.warn = (said, ...more) => String(said).startsWith('v8.promiseHooks') || warn(said, ...more);
  require(${JSON.stringify(thread)});`;

class Thread extends threads.Worker {
  constructor(file: string | URL, options?: WorkerOptions) {
    if (SDK_THREAD.test(String(file))) super(startOf(String(file)), { ...options, eval: true });
    else super(file, options);
  }
}

/**
 * Runs what creates an SDK worker so that its threads keep no stack of each promise. The SDK keeps them for the query
 * `__stack_trace` alone, at a fifth of a worker's CPU, and has no option for it: docs/decisions/0025. Where a workflow stands
 * is said by its current details.
 */
export async function withoutPromiseStacks<T>(create: () => Promise<T>): Promise<T> {
  const { Worker } = threads;
  threads.Worker = Thread;
  try {
    return await create();
  } finally {
    threads.Worker = Worker;
  }
}
