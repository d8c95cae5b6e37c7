import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import pMap from 'p-map';
import { MS_A_DAY } from '../../domain/time/dates.js';
import type { Database } from '../../store/base/connection/database.js';
import { keepRun, keptUntil, notKept, type Run } from '../../store/proof/histories.js';
import { nullIfNotThere } from '../tell/refused.js';

/** The server lists what has ended with a delay: what ended shortly before the last that is kept is looked for again. */
const AGAIN_MS = MS_A_DAY;
const PAGE = 1_000;
/** Calls to the server at the same time: it has other work. */
const AT_ONCE = 4;

/** What is kept in mind of each: there may be a month of them. */
type Ended = Pick<WorkflowExecutionInfo, 'workflowId' | 'runId' | 'type' | 'status' | 'startTime'> & {
  closeTime: Date;
};

/**
 * Keeps the history of each run that has ended, as the server has it: encrypted payloads stay what they are. The oldest first, so that
 * it may be broken off anywhere. `step`: something was done. Answers how many were kept.
 */
export async function keepHistories(
  { pool }: Database,
  client: Client,
  step: () => void = () => undefined,
): Promise<number> {
  const until = await keptUntil(pool);
  const since = until === null ? '' : ` AND CloseTime >= '${new Date(until - AGAIN_MS).toISOString()}'`;
  const ended: Ended[] = [];
  let page: Ended[] = [];
  const look = async () => {
    ended.push(...(await notKept(pool, page)));
    page = [];
    step();
  };
  const query = `ExecutionStatus != 'Running'${since}`;
  for await (const { workflowId, runId, type, status, startTime, closeTime } of client.workflow.list({
    query,
    pageSize: PAGE,
  })) {
    page.push({ workflowId, runId, type, status, startTime, closeTime: closeTime! });
    if (page.length === PAGE) await look();
  }
  await look();
  ended.sort((a, b) => a.closeTime.getTime() - b.closeTime.getTime());
  let kept = 0;
  await pMap(
    ended,
    async (it) => {
      const found = await runOf(client, it);
      if (found) {
        await keepRun(pool, found.run, found.history);
        kept += 1;
      }
      step();
    },
    { concurrency: AT_ONCE },
  );
  return kept;
}

/** Null: the server has forgotten it meanwhile. */
async function runOf(
  client: Client,
  { workflowId, runId, type, status, startTime, closeTime }: Ended,
): Promise<{ run: Run; history: Buffer } | null> {
  const history = await client.workflow.getHandle(workflowId, runId).fetchHistory().catch(nullIfNotThere);
  if (!history) return null;
  const events = history.events ?? [];
  return {
    run: {
      ...{ workflow: workflowId, run: runId, type, status: status.name },
      ...{ startedAt: startTime.getTime(), closedAt: closeTime.getTime() },
      previous: events[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId || null,
      next: events.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId || null,
      events: events.length,
    },
    history: Buffer.from(historyToJSON(history)),
  };
}
