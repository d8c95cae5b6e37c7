import { Temporal } from 'temporal-polyfill';

/** A calendar day of the lender, `YYYY-MM-DD`. Compares correctly as text. */
export type Day = string;
/** A moment: milliseconds since 1970-01-01T00:00Z. */
export type Moment = number;

/** The lender's zone: business days, cut-offs and due days are days of this zone. */
export const LENDER_ZONE = 'Asia/Shanghai';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
/** A day of the lender's zone, which has set no clock back since 1991. */
export const MS_A_DAY = 86_400_000;

/** The first and the last day that anything can be on: beyond them a sum of days might leave the calendar. */
export const FIRST_DAY: Day = '1900-01-01';
export const LAST_DAY: Day = '2199-12-31';

/** True for a day that exists within these bounds, written YYYY-MM-DD. */
export function isDay(text: string): boolean {
  if (!DAY.test(text) || text < FIRST_DAY || text > LAST_DAY) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** What came round longer ago than a year is over: it is not made up for, and not asked for. */
export const LOOK_BACK_DAYS = 366;

export function addDays(day: Day, days: number): Day {
  return dayNumbered(numberOf(day) + days);
}

/** Days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return numberOf(to) - numberOf(from);
}

/** Each day with its number since 1970-01-01, remembered because parsing days is slow and rules count in days all the time. */
const numbers = new Map<Day, number>();
const names = new Map<number, Day>();
const MOST_KEPT = 120_000;

function numberOf(day: Day): number {
  const known = numbers.get(day);
  return known ?? keep(day, Date.parse(`${day}T00:00:00Z`) / MS_A_DAY).number;
}

function dayNumbered(number: number): Day {
  const known = names.get(number);
  return known ?? keep(new Date(number * MS_A_DAY).toISOString().slice(0, 10), number).day;
}

function keep(day: Day, number: number): { day: Day; number: number } {
  if (numbers.size >= MOST_KEPT) {
    numbers.clear();
    names.clear();
  }
  if (!Number.isNaN(number)) {
    numbers.set(day, number);
    names.set(number, day);
  }
  return { day, number };
}

/** The lender's calendar day at a moment. */
export function dayOf(moment: Moment): Day {
  const guess = dayNumbered(Math.floor((moment + USUAL_OFFSET_MS) / MS_A_DAY));
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

/** Offsets of the lender's zone by month, remembered because finding one is slow; null: clocks change in that month. */
const offsets = new Map<string, number | null>();
const USUAL_OFFSET_MS = 8 * 3_600_000;

/** By how much the lender's clocks are ahead in the whole month of a day; null: they change in it. */
function offsetIn(day: Day): number | null {
  const month = day.slice(0, 7);
  const known = offsets.get(month);
  if (known !== undefined) return known;
  const first = `${month}-01`;
  const ahead = [first, `${month}-16`, `${addDays(first, 31).slice(0, 7)}-01`].map(
    (it) => numberOf(it) * MS_A_DAY - exactMidnight(it),
  );
  const offset = ahead.every((it) => it === ahead[0]) ? ahead[0]! : null;
  offsets.set(month, offset);
  return offset;
}

function midnightOf(day: Day): Moment {
  const offset = offsetIn(day);
  return offset === null ? exactMidnight(day) : numberOf(day) * MS_A_DAY - offset;
}

const exactMidnight = (day: Day): Moment => Temporal.PlainDate.from(day).toZonedDateTime(LENDER_ZONE).epochMilliseconds;

/** "09:12" of a moment, in the lender's zone. */
export function timeOf(moment: Moment): string {
  if (offsetIn(dayOf(moment)) === USUAL_OFFSET_MS)
    return new Date(moment + USUAL_OFFSET_MS).toISOString().slice(11, 16);
  return zoned(moment).toPlainTime().toString({ smallestUnit: 'minute' });
}

/** ISO 8601 with the lender's offset, to the second: 2026-11-12T09:12:00+08:00. */
export function formatMoment(moment: Moment): string {
  if (offsetIn(dayOf(moment)) === USUAL_OFFSET_MS)
    return `${new Date(moment + USUAL_OFFSET_MS).toISOString().slice(0, 19)}+08:00`;
  return zoned(moment).toString({ smallestUnit: 'second', timeZoneName: 'never' });
}

/** As people read it, in the lender's zone: 2026-11-12 09:12. */
export const minuteOf = (moment: Moment): string => formatMoment(moment).slice(0, 16).replace('T', ' ');

/** Reads an ISO 8601 moment with an offset, or a day (its first moment in the lender's zone); null if neither, or out of bounds. */
export function parseMoment(text: string): Moment | null {
  if (isDay(text)) return momentAt(text, '00:00');
  try {
    const moment = Temporal.Instant.from(text).epochMilliseconds;
    return moment >= midnightOf(FIRST_DAY) && moment < midnightOf(addDays(LAST_DAY, 1)) ? moment : null;
  } catch {
    return null;
  }
}

const LONGEST_DURATION = 3660 * MS_A_DAY;

/** Reads an ISO 8601 duration of days, hours, minutes ("P2D", "PT30M") of up to ten years as milliseconds; null if it is not one. */
export function parseDuration(text: string): number | null {
  try {
    const length = Temporal.Duration.from(text).total({ unit: 'millisecond', relativeTo: '2026-01-01' });
    return length >= 0 && length <= LONGEST_DURATION ? length : null;
  } catch {
    return null;
  }
}

function zoned(moment: Moment): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(moment)).toZonedDateTimeISO(LENDER_ZONE);
}

/** The end of a working day, by which work is due. */
export const CLOSE_OF_BUSINESS = '18:00';
