import { isDeepStrictEqual } from 'node:util';
import {
  type CalendarSpecDescription,
  type Client,
  MONTHS,
  ScheduleAlreadyRunning,
  type ScheduleDescription,
  ScheduleNotFoundError,
  type ScheduleOptions,
} from '@temporalio/client';
import pMap from 'p-map';
import { type Clock, REAL_CLOCK } from '../../../activities/dependencies.js';
import type { DutyInput } from '../../../workflows/duty.js';
import { DUTY_SCHEDULES, dutyScheduleId } from '../../domain/entry/ids.js';
import type { Cadence } from '../../domain/plan/atoms.js';
import type { Duty } from '../../domain/plan/unit.js';
import type { Calendar } from '../../domain/time/calendar.js';
import { dayOf, LENDER_ZONE, type Moment, MS_A_DAY } from '../../domain/time/dates.js';
import { DUTY_TIME, type DutyDays, dutyDays } from '../../domain/work/duties.js';
import { calendarNow } from '../../store/base/calendar.js';
import type { Database } from '../../store/base/connection/database.js';
import { SUBJECTS } from '../../store/base/subjects.js';
import { plansInUse } from '../../store/work/duties.js';
import { TASK_QUEUE } from '../tell/messenger.js';
import { nullIfNotThere } from '../tell/refused.js';

/** The recurring work as Temporal Schedules, made and changed as the plans ask for it. */

/** Calls to the server at the same time. */
const AT_ONCE = 8;
/** A run that is later than this is not made up for: the next one does the same. */
const NEXT_WILL_DO_MS = 60_000;
/** A mail of the morning that was missed still comes before noon. */
const BEFORE_NOON_MS = 3 * 3_600_000;

/**
 * How late a missed run is still made up for when the server comes back: the shortest distance between two days of a
 * duty, so that of all that was missed the newest comes, and never forty daily meetings at once. The rest: `backfill`.
 */
const CATCH_UP_DAYS: Record<Cadence, number> = {
  day: 1,
  week: 7,
  'half-month': 13,
  month: 28,
  quarter: 89,
  'half-year': 181,
  year: 365,
};

export interface Applied {
  created: string[];
  updated: string[];
  deleted: string[];
  unchanged: number;
}

/** The Schedules that should be there: one for each duty of a plan that has an open loan, and those of the house. */
async function desiredSchedules(db: Database): Promise<ScheduleOptions[]> {
  const plans = await plansInUse(db.pool);
  const calendar = await calendarNow(db.pool);
  const year = Number(dayOf(Date.now()).slice(0, 4));
  return [
    ...plans.flatMap(({ plan, duties }) => duties.map((duty) => dutySchedule(plan, duty, calendar, year))),
    ...DAILY.map(dailySchedule),
  ];
}

const at = <T>(value: T) => [{ start: value, end: value, step: 1 }];

const [DUTY_HOUR, DUTY_MINUTE] = DUTY_TIME.split(':').map(Number) as [number, number];
const EVERY_DAY: CalendarSpecDescription = {
  second: at(0),
  minute: at(DUTY_MINUTE),
  hour: at(DUTY_HOUR),
  dayOfMonth: [{ start: 1, end: 31, step: 1 }],
  month: MONTHS.flatMap(at),
  year: [],
  dayOfWeek: [{ start: 'SUNDAY', end: 'SATURDAY', step: 1 }],
  comment: '',
};

/** What the house does every day, whatever its plans. */
const DAILY = [
  {
    id: 'reconcile',
    workflowType: 'reconcile',
    does: 'mends what drifted between database and Temporal',
    hour: [{ start: 0, end: 23, step: 1 }],
    minute: at(17),
    catchUpMs: NEXT_WILL_DO_MS,
  },
  {
    id: 'feed',
    workflowType: 'feed',
    does: 'takes in the books of a day that have arrived, and asks for one that is missing',
    hour: [{ start: 0, end: 23, step: 1 }],
    minute: [{ start: 0, end: 59, step: 5 }],
    catchUpMs: NEXT_WILL_DO_MS,
  },
  {
    id: 'retention',
    workflowType: 'retention',
    does: 'erases personal data whose time is over',
    hour: at(2),
    minute: at(40),
    catchUpMs: NEXT_WILL_DO_MS,
  },
  {
    id: 'record',
    workflowType: 'record',
    does: 'writes what was changed into the record, and signs it',
    hour: [{ start: 0, end: 23, step: 1 }],
    minute: at(7),
    catchUpMs: 60_000,
  },
  {
    id: 'record-check',
    workflowType: 'recordCheck',
    does: 'compares the database with the record',
    hour: at(3),
    minute: at(20),
    catchUpMs: 3_600_000,
  },
  {
    id: 'work-mails',
    workflowType: 'workMails',
    does: 'mails the staff the work that waits for them',
    // Whether it is a working day is looked up then.
    hour: at(8),
    minute: at(30),
    catchUpMs: BEFORE_NOON_MS,
  },
];

function dailySchedule({ id, workflowType, does, hour, minute, catchUpMs }: (typeof DAILY)[number]): ScheduleOptions {
  return {
    scheduleId: id,
    spec: { calendars: [{ ...EVERY_DAY, hour, minute }], timezone: LENDER_ZONE },
    action: {
      type: 'startWorkflow',
      workflowType,
      workflowId: id,
      taskQueue: TASK_QUEUE,
      args: [],
      staticSummary: does,
    },
    policies: { overlap: 'SKIP', catchupWindow: catchUpMs },
  };
}

function dutySchedule(plan: string, duty: Duty, calendar: Calendar, year: number): ScheduleOptions {
  const scheduleId = dutyScheduleId(plan, duty.id);
  const input: DutyInput = { plan, duty: duty.id, asOf: null, schemaVersion: 1 };
  return {
    scheduleId,
    spec: { calendars: dutyDays(duty, calendar, year).map(daysOf), timezone: LENDER_ZONE },
    action: {
      type: 'startWorkflow',
      workflowType: SUBJECTS.duty.type,
      // The server adds the time it is for.
      workflowId: scheduleId,
      taskQueue: TASK_QUEUE,
      args: [input],
      staticSummary: `${duty.title} (${duty.rule})`,
    },
    // Each run is for a day of its own, so runs may overlap: none waits for another or is dropped because of it.
    policies: { overlap: 'ALLOW_ALL', catchupWindow: CATCH_UP_DAYS[duty.every] * MS_A_DAY },
  };
}

/** It is there to be seen; mending goes on by the server's time, which is its own. */
const atRest = (it: ScheduleOptions): ScheduleOptions =>
  it.scheduleId === 'reconcile' ? it : { ...it, state: { paused: true, note: 'the clock of the sample starts it' } };

/** Makes the Schedules what they should be; a pause stays. Doing it twice does nothing. */
export async function applySchedules(db: Database, client: Client, clock: Clock = REAL_CLOCK): Promise<Applied> {
  const desired = (await desiredSchedules(db)).map((it) => (clock.schedules === false ? atRest(it) : it));
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

export interface ListedSchedule {
  schedule: string;
  title: string;
  /** False: it should be there and is not. */
  there: boolean;
  /** Null when it is not there, or never comes again. */
  next: Moment | null;
  /** The moment for which it was started last; null: never. */
  last: Moment | null;
  /** How many were too late to be made up for, since it was made: `backfill` opens them. */
  missed: number;
  paused: boolean;
  note: string;
  /** What became of the last run that it started; null: none is known. */
  lastRun: LastRun | null;
}

interface LastRun {
  workflow: string;
  /** As the server calls it: RUNNING, COMPLETED, FAILED, … */
  status: string;
  endedAt: Moment | null;
  /** What it answered, where it answers figures. */
  result: Record<string, number> | null;
}

/** The Schedules that should be there as they are, the next first. */
export async function listSchedules(db: Database, client: Client): Promise<ListedSchedule[]> {
  const listed = await pMap(
    await desiredSchedules(db),
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

/** Written out in full, as the server answers it, so that the two can be compared. */
function daysOf({ year, months, days }: DutyDays): CalendarSpecDescription {
  return {
    ...EVERY_DAY,
    dayOfMonth: days.flatMap(at),
    month: months.flatMap((month) => at(MONTHS[month - 1]!)),
    year: at(year),
  };
}
