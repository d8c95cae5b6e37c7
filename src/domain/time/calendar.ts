import { addDays, CLOSE_OF_BUSINESS, type Day, dayOf, type Moment, momentAt } from './dates.js';

/** Working days are data: days off and make-up working days on weekends, all of them for the years that are covered. */
export interface Calendar {
  coveredYears: ReadonlySet<string>;
  holidays: ReadonlySet<Day>;
  makeUpDays: ReadonlySet<Day>;
}

/** What a day off does to what falls on it; `before` and `after`: it is done on the nearest working day that way. */
export const ON_HOLIDAY = ['before', 'after', 'as-written'] as const;
export type OnHoliday = (typeof ON_HOLIDAY)[number];

/** Covers no year: the calendar of a loan's file until the lender's has been read into it. */
export const NO_CALENDAR: Calendar = { coveredYears: new Set(), holidays: new Set(), makeUpDays: new Set() };

/** So many days before the known working days end, somebody is asked for the next year's. For later days deadlines would be guessed from weekends. */
const ASKED_DAYS = 90;

/** The last day of which it is known whether it is a working day; before every day where none is. */
export const lastKnownDay = ({ coveredYears }: Calendar): Day => `${[...coveredYears].sort().at(-1) ?? ''}-12-31`;

/** That day, where it is near; null: it is not. */
export function endsSoon(calendar: Calendar, today: Day): Day | null {
  const end = lastKnownDay(calendar);
  return end < addDays(today, ASKED_DAYS) ? end : null;
}

/** Whether it is known which days of the year are working days; where it is not they are assumed. */
export const covers = ({ coveredYears }: Calendar, day: Day): boolean => coveredYears.has(day.slice(0, 4));

/** Of a year that is not covered only weekends are known, and the days off that the law names. */
export function isWorkday(calendar: Calendar, day: Day): boolean {
  if (calendar.makeUpDays.has(day)) return true;
  if (calendar.holidays.has(day)) return false;
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6;
}

/**
 * The n-th working day after a day. `assumed` when a year is passed that the calendar does not cover: its days off
 * are not all known, and whoever reads the day must be told so.
 */
export function addWorkdays(calendar: Calendar, day: Day, n: number): { day: Day; assumed: boolean } {
  let assumed = false;
  let at = day;
  for (let left = n; left > 0; ) {
    at = addDays(at, 1);
    assumed ||= !covers(calendar, at);
    if (isWorkday(calendar, at)) left--;
  }
  return { day: at, assumed };
}

/**
 * The day itself if it is a working day, else the next one (Civil Code art. 203). In a year that the calendar does not
 * cover the day stays as it is: nothing is guessed.
 */
export function nextWorkday(calendar: Calendar, day: Day): Day {
  let at = day;
  while (covers(calendar, at) && !isWorkday(calendar, at)) at = addDays(at, 1);
  return at;
}

/** The day itself if it is a working day, else the nearest one that way. */
export function workdayFrom(calendar: Calendar, day: Day, way: 'before' | 'after' = 'after'): Day {
  let at = day;
  while (!isWorkday(calendar, at)) at = addDays(at, way === 'after' ? 1 : -1);
  return at;
}

/** The days from one to another, both included. */
interface Span {
  from: Day;
  to: Day;
}

/**
 * The working day of a period on which something is done that falls on `day`: that day or the nearest working day in the given
 * direction, or in the other if the period has none there. Null: the period has no working day.
 */
export function workdayWithin(calendar: Calendar, day: Day, { from, to }: Span, onHoliday: OnHoliday): Day | null {
  if (onHoliday === 'as-written') return day;
  const ways = [onHoliday, onHoliday === 'after' ? 'before' : 'after'] as const;
  return ways.map((way) => workdayFrom(calendar, day, way)).find((it) => it >= from && it <= to) ?? null;
}

/** The working days after one day, up to another. */
export function workdaysBetween(calendar: Calendar, after: Day, to: Day): Day[] {
  const found: Day[] = [];
  for (let day = addDays(after, 1); day <= to; day = addDays(day, 1)) if (isWorkday(calendar, day)) found.push(day);
  return found;
}

export const closeOf = (day: Day): Moment => momentAt(day, CLOSE_OF_BUSINESS);

/**
 * When work is due that has so many days from its opening: at the close of business of the last of them or, if that is a day off, of
 * the working day before or after it (`onHoliday`); never before it was opened.
 */
export function dueAfter(
  calendar: Calendar,
  openedAt: Moment,
  dueDays: number,
  onHoliday: OnHoliday = 'after',
): Moment {
  const last = addDays(dayOf(openedAt), dueDays);
  const written = closeOf(last) > openedAt ? last : addDays(last, 1);
  if (onHoliday === 'as-written') return closeOf(written);
  const due = closeOf(workdayFrom(calendar, written, onHoliday));
  return due > openedAt ? due : closeOf(workdayFrom(calendar, written));
}
