import { type Client, WorkflowExecutionAlreadyStartedError, type WorkflowStartOptions } from '@temporalio/client';
import type { Messenger } from '../../../activities/dependencies.js';
import { brief } from '../../../workflows/common/brief.js';
import type * as workflows from '../../../workflows/index.js';
import { nudge } from '../../../workflows/messages.js';
import { LETTERS, reportWorkflowId } from '../../domain/entry/ids.js';
import { SUBJECTS } from './subjects.js';

export const TASK_QUEUE = 'postloan';
/** Sending has a queue and a worker's slots of its own: a wave of loans must not hold up what is reserved. */
export const DISPATCH_QUEUE = 'postloan-dispatch';

/** A word of a deciding activity, which has thirty seconds for itself, one that it waits for, and its own to a dispatch. */
export const TOLD_WITHIN_MS = 8_000;

/** A channel's dispatch is told no oftener: a wave of loans would leave it no moment in which it may begin anew. */
export const WAKE_GAP_MS = 200;

/** Signals with start: a workflow that is not there is started, one that is there looks again. */
export function createMessenger(client: Client, { wakeGapMs = 0, withinMs = Infinity } = {}): Messenger {
  const within = <T>(call: () => Promise<T>): Promise<T> =>
    withinMs === Infinity ? call() : client.withDeadline(Date.now() + withinMs, call);
  const wake = new Map<string, () => Promise<void>>();
  const wakeOf = (channel: string) => {
    const known = wake.get(channel);
    if (known) return known();
    const shared = coalesce(() => within(() => signalDispatch(client, channel)), wakeGapMs);
    wake.set(channel, shared);
    return shared();
  };
  return {
    nudge: async (kind, subject, begins = false) => {
      if (kind === 'letter') return wakeOf(LETTERS);
      if (kind === 'dispatch') return wakeOf(subject);
      const { type, workflowId } = SUBJECTS[kind];
      const workflow = {
        workflowId: workflowId(subject),
        taskQueue: TASK_QUEUE,
        args: [{ [kind]: subject, schemaVersion: 1 }],
        staticSummary: brief(`${kind} ${subject}`),
      };
      if (begins && (await within(() => startAnew(client, type, workflow)))) return;
      await within(() => client.workflow.signalWithStart(type, { ...workflow, signal: nudge, signalArgs: [] }));
    },
    startReport: async ({ plan, kind, period, asOf, to }) => {
      await startAnew(client, 'periodReport', {
        workflowId: reportWorkflowId(plan, kind, period),
        taskQueue: TASK_QUEUE,
        args: [{ plan, kind, period, asOf, to, schemaVersion: 1 }],
        // Made once; who wants it made anew says so by `report run`.
        workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
        staticSummary: brief(`${kind} ${period} of ${plan}`),
      });
    },
    wakeDispatch: async (channels) => {
      await Promise.all(channels.map(wakeOf));
    },
  };
}

/** False, and nothing done, when it is there already. */
async function startAnew(client: Client, type: string, workflow: WorkflowStartOptions): Promise<boolean> {
  try {
    await client.workflow.start(type, workflow);
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
}

async function signalDispatch(client: Client, channel: string): Promise<void> {
  await client.workflow.signalWithStart<typeof workflows.noticeDispatch, []>('noticeDispatch', {
    workflowId: SUBJECTS.dispatch.workflowId(channel),
    taskQueue: DISPATCH_QUEUE,
    args: [{ channel, schemaVersion: 1 }],
    signal: nudge,
    signalArgs: [],
    staticSummary: `notices by ${channel}`,
  });
}

/**
 * Many callers at once share one call. A caller never gets a call that had begun before it asked: what it wrote is seen.
 * Two calls begin at least `gapMs` apart; who comes after a quiet time does not wait.
 */
export function coalesce(call: () => Promise<void>, gapMs = 0): () => Promise<void> {
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  let begunAt = -Infinity;
  const start = (): Promise<void> => {
    begunAt = performance.now();
    running = call().finally(() => {
      running = null;
    });
    return running;
  };
  return () => {
    const wait = begunAt + gapMs - performance.now();
    if (running === null && wait <= 0 && next === null) return start();
    next ??= Promise.all([
      running?.catch(() => undefined),
      wait > 0 ? new Promise((resolve) => setTimeout(resolve, wait)) : undefined,
    ]).then(() => {
      next = null;
      return start();
    });
    return next;
  };
}
