import { dutyId } from '../entry/ids.js';
import { type Work, workOf } from '../loan/open-task.js';
import type { Plan } from '../plan/plan.js';
import type { Role } from '../plan/roles.js';
import type { Duty } from '../plan/unit.js';
import type { Reason } from '../reason/reason.js';
import { addDays, type Day, dayOf, type Moment, momentAt } from '../time/dates.js';
import { dayIn, type Period, periodOf, previousPeriod } from '../time/period.js';

/**
 * The recurring work of a unit: meetings, screenings, training, archive days, papers. A duty comes round once a period,
 * on one day of it; what it is for is that day, by the calendar and not by the clock.
 */

/** When a unit's work of a day begins, in the lender's zone. */
export const DUTY_TIME = '08:30';

/** A duty on its day. */
export interface DueDuty {
  duty: Duty;
  day: Day;
  /** The period in which the day lies. */
  period: Period;
}

/** The day of a period on which a duty falls: of the week or half-month, else of its first month; past its end: the last. */
function dutyDay(duty: Pick<Duty, 'day'>, period: Period): Day {
  const short = period.type === 'day' || period.type === 'week' || period.type === 'half-month';
  return dayIn(short ? period : periodOf('month', period.from), duty.day);
}

/** All duties of a plan from a day on until another (not included), in the order of days, then of the plan. */
export function dutiesBetween(plan: Pick<Plan, 'duties'>, from: Day, until: Day): DueDuty[] {
  const found: DueDuty[] = [];
  for (let day = from; day < until; day = addDays(day, 1)) found.push(...dutiesOn(plan, day));
  return found;
}

function dutiesOn({ duties }: Pick<Plan, 'duties'>, day: Day): DueDuty[] {
  return duties.flatMap((duty) => {
    const period = periodOf(duty.every, day);
    return dutyDay(duty, period) === day && inMonths(duty, day) ? [{ duty, day, period }] : [];
  });
}

const inMonths = ({ months }: Duty, day: Day) => months === undefined || months.includes(Number(day.slice(5, 7)));

/** What is opened for a duty: its task, if it asks for one, and the paper that is to be made. */
export interface DutyOpening {
  /** PLAN/DUTY/PERIOD. */
  id: string;
  plan: string;
  duty: string;
  period: string;
  /** The day it is for. */
  asOf: Day;
  /** The moment it belongs to. */
  at: Moment;
  rule: string;
  /** Its title and period. */
  why: Reason;
  task: DutyTask | null;
  paper: { kind: string; period: string; asOf: Day; to: readonly Role[] } | null;
  /** What the audit log says of it; left out: that a duty was opened. */
  fact?: { what: string; detail: Record<string, unknown> };
}

export interface DutyTask extends Work {
  openedAt: Moment;
  /** Of which branch its owner is; left out: work of no branch. */
  branch?: string;
  /** Whose it is, if he or she is here; else whoever has the role. */
  person?: string;
}

/**
 * What a duty opens for the period of a day. One that is opened on another day than its own (missed and made up for, or
 * asked for early) has its time from then on: nobody is late with what was not there.
 */
export function openingOf(plan: Pick<Plan, 'plan'>, duty: Duty, asOf: Day, now: Moment): DutyOpening {
  const period = periodOf(duty.every, asOf);
  const id = dutyId(plan.plan, duty.id, period.text);
  const begins = momentAt(asOf, DUTY_TIME);
  const at = Math.min(begins, now);
  return {
    id,
    plan: plan.plan,
    duty: duty.id,
    period: period.text,
    asOf,
    at,
    rule: duty.rule,
    why: { code: 'duty', title: duty.title, period: period.text },
    task: duty.task === undefined ? null : taskOf(id, duty, duty.task, dayOf(now) === asOf ? at : now),
    paper: duty.report === undefined ? null : { ...paperOf(duty, period, asOf), to: duty.to },
  };
}

/** The paper of a duty: of the period before, as of its end, or of the running one, as of the day. */
function paperOf({ report, of }: Duty, period: Period, asOf: Day) {
  const told = of === 'last' ? previousPeriod(period) : period;
  return { kind: report!, period: told.text, asOf: of === 'last' ? told.to : asOf };
}

function taskOf(id: string, duty: Duty, task: NonNullable<Duty['task']>, openedAt: Moment): DutyTask {
  return { ...workOf(`duty/${id}`, openedAt, { ...task, title: task.title ?? duty.title }), openedAt };
}

/** Days of the calendar as Temporal's Schedules know them; all that is said must hold. */
export interface DutyCalendar {
  /** 1 to 12. */
  months: number[];
  /** Days of the month; left out: all. */
  days?: number[];
  /** 1 Monday to 7 Sunday; left out: all. */
  weekday?: number;
  /** Only in leap years, or only in the others. */
  years?: 'leap' | 'common';
}

const ALL_MONTHS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

/**
 * The days of a duty as calendars. Schedules know no "last day of the month": months are listed by the days that fall in
 * them, so that the 31st is the 30th in April, and in February the 28th or the 29th by the year.
 */
export function dutyCalendars(duty: Duty): DutyCalendar[] {
  const months = duty.months ?? ALL_MONTHS;
  if (duty.every === 'day') return [{ months }];
  if (duty.every === 'week') return [{ months, weekday: Math.min(duty.day, 7) }];
  const calendars: DutyCalendar[] = [];
  for (const month of months) {
    const days = daysIn(duty, 2027, month);
    const leap = daysIn(duty, 2028, month);
    if (String(days) !== String(leap)) {
      calendars.push({ months: [month], days, years: 'common' }, { months: [month], days: leap, years: 'leap' });
      continue;
    }
    const same = calendars.find((it) => it.years === undefined && String(it.days) === String(days));
    if (same) same.months.push(month);
    else if (days.length > 0) calendars.push({ months: [month], days });
  }
  return calendars;
}

/** The days of a month on which a duty falls: the same every year, but for February in leap years. */
function daysIn(duty: Duty, year: number, month: number): number[] {
  const { from, to } = periodOf('month', `${year}-${String(month).padStart(2, '0')}-01`);
  return dutiesBetween({ duties: [duty] }, from, addDays(to, 1)).map(({ day }) => Number(day.slice(8)));
}
