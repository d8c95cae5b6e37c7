import type { Calendar } from './calendar.js';
import type { Day } from './dates.js';

/** A year as it was taken in, or one day: of the other the fields are null, or empty. */
export interface CalendarEntry {
  year: number | null;
  holidays: Day[];
  makeUpDays: Day[];
  day: Day | null;
  works: boolean | null;
}

/** A year replaces what was known of it; a day is a working day or a day off from then on, also where its year is not covered. */
export function withEntry(calendar: Calendar, it: CalendarEntry): Calendar {
  const [holidays, makeUpDays] = [new Set(calendar.holidays), new Set(calendar.makeUpDays)];
  if (it.day !== null) {
    (it.works ? makeUpDays : holidays).add(it.day);
    (it.works ? holidays : makeUpDays).delete(it.day);
    return { ...calendar, holidays, makeUpDays };
  }
  const year = String(it.year);
  for (const days of [holidays, makeUpDays]) for (const day of days) if (day.startsWith(year)) days.delete(day);
  for (const day of it.holidays) holidays.add(day);
  for (const day of it.makeUpDays) makeUpDays.add(day);
  return { coveredYears: new Set([...calendar.coveredYears, year]), holidays, makeUpDays };
}
