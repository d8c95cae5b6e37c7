import { type Calendar, workdaysBetween } from '../time/calendar.js';
import { addDays, type Day } from '../time/dates.js';

/** A book of a day that was taken in, or is not waited for any more. */
export interface KnownBook {
  day: Day;
  /** The core system's own number of it; null: it gives none. */
  sequence: number | null;
}

/** Days whose book is missing: those after one, before another; `before` null: nothing came since. */
export interface MissingBook {
  after: Day;
  before: Day | null;
}

/** A lender who says nothing expects the book of the last working day. */
export const USUAL_BOOK_AGE = 1;

/**
 * What is missing of the daily books: then who paid is not known, and nobody may be dunned. Null: nothing, or the lender has no
 * daily books. `books`: from the oldest that still matters, in order of day and number. `atMost`: so many working days may the newest
 * be older than the day; 0: the day's own must be there. Null: it does not matter.
 */
export function missingBook(
  books: readonly KnownBook[],
  { today, calendar, atMost }: { today: Day; calendar: Calendar; atMost: number | null },
): MissingBook | null {
  const newest = books.at(-1);
  if (newest === undefined || atMost === null) return null;
  for (const [n, book] of books.entries()) {
    const before = books[n + 1];
    if (before && isGap(book, before, calendar, atMost)) return { after: book.day, before: before.day };
  }
  const until = atMost === 0 ? today : addDays(today, -1);
  const since = workdaysBetween(calendar, newest.day, until).length;
  return since > Math.max(0, atMost - 1) ? { after: newest.day, before: null } : null;
}

/** By the core system's numbers; where it gives none, more working days without a book than there are between two. */
function isGap(one: KnownBook, next: KnownBook, calendar: Calendar, atMost: number): boolean {
  if (one.sequence !== null && next.sequence !== null && next.sequence > one.sequence)
    return next.sequence > one.sequence + 1;
  return workdaysBetween(calendar, one.day, addDays(next.day, -1)).length > Math.max(0, atMost - 1);
}
