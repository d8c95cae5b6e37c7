import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { Messenger } from '../../activities/dependencies.js';
import type * as workflows from '../../workflows/index.js';
import { nudge } from '../../workflows/messages.js';
import {
  caseWorkflowId,
  complaintWorkflowId,
  dispatchWorkflowId,
  LETTERS,
  loanWorkflowId,
  reportWorkflowId,
  taskWorkflowId,
  warningWorkflowId,
} from '../domain/ids.js';
import type { NudgeKind } from '../store/nudges.js';

export const TASK_QUEUE = 'postloan';
/** Sending has a queue and a worker's slots of its own: a wave of loans must not hold up what is reserved. */
export const DISPATCH_QUEUE = 'postloan-dispatch';

const WORKFLOWS: Record<
  Exclude<NudgeKind, 'letter'>,
  { type: keyof typeof workflows; workflowId(subject: string): string }
> = {
  loan: { type: 'loanLifecycle', workflowId: loanWorkflowId },
  task: { type: 'task', workflowId: taskWorkflowId },
  complaint: { type: 'complaint', workflowId: complaintWorkflowId },
  warning: { type: 'warningCase', workflowId: warningWorkflowId },
  case: { type: 'disposalCase', workflowId: caseWorkflowId },
};

/** Signals with start: a workflow that is not there is started, one that is there looks again. */
export function createMessenger(client: Client): Messenger {
  const wake = new Map<string, () => Promise<void>>();
  const wakeOf = (channel: string) => {
    const known = wake.get(channel);
    if (known) return known();
    const shared = coalesce(() => signalDispatch(client, channel));
    wake.set(channel, shared);
    return shared();
  };
  return {
    nudge: async (kind, subject) => {
      if (kind === 'letter') return wakeOf(LETTERS);
      const { type, workflowId } = WORKFLOWS[kind];
      await client.workflow.signalWithStart(type, {
        workflowId: workflowId(subject),
        taskQueue: TASK_QUEUE,
        args: [{ [kind]: subject, schemaVersion: 1 }],
        signal: nudge,
        signalArgs: [],
        staticSummary: `${kind} ${subject}`,
      });
    },
    startReport: async ({ plan, kind, period, asOf, to }) => {
      try {
        await client.workflow.start('periodReport', {
          workflowId: reportWorkflowId(plan, kind, period),
          taskQueue: TASK_QUEUE,
          args: [{ plan, kind, period, asOf, to, schemaVersion: 1 }],
          // Made once; who wants it made anew says so by `report run`.
          workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
          staticSummary: `${kind} ${period} of ${plan}`,
        });
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      }
    },
    wakeDispatch: async (channels) => {
      await Promise.all(channels.map(wakeOf));
    },
  };
}

async function signalDispatch(client: Client, channel: string): Promise<void> {
  await client.workflow.signalWithStart<typeof workflows.noticeDispatch, []>('noticeDispatch', {
    workflowId: dispatchWorkflowId(channel),
    taskQueue: DISPATCH_QUEUE,
    args: [{ channel, schemaVersion: 1 }],
    signal: nudge,
    signalArgs: [],
    staticSummary: `notices by ${channel}`,
  });
}

/**
 * Many callers at once share one call. A caller never gets a call that had begun before it asked: what it wrote is seen.
 */
export function coalesce(call: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  const start = (): Promise<void> => {
    running = call().finally(() => {
      running = null;
    });
    return running;
  };
  return () => {
    if (running === null) return start();
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = null;
        return start();
      });
    return next;
  };
}
