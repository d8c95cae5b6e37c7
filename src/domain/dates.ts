import { Temporal } from 'temporal-polyfill';

/** A calendar day of the lender, `YYYY-MM-DD`. Compares correctly as text. */
export type Day = string;
/** A moment: milliseconds since 1970-01-01T00:00Z. */
export type Moment = number;

/** The lender's zone: business days, cut-offs and due days are days of this zone. */
export const LENDER_ZONE = 'Asia/Shanghai';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MS_A_DAY = 86_400_000;

/** True for a day that exists, written YYYY-MM-DD. */
export function isDay(text: string): boolean {
  if (!DAY.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

export function addDays(day: Day, days: number): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * MS_A_DAY).toISOString().slice(0, 10);
}

/** Days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / MS_A_DAY);
}

/** The lender's calendar day at a moment. */
export function dayOf(moment: Moment): Day {
  const guess = new Date(moment + USUAL_OFFSET_MS).toISOString().slice(0, 10);
  const fits = midnightOf(guess) <= moment && moment < midnightOf(addDays(guess, 1));
  return fits ? guess : zoned(moment).toPlainDate().toString();
}

/** The moment at which a wall-clock time ("09:12") falls on a day of the lender. */
export function momentAt(day: Day, time: string): Moment {
  const midnight = midnightOf(day);
  if (time === '00:00') return midnight;
  // A day of 24 hours has no change of the clocks in it.
  if (midnightOf(addDays(day, 1)) - midnight === MS_A_DAY && /^\d\d:\d\d$/.test(time))
    return midnight + (Number(time.slice(0, 2)) * 60 + Number(time.slice(3))) * 60_000;
  return Temporal.PlainDateTime.from(`${day}T${time}`).toZonedDateTime(LENDER_ZONE).epochMilliseconds;
}

/** Asked for all the time, and slow to find out: kept for the days that were asked for. */
const midnights = new Map<Day, Moment>();
const MOST_MIDNIGHTS = 20_000;
const USUAL_OFFSET_MS = 8 * 3_600_000;

function midnightOf(day: Day): Moment {
  const known = midnights.get(day);
  if (known !== undefined) return known;
  const midnight = Temporal.PlainDate.from(day).toZonedDateTime(LENDER_ZONE).epochMilliseconds;
  if (midnights.size >= MOST_MIDNIGHTS) midnights.clear();
  midnights.set(day, midnight);
  return midnight;
}

/** "09:12" of a moment, in the lender's zone. */
export function timeOf(moment: Moment): string {
  return zoned(moment).toPlainTime().toString({ smallestUnit: 'minute' });
}

/** ISO 8601 with the lender's offset, to the second: 2026-11-12T09:12:00+08:00. */
export function formatMoment(moment: Moment): string {
  return zoned(moment).toString({ smallestUnit: 'second', timeZoneName: 'never' });
}

/** Reads an ISO 8601 moment with an offset, or a day (its first moment in the lender's zone); null if neither. */
export function parseMoment(text: string): Moment | null {
  if (isDay(text)) return momentAt(text, '00:00');
  try {
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch {
    return null;
  }
}

/** Reads an ISO 8601 duration of days, hours, minutes ("P2D", "PT30M") as milliseconds; null if it is not one. */
export function parseDuration(text: string): number | null {
  try {
    return Temporal.Duration.from(text).total({ unit: 'millisecond', relativeTo: '2026-01-01' });
  } catch {
    return null;
  }
}

function zoned(moment: Moment): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(moment)).toZonedDateTimeISO(LENDER_ZONE);
}

/** The end of a working day, by which work is due. */
export const CLOSE_OF_BUSINESS = '18:00';

/** The close of business so many days after it was opened; opened after the close of its last day: of the day after. */
export function dueAfter(openedAt: Moment, dueDays: number): Moment {
  const due = momentAt(addDays(dayOf(openedAt), dueDays), CLOSE_OF_BUSINESS);
  return due > openedAt ? due : due + MS_A_DAY;
}
