import { Temporal } from 'temporal-polyfill';
import { type Day, dayOf, LENDER_ZONE, type Moment, momentAt, timeOf } from './dates.js';

/** Days and hours in another time zone than the lender's: contact rules go by the clock on the borrower's wall. */

/** True for a time zone that exists, such as `Europe/Berlin`. */
export function isZone(zone: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return true;
  } catch {
    return false;
  }
}

export function dayIn(zone: string, moment: Moment): Day {
  return zone === LENDER_ZONE ? dayOf(moment) : zoned(zone, moment).toPlainDate().toString();
}

/** "09:12". */
export function timeIn(zone: string, moment: Moment): string {
  return zone === LENDER_ZONE
    ? timeOf(moment)
    : zoned(zone, moment).toPlainTime().toString({ smallestUnit: 'minute', roundingMode: 'trunc' });
}

/** A time that the clocks leave out counts as the one they jump to; one that comes twice, as its first. */
export function momentIn(zone: string, day: Day, time: string): Moment {
  return zone === LENDER_ZONE
    ? momentAt(day, time)
    : Temporal.PlainDateTime.from(`${day}T${time}`).toZonedDateTime(zone).epochMilliseconds;
}

function zoned(zone: string, moment: Moment): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(moment)).toZonedDateTimeISO(zone);
}
