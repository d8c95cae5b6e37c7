import type { Client } from '@temporalio/client';
import { DISPATCH_QUEUE, TASK_QUEUE } from '../../worker/tell/messenger.js';

/** A worker asks each queue for work at least once a minute; the server remembers it for longer. */
const LAST_ASKED_MS = 2 * 60_000;

/** The numbers are those of Temporal's TaskQueueType: 1 workflow tasks, 2 activities. */
const QUEUES = [
  { queue: TASK_QUEUE, type: 1, of: 'workflows' },
  { queue: TASK_QUEUE, type: 2, of: 'activities' },
  { queue: DISPATCH_QUEUE, type: 2, of: 'activities' },
] as const;

export async function pollerFaults(client: Client): Promise<string[]> {
  const { namespace } = client.options;
  const silent = await Promise.all(
    QUEUES.map(async ({ queue, type, of }) => {
      const { pollers } = await client.workflowService.describeTaskQueue({
        namespace,
        taskQueue: { name: queue },
        taskQueueType: type,
      });
      const asked = (pollers ?? []).map((it) => Number(it.lastAccessTime?.seconds ?? 0) * 1000);
      return asked.some((at) => at > Date.now() - LAST_ASKED_MS) ? null : `${of} of ${queue}`;
    }),
  );
  const queues = silent.filter((it) => it !== null);
  return queues.length === 0 ? [] : [`no worker asks for ${queues.join(', ')}: start \`postloan worker\``];
}
