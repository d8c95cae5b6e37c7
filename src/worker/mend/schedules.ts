import { isDeepStrictEqual } from 'node:util';
import {
  type Client,
  ScheduleAlreadyRunning,
  type ScheduleDescription,
  ScheduleNotFoundError,
  type ScheduleOptions,
} from '@temporalio/client';
import pMap from 'p-map';
import { type Clock, REAL_CLOCK } from '../../../activities/dependencies.js';
import { DUTY_SCHEDULES } from '../../domain/entry/ids.js';
import type { Database } from '../../store/base/connection/database.js';
import { wantedSchedules } from './wanted-schedules.js';

/** The recurring work as Temporal Schedules, made and changed as the plans ask for it. */

/** Calls to the server at the same time. */
export const AT_ONCE = 8;
export interface Applied {
  created: string[];
  updated: string[];
  deleted: string[];
  unchanged: number;
}

/** It is there to be seen; mending goes on by the server's time, which is its own. */
const atRest = (it: ScheduleOptions): ScheduleOptions =>
  it.scheduleId === 'reconcile' ? it : { ...it, state: { paused: true, note: 'the clock of the sample starts it' } };

/** Makes the Schedules what they should be; a pause stays. Doing it twice does nothing. */
export async function applySchedules(db: Database, client: Client, clock: Clock = REAL_CLOCK): Promise<Applied> {
  const desired = (await wantedSchedules(db)).map((it) => (clock.schedules === false ? atRest(it) : it));
  const applied: Applied = { created: [], updated: [], deleted: [], unchanged: 0 };
  await pMap(desired, (options) => applyOne(client, options, applied), { concurrency: AT_ONCE });
  const wanted = new Set(desired.map((it) => it.scheduleId));
  for await (const { scheduleId } of client.schedule.list()) {
    if (!scheduleId.startsWith(DUTY_SCHEDULES) || wanted.has(scheduleId)) continue;
    // The list may lag behind.
    const ended = await found(
      client.schedule
        .getHandle(scheduleId)
        .delete()
        .then(() => true),
    );
    if (ended) applied.deleted.push(scheduleId);
  }
  return applied;
}

async function applyOne(client: Client, options: ScheduleOptions, applied: Applied): Promise<void> {
  const handle = client.schedule.getHandle(options.scheduleId);
  const there = await found(handle.describe());
  if (!there) {
    try {
      await client.schedule.create(options);
      applied.created.push(options.scheduleId);
    } catch (error) {
      // Another worker that starts at the same time has made it.
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
      applied.unchanged += 1;
    }
  } else if (differs(there, options)) {
    const { spec, action, policies } = options;
    await handle.update(({ state }) => ({ spec, action, policies: policies ?? {}, state }));
    applied.updated.push(options.scheduleId);
  } else {
    applied.unchanged += 1;
  }
}

/** Whether a Schedule must be changed. Only then is it updated, since an update makes the server forget which runs it has missed. */
function differs({ spec, action, policies }: ScheduleDescription, wanted: ScheduleOptions): boolean {
  const of = (it: Pick<ScheduleOptions, 'spec' | 'action' | 'policies'>) => [
    it.spec.calendars,
    it.spec.timezone,
    it.policies?.overlap,
    it.policies?.catchupWindow,
    it.action.workflowType,
    it.action.workflowId,
    it.action.taskQueue,
    it.action.args ?? [],
    it.action.staticSummary,
  ];
  return !isDeepStrictEqual(of({ spec, action, policies } as ScheduleOptions), of(wanted));
}

/** Null for a Schedule that is not there. */
export async function found<T>(asked: Promise<T>): Promise<T | null> {
  return asked.catch((error: unknown) => {
    if (error instanceof ScheduleNotFoundError) return null;
    throw error;
  });
}
