import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { Failure } from '../../../activities/dependencies.js';
import { refusalOf } from '../tell/refused.js';

/** Workflows that hold row numbers: after a restore the number of a paper's frozen figures may belong to another paper. */
const HOLD_NUMBERS = `WorkflowType = 'periodReport'`;

/** After a restore: papers in the middle are made anew from their beginning, each step of which may be done again. Answers how many. */
export async function beginPapersAnew(client: Client): Promise<{ papersBegunAnew: number; failed: Failure[] }> {
  const failed: Failure[] = [];
  let papersBegunAnew = 0;
  for await (const it of client.workflow.list({ query: `ExecutionStatus = 'Running' AND ${HOLD_NUMBERS}` })) {
    try {
      if (await resetToBeginning(client, it)) papersBegunAnew++;
    } catch (error) {
      failed.push({ what: it.workflowId, why: `could not begin anew: ${refusalOf(error)}` });
    }
  }
  return { papersBegunAnew, failed };
}

/** False: it has not begun yet. */
async function resetToBeginning(
  client: Client,
  { workflowId, runId }: { workflowId: string; runId: string },
): Promise<boolean> {
  const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
  const first = events?.find((it) => it.workflowTaskCompletedEventAttributes);
  if (!first?.eventId) return false;
  await client.workflowService.resetWorkflowExecution({
    namespace: client.options.namespace,
    workflowExecution: { workflowId, runId },
    workflowTaskFinishEventId: first.eventId,
    reason: 'the database was restored',
    requestId: randomUUID(),
  });
  return true;
}
