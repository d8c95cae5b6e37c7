import type { Calendar } from '../../domain/time/calendar.js';
import { type CalendarEntry, withEntry } from '../../domain/time/calendar-entries.js';
import { chinaCalendar } from '../../library/calendar.js';
import { rows, type Sql } from './connection/database.js';

/** Column, in SQL: the version of the lender's calendar; null: the one that ships. */
export const CALENDAR_VERSION = '(SELECT version FROM calendar ORDER BY calendar_id DESC LIMIT 1)';

/** The calendars that this process has read, by version, so that a wake-up need not read one. */
const read = new Map<string, Promise<Calendar>>();

/** The lender's working days, of the version that a statement has just answered. */
export function calendarOf(sql: Sql, version: string | null): Promise<Calendar> {
  if (version === null) return Promise.resolve(chinaCalendar());
  const known = read.get(version);
  if (known) return known;
  const calendar = readCalendar(sql);
  read.set(version, calendar);
  calendar.catch(() => read.delete(version));
  return calendar;
}

export async function calendarNow(sql: Sql): Promise<Calendar> {
  const [row] = await rows<{ version: string | null }>(sql, `SELECT ${CALENDAR_VERSION} AS version`);
  return calendarOf(sql, row!.version);
}

async function readCalendar(sql: Sql): Promise<Calendar> {
  const entries = await rows<CalendarEntry>(
    sql,
    `SELECT year, to_json(holidays) AS holidays, to_json(make_up_days) AS "makeUpDays", day, works FROM calendar ORDER BY day IS NOT NULL, calendar_id`,
  );
  return entries.reduce(withEntry, chinaCalendar());
}
