import { workflowInfo } from '@temporalio/workflow';

/** Whether it is time to continue as new: the server suggests it, or replaying so many events costs more than a new run. */
export function historyIsLong(events: number): boolean {
  const { continueAsNewSuggested, historyLength } = workflowInfo();
  return continueAsNewSuggested || historyLength > events;
}
