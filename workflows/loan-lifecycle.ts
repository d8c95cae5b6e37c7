import {
  allHandlersFinished,
  condition,
  continueAsNew,
  getExternalWorkflowHandle,
  ParentClosePolicy,
  setCurrentDetails,
  setHandler,
  startChild,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { LoanAdvance } from '../activities/loans.js';
import { taskWorkflowId } from '../src/domain/ids.js';
import { searchAttributes } from './search-attributes.js';
import { nudge } from './messages.js';
import { advanceLoan } from './proxies.js';
import { describeLoan } from './describe.js';
import { task } from './task.js';

/** A longer history costs more to take up again than a new run does. */
const LONG_HISTORY = 1000;

export interface LoanInput {
  loan: string;
  schemaVersion: 1;
}

/**
 * A loan's life after payout: do what is due, wait for the next entry of its diary or for a nudge, until it is closed.
 * All rules stand in src/domain/agenda; all that is true of the loan stands in the database.
 */
export async function loanLifecycle(input: LoanInput): Promise<void> {
  let nudged = false;
  setHandler(nudge, () => {
    nudged = true;
  });
  const tasks = new Set<string>();
  let stage: string | null = null;
  for (;;) {
    nudged = false;
    const advance = await advanceLoan({ loan: input.loan, now: Date.now() });
    setCurrentDetails(describeLoan(advance));
    if (advance.stage !== stage) {
      stage = advance.stage;
      upsertSearchAttributes(searchAttributes(advance));
    }
    await followTasks(tasks, advance);
    if (advance.closed) break;
    if (workflowInfo().continueAsNewSuggested || workflowInfo().historyLength > LONG_HISTORY) {
      await condition(allHandlersFinished);
      await continueAsNew<typeof loanLifecycle>(input);
    }
    await waitFor(() => nudged, advance.next);
  }
  await condition(allHandlersFinished);
}

/** Every open task of the loan has its workflow; one that was cancelled is told so. */
async function followTasks(known: Set<string>, { openTasks }: LoanAdvance): Promise<void> {
  for (const id of openTasks.filter((it) => !known.has(it))) {
    known.add(id);
    await startTask(id);
  }
  for (const id of [...known].filter((it) => !openTasks.includes(it))) {
    known.delete(id);
    await getExternalWorkflowHandle(taskWorkflowId(id))
      .signal(nudge)
      .catch(() => undefined); // it has ended already
  }
}

async function startTask(id: string): Promise<void> {
  try {
    await startChild(task, {
      workflowId: taskWorkflowId(id),
      args: [{ task: id, schemaVersion: 1 }],
      parentClosePolicy: ParentClosePolicy.ABANDON,
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

async function waitFor(nudged: () => boolean, next: LoanAdvance['next']): Promise<void> {
  if (next === null) await condition(nudged);
  else await condition(nudged, Math.max(1, next.at - Date.now()), { summary: next.what });
}
