import { addDays, type Day } from './dates.js';

/** Working days are data: holidays on weekdays and make-up working days on weekends, for the years that are covered. */
export interface Calendar {
  coveredYears: ReadonlySet<string>;
  holidays: ReadonlySet<Day>;
  makeUpDays: ReadonlySet<Day>;
}

/** Of a year that is not covered only weekends are known. */
export function isWorkday(calendar: Calendar, day: Day): boolean {
  if (calendar.makeUpDays.has(day)) return true;
  if (calendar.holidays.has(day)) return false;
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6;
}

/**
 * The n-th working day after a day. `assumed` when a year is passed that the calendar does not cover: only weekends are
 * known there, and whoever reads the day must be told so.
 */
export function addWorkdays(calendar: Calendar, day: Day, n: number): { day: Day; assumed: boolean } {
  let assumed = false;
  let at = day;
  for (let left = n; left > 0; ) {
    at = addDays(at, 1);
    assumed ||= !calendar.coveredYears.has(at.slice(0, 4));
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
  while (calendar.coveredYears.has(at.slice(0, 4)) && !isWorkday(calendar, at)) at = addDays(at, 1);
  return at;
}
