import { createRequire } from 'node:module';
import { type RunningScriptOptions, Script } from 'node:vm';
import threads, { type WorkerOptions } from 'node:worker_threads';
import { globalHandlers } from '@temporalio/worker/lib/workflow/vm-shared.js';

const SDK_THREAD = /workflow-worker-thread\.[cm]?js$/;
/** A step of a workflow takes a millisecond. One that has not ended after this never will. */
const STUCK_MS = 30_000;

/** The SDK's own, of which there is one a thread: what it installs there before the first workflow. */
const HANDLERS = createRequire(import.meta.url).resolve('@temporalio/worker/lib/workflow/vm-shared.js');

/**
 * What a thread that runs workflows starts with: no stacks of promises are kept, and calls into the sandbox have no time-out of their
 * own, for which Node starts and ends a thread at each; they count in and out instead, for `watch`.
 */
const startOf = (thread: string) => `
  require(${JSON.stringify(HANDLERS)}).globalHandlers.setPromiseHook = () => undefined;

  const { calls } = require('node:worker_threads').workerData;
  const { prototype } = require('node:vm').Script;
  const { runInContext } = prototype;
  prototype.runInContext = function (context, { timeout, ...options } = {}) {
    Atomics.add(calls, 0, 1);
    try {
      return runInContext.call(this, context, options);
    } finally {
      Atomics.add(calls, 0, 1);
    }
  };
  require(${JSON.stringify(thread)});`;

/** Ends a thread, and with it the worker, when one call goes on and on: an odd count that does not change. */
function watch(thread: threads.Worker, calls: Int32Array, stuckMs: number): void {
  let seen = Atomics.load(calls, 0);
  let since = Date.now();
  const timer = setInterval(() => {
    const now = Atomics.load(calls, 0);
    if (now !== seen || now % 2 === 0) [seen, since] = [now, Date.now()];
    else if (Date.now() - since >= stuckMs) {
      clearInterval(timer);
      thread.emit('error', new Error(`a workflow loops: one step of it has not ended in ${stuckMs / 1000} s`));
      void thread.terminate();
    }
  }, stuckMs / 10).unref();
  thread.once('exit', () => clearInterval(timer));
}

/**
 * Runs what creates an SDK worker so that its threads do without two things that cost a third of a worker's CPU and for which it has no
 * option: a stack of each promise, kept for the query `__stack_trace` alone (where a workflow stands is said by its current details), and
 * a watchdog for each call into the sandbox, in whose place one looks after each thread: docs/decisions/0025, 0057.
 */
export async function leanThreads<T>(create: () => Promise<T>, stuckMs = STUCK_MS): Promise<T> {
  const { Worker } = threads;
  threads.Worker = class extends Worker {
    constructor(file: string | URL, options?: WorkerOptions) {
      const lean = SDK_THREAD.test(String(file));
      const calls = new Int32Array(new SharedArrayBuffer(4));
      super(lean ? startOf(String(file)) : file, lean ? { ...options, eval: true, workerData: { calls } } : options);
      if (lean) watch(this, calls, stuckMs);
    }
  };
  try {
    return await create();
  } finally {
    threads.Worker = Worker;
  }
}

/**
 * Goes through histories, which the SDK does in the thread that asks for it, without the same two things. It has no end for what loops
 * either: its own time-out is of weeks.
 */
export async function leanReplay<T>(replay: () => Promise<T>): Promise<T> {
  Object.assign(globalHandlers, { setPromiseHook: () => undefined });
  const { prototype } = Script;
  const { runInContext } = prototype;
  prototype.runInContext = function (context, options) {
    const { timeout: _, ...others } = (options ?? {}) as RunningScriptOptions;
    return runInContext.call(this, context, others);
  };
  try {
    return await replay();
  } finally {
    prototype.runInContext = runInContext;
    Reflect.deleteProperty(globalHandlers, 'setPromiseHook');
  }
}
