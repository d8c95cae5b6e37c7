import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type KnownBook, missingBook } from '../../../src/domain/contact/book-age.js';
import { addDays, type Day } from '../../../src/domain/time/dates.js';
import { chinaCalendar } from '../../../src/library/calendar.js';

const calendar = chinaCalendar();
const books = (...days: Day[]): KnownBook[] => days.map((day) => ({ day, sequence: null }));
const numbered = (...of: [Day, number][]): KnownBook[] => of.map(([day, sequence]) => ({ day, sequence }));
const missing = (known: KnownBook[], today: Day, atMost: number | null = 1) =>
  missingBook(known, { today, calendar, atMost });

describe('nobody is dunned on figures that are too old', () => {
  it('a lender without daily books is never kept back', () => expect(missing([], '2026-12-07')).toBeNull());

  it('yesterday’s book is enough; the day after without a new one is not', () => {
    expect(missing(books('2026-12-01'), '2026-12-01')).toBeNull();
    expect(missing(books('2026-12-01'), '2026-12-02')).toBeNull();
    expect(missing(books('2026-12-01'), '2026-12-03')).toEqual({ after: '2026-12-01', before: null });
  });

  it('over a weekend and holidays Friday’s is the newest that can be', () => {
    expect(missing(books('2026-11-27'), '2026-11-30')).toBeNull();
    expect(missing(books('2026-11-27'), '2026-12-01')).toEqual({ after: '2026-11-27', before: null });
    // The National Day holidays of 2026 are from 1 to 7 October.
    expect(missing(books('2026-09-30'), '2026-10-08')).toBeNull();
    expect(missing(books('2026-09-30'), '2026-10-09')).toEqual({ after: '2026-09-30', before: null });
  });

  it('0: the day’s own must be there, on working days', () => {
    expect(missing(books('2026-11-27'), '2026-11-29', 0)).toBeNull();
    expect(missing(books('2026-11-27'), '2026-11-30', 0)).toEqual({ after: '2026-11-27', before: null });
    expect(missing(books('2026-11-27', '2026-11-30'), '2026-11-30', 0)).toBeNull();
  });

  it('5: a book a week is enough; none is asked for at all by null', () => {
    expect(missing(books('2026-11-20', '2026-11-27'), '2026-12-04', 5)).toBeNull();
    expect(missing(books('2026-11-20', '2026-11-27'), '2026-12-07', 5)).toEqual({ after: '2026-11-27', before: null });
    expect(missing(books('2026-11-02'), '2026-12-07', null)).toBeNull();
  });

  it('a day that was lost is missed though later ones came, until it comes', () => {
    const lost = { after: '2026-12-01', before: '2026-12-03' };
    expect(missing(books('2026-12-01', '2026-12-03'), '2026-12-03')).toEqual(lost);
    expect(missing(books('2026-12-01', '2026-12-02', '2026-12-03'), '2026-12-03')).toBeNull();
    // Friday and Monday follow each other.
    expect(missing(books('2026-11-27', '2026-11-30'), '2026-11-30')).toBeNull();
  });

  it('where books are numbered the number says it, whatever the days are', () => {
    expect(missing(numbered(['2026-12-01', 41], ['2026-12-02', 43]), '2026-12-02')).toMatchObject({
      before: '2026-12-02',
    });
    expect(missing(numbered(['2026-12-01', 41], ['2026-12-04', 42]), '2026-12-04')).toBeNull();
    // Numbers begin anew with a year.
    expect(missing(numbered(['2026-12-31', 250], ['2027-01-01', 1]), '2027-01-02')).toBeNull();
  });

  it('property: with a book of every day nothing is missing, and without one of its working days something is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 20 }), fc.nat(19), (length, at) => {
        const days = Array.from({ length }, (_, n) => addDays('2026-10-12', n));
        const today = days.at(-1)!;
        expect(missing(books(...days), today)).toBeNull();
        const left = days.filter((_, n) => n !== at % (length - 1) || n === 0);
        const dropped = days.find((it) => !left.includes(it));
        const weekday = dropped && new Date(`${dropped}T00:00:00Z`).getUTCDay();
        expect(missing(books(...left), today) !== null).toBe(dropped !== undefined && weekday !== 0 && weekday !== 6);
      }),
    );
  });
});
