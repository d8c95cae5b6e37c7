import { type Client, WorkflowExecutionAlreadyStartedError, type WorkflowStartOptions } from '@temporalio/client';
import type { Messenger } from '../../../activities/dependencies.js';
import { brief } from '../../../workflows/common/brief.js';
import type * as workflows from '../../../workflows/index.js';
import { nudge } from '../../../workflows/messages.js';
import { reportWorkflowId, workflowIdOf } from '../../domain/entry/ids.js';
import { lasting, type NudgeKind, SUBJECTS } from '../../store/base/subjects.js';
import { nullIfNotThere } from './refused.js';

export const TASK_QUEUE = 'postloan';
/** Sending has a queue and a worker's slots of its own: a wave of loans must not hold up what is reserved. */
export const DISPATCH_QUEUE = 'postloan-dispatch';

/** The limit for one nudge from a deciding activity, which makes up to three of them (one may wait for another) in its thirty seconds. */
export const TOLD_WITHIN_MS = 8_000;

/** The least time between two nudges of a dispatch: with more, a wave of loans would never let it continue as new. */
export const WAKE_GAP_MS = 200;

/** Signals with start: a workflow that is not there is started, one that is there looks again. */
export function createMessenger(client: Client, { wakeGapMs = 0, withinMs = Infinity } = {}): Messenger {
  const within = <T>(call: () => Promise<T>): Promise<T> =>
    withinMs === Infinity ? call() : client.withDeadline(Date.now() + withinMs, call);
  const signal = ({ type, ...workflow }: Begun) =>
    within(() => client.workflow.signalWithStart(type, { ...workflow, signal: nudge, signalArgs: [] }));
  const shared = new Map<string, () => Promise<void>>();
  const signalShared = (begun: Begun) => {
    const known = shared.get(begun.workflowId) ?? coalesce(async () => void (await signal(begun)), wakeGapMs);
    shared.set(begun.workflowId, known);
    return known();
  };
  return {
    nudge: async (kind, subject, begins = false) => {
      const begun = begunFor(kind, subject);
      if (lasting(kind)?.batches) return signalShared(begun);
      const { type, ...workflow } = begun;
      if (begins && (await within(() => startAnew(client, type, workflow)))) return;
      await signal(begun);
    },
    restart: async (loan, batch) => {
      const { type, ...workflow } = begunFor('loan', loan);
      const there = await within(() => client.workflow.getHandle(workflow.workflowId).describe()).catch(nullIfNotThere);
      if (batch !== null && there?.status.name === 'RUNNING' && there.memo?.batch === batch) return;
      // One call: the loan is never without its workflow.
      const anew = { ...workflow, workflowIdConflictPolicy: 'TERMINATE_EXISTING' } as const;
      await within(() => client.workflow.start(type, { ...anew, ...(batch === null ? {} : { memo: { batch } }) }));
    },
    startReport: async ({ plan, kind, period, asOf, to }) => {
      await startAnew(client, SUBJECTS.report.type, {
        workflowId: reportWorkflowId(plan, kind, period),
        taskQueue: TASK_QUEUE,
        args: [{ plan, kind, period, asOf, to, schemaVersion: 1 }],
        // A paper is made once; `report run` makes it anew.
        workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
        staticSummary: brief(`${kind} ${period} of ${plan}`),
      });
    },
  };
}

type Begun = WorkflowStartOptions & { type: keyof typeof workflows; workflowId: string };

/** What the workflow of a subject is begun with. */
function begunFor(kind: NudgeKind, subject: string): Begun {
  const { batches, input = kind, summary = kind } = lasting(kind)!;
  return {
    type: SUBJECTS[kind].type,
    workflowId: workflowIdOf(kind, subject),
    taskQueue: batches ? DISPATCH_QUEUE : TASK_QUEUE,
    args: [{ [input]: subject, schemaVersion: 1 }],
    staticSummary: brief(`${summary} ${subject}`),
  };
}

/** False, and nothing done, when it is there already. */
async function startAnew(
  client: Client,
  type: keyof typeof workflows,
  workflow: WorkflowStartOptions,
): Promise<boolean> {
  try {
    await client.workflow.start(type, workflow);
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
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
