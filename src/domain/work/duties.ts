import { dutyId } from '../entry/ids.js';
import { type Work, workOf } from '../loan/open-task.js';
import type { Plan } from '../plan/plan.js';
import type { Role } from '../plan/roles.js';
import type { Duty } from '../plan/unit.js';
import type { Reason } from '../reason/reason.js';
import { type Calendar, dueAfter, workdayFrom, workdayWithin } from '../time/calendar.js';
import { addDays, type Day, dayOf, type Moment, momentAt } from '../time/dates.js';
import { dayIn, type Period, periodOf, previousPeriod } from '../time/period.js';

/**
 * The recurring work of a unit: meetings, screenings, training, archive days, papers. A duty comes round once a period,
 * on one working day of it; what it is for is that day, by the calendar and not by the clock.
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
export function dutiesBetween(plan: Pick<Plan, 'duties'>, calendar: Calendar, from: Day, until: Day): DueDuty[] {
  const found: DueDuty[] = [];
  for (let day = from; day < until; day = addDays(day, 1)) found.push(...dutiesOn(plan, calendar, day));
  return found;
}

function dutiesOn({ duties }: Pick<Plan, 'duties'>, calendar: Calendar, day: Day): DueDuty[] {
  return duties.flatMap((duty) => {
    const period = periodOf(duty.every, day);
    const written = dutyDay(duty, period);
    const isOn = inMonths(duty, written) && workdayWithin(calendar, written, period, duty.onHoliday ?? 'after') === day;
    return isOn ? [{ duty, day, period }] : [];
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
export function openingOf(
  plan: Pick<Plan, 'plan'>,
  duty: Duty,
  asOf: Day,
  now: Moment,
  calendar: Calendar,
): DutyOpening {
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
    task:
      duty.task === undefined ? null : taskOf(calendar, id, duty, duty.task, dayOf(now) === asOf ? at : now, period),
    paper: duty.report === undefined ? null : { ...paperOf(duty, period, asOf, calendar), to: duty.to },
  };
}

/**
 * The paper of a duty: of the period before, as of its end, or of the running one, as of the day. Of days it is the working day before:
 * on a Monday Friday is told of, which would else be in no paper.
 */
function paperOf({ report, of }: Duty, period: Period, asOf: Day, calendar: Calendar) {
  const before = previousPeriod(period);
  const last = period.type === 'day' ? periodOf('day', workdayFrom(calendar, before.from, 'before')) : before;
  const told = of === 'last' ? last : period;
  return { kind: report!, period: told.text, asOf: of === 'last' ? told.to : asOf };
}

/**
 * What is to be done by a day (`onHoliday: before`) has its time from the day that the plan writes, though a day off moves its beginning: the
 * month's summary, P7.12, is not due in the next month. Unless that is over: then from its opening.
 */
function taskOf(
  calendar: Calendar,
  id: string,
  duty: Duty,
  task: NonNullable<Duty['task']>,
  openedAt: Moment,
  period: Period,
): DutyTask {
  const spec = { ...task, title: task.title ?? duty.title };
  const written = dueAfter(calendar, momentAt(dutyDay(duty, period), DUTY_TIME), task.dueDays, task.onHoliday);
  const due = task.onHoliday === 'before' && written > openedAt ? written : undefined;
  return { ...workOf(calendar, `duty/${id}`, openedAt, spec, due), openedAt };
}

/** Days of a year as Temporal's Schedules know them. */
export interface DutyDays {
  year: number;
  /** 1 to 12, in all of which it falls on the same days. */
  months: number[];
  /** Days of these months. */
  days: number[];
}

/**
 * The days of a duty in a year, the one before and the one after it: days off are another matter each year, and are looked up
 * anew all the time (`applySchedules`).
 */
export function dutyDays(duty: Duty, calendar: Calendar, year: number): DutyDays[] {
  const found: DutyDays[] = [];
  for (const { day } of dutiesBetween({ duties: [duty] }, calendar, `${year - 1}-01-01`, `${year + 2}-01-01`)) {
    const [ofYear, month, ofMonth] = day.split('-').map(Number) as [number, number, number];
    const last = found.at(-1);
    if (last?.year === ofYear && last.months[0] === month) last.days.push(ofMonth);
    else found.push({ year: ofYear, months: [month], days: [ofMonth] });
  }
  return found.filter((it, n) => {
    const same = found.slice(0, n).find((other) => other.year === it.year && String(other.days) === String(it.days));
    same?.months.push(...it.months);
    return !same;
  });
}
