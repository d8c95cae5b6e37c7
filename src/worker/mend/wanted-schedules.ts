import { type CalendarSpecDescription, MONTHS, type ScheduleOptions } from '@temporalio/client';
import type { DutyInput } from '../../../workflows/duty.js';
import { dutyScheduleId } from '../../domain/entry/ids.js';
import type { Cadence } from '../../domain/plan/atoms.js';
import type { Duty } from '../../domain/plan/unit.js';
import type { Calendar } from '../../domain/time/calendar.js';
import { dayOf, LENDER_ZONE, MS_A_DAY } from '../../domain/time/dates.js';
import { DUTY_TIME, type DutyDays, dutyDays } from '../../domain/work/duties.js';
import { calendarNow } from '../../store/base/calendar.js';
import type { Database } from '../../store/base/connection/database.js';
import { SUBJECTS } from '../../store/base/subjects.js';
import { plansInUse } from '../../store/work/duties.js';
import { TASK_QUEUE } from '../tell/messenger.js';

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

/** The Schedules that should be there: one for each duty of a plan that has an open loan, and those of the house. */
export async function wantedSchedules(db: Database): Promise<ScheduleOptions[]> {
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

/** Written out in full, as the server answers it, so that the two can be compared. */
function daysOf({ year, months, days }: DutyDays): CalendarSpecDescription {
  return {
    ...EVERY_DAY,
    dayOfMonth: days.flatMap(at),
    month: months.flatMap((month) => at(MONTHS[month - 1]!)),
    year: at(year),
  };
}
