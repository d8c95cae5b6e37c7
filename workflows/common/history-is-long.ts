import { workflowInfo } from '@temporalio/workflow';

/** Time to begin anew: the server asks for it, or it costs more to take up than a new run does. */
export function historyIsLong(events: number): boolean {
  const { continueAsNewSuggested, historyLength } = workflowInfo();
  return continueAsNewSuggested || historyLength > events;
}
