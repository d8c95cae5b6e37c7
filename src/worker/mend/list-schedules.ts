import type { Client, ScheduleDescription } from '@temporalio/client';
import pMap from 'p-map';
import type { LastRun, Recurring } from '../../domain/time/recurring.js';
import type { Database } from '../../store/base/connection/database.js';
import { nullIfNotThere } from '../tell/refused.js';
import { AT_ONCE, found } from './schedules.js';
import { wantedSchedules } from './wanted-schedules.js';

/** The Schedules that should be there as they are, the next first. */
export async function listSchedules(db: Database, client: Client): Promise<Recurring[]> {
  const listed = await pMap(
    await wantedSchedules(db),
    async ({ scheduleId, action }) => {
      const known = await found(client.schedule.getHandle(scheduleId).describe());
      return {
        schedule: scheduleId,
        title: action.staticSummary ?? '',
        there: known !== null,
        next: known?.info.nextActionTimes[0]?.getTime() ?? null,
        last: known?.info.recentActions.at(-1)?.scheduledAt.getTime() ?? null,
        missed: known?.info.numActionsMissedCatchupWindow ?? 0,
        paused: known?.state.paused ?? false,
        note: known?.state.note ?? '',
        lastRun: known && (await lastRunOf(client, known)),
      };
    },
    { concurrency: AT_ONCE },
  );
  return listed.sort((a, b) => (a.next ?? 0) - (b.next ?? 0) || (a.schedule < b.schedule ? -1 : 1));
}

async function lastRunOf(client: Client, { info }: ScheduleDescription): Promise<LastRun | null> {
  const last = info.recentActions.at(-1)?.action.workflow;
  if (!last) return null;
  const handle = client.workflow.getHandle(last.workflowId, last.firstExecutionRunId);
  const known = await handle.describe().catch(nullIfNotThere);
  if (known === null) return null;
  const status = known.status.name;
  const answer: unknown = status === 'COMPLETED' ? await handle.result() : null;
  const result = Object.entries(answer ?? {}).filter(([, it]) => typeof it === 'number');
  return {
    ...{ workflow: last.workflowId, status, endedAt: known.closeTime?.getTime() ?? null },
    result: result.length > 0 ? Object.fromEntries(result) : null,
  };
}
