import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  covers,
  dueAfter,
  isWorkday,
  NO_CALENDAR,
  ON_HOLIDAY,
  workdayWithin,
} from '../../../src/domain/time/calendar.js';
import { addDays, formatMoment, momentAt } from '../../../src/domain/time/dates.js';
import { chinaCalendar } from '../../../src/library/calendar.js';

const calendar = chinaCalendar();
const due = (openedAt: string, days: number, onHoliday?: (typeof ON_HOLIDAY)[number]) => {
  const [day, time] = openedAt.split(' ') as [string, string];
  return formatMoment(dueAfter(calendar, momentAt(day, time), days, onHoliday)).slice(0, 16);
};

describe('S1: what is due on a day off', () => {
  it('P2.10: the form of a warning of Saturday evening is due on Monday', () => {
    expect(due('2026-11-28 20:15', 1)).toBe('2026-11-30T18:00');
    expect(due('2026-11-27 17:00', 1)).toBe('2026-11-30T18:00');
  });

  it('what would be due in the National Day week is due on the first day after it, before it if the plan says so', () => {
    expect(due('2026-09-29 10:00', 3)).toBe('2026-10-08T18:00');
    expect(due('2026-09-29 10:00', 3, 'before')).toBe('2026-09-30T18:00');
    expect(due('2026-09-29 10:00', 3, 'as-written')).toBe('2026-10-02T18:00');
  });

  it('a Saturday that is worked is a day like any other', () => {
    expect(due('2026-10-09 10:00', 1)).toBe('2026-10-10T18:00');
  });

  it('opened after the close of its last day it has the next working day, and is never due before it is opened', () => {
    expect(due('2026-11-27 18:00', 0)).toBe('2026-11-30T18:00');
    expect(due('2026-11-28 09:00', 0, 'before')).toBe('2026-11-30T18:00');
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3_000 }),
        fc.integer({ min: 0, max: 86_399 }),
        fc.integer({ min: 0, max: 60 }),
        fc.constantFrom(...ON_HOLIDAY),
        (n, second, days, onHoliday) => {
          const day = addDays('2020-01-01', n);
          const openedAt = momentAt(day, '00:00') + second * 1000;
          const at = dueAfter(calendar, openedAt, days, onHoliday);
          expect(at).toBeGreaterThan(openedAt);
          const on = formatMoment(at).slice(0, 10);
          if (onHoliday !== 'as-written') expect(isWorkday(calendar, on)).toBe(true);
          expect(formatMoment(at).slice(11, 16)).toBe('18:00');
        },
      ),
    );
  });

  it('within a period: the way that is said, else the other way, else not at all', () => {
    const week = { from: '2026-02-16', to: '2026-02-22' };
    expect(workdayWithin(calendar, '2026-02-18', week, 'after')).toBeNull();
    expect(workdayWithin(calendar, '2026-02-18', week, 'as-written')).toBe('2026-02-18');
    const october = { from: '2026-10-01', to: '2026-10-31' };
    expect(workdayWithin(calendar, '2026-10-05', october, 'before')).toBe('2026-10-08');
    expect(workdayWithin(calendar, '2026-10-31', october, 'after')).toBe('2026-10-30');
  });
});

describe('a year that is not arranged yet', () => {
  it('has the days off that the law names, and is not covered', () => {
    const off = ['2027-01-01', '2027-02-05', '2027-02-08', '2027-04-05', '2027-06-09', '2027-09-15', '2027-10-01'];
    for (const day of off) expect(isWorkday(calendar, day), day).toBe(false);
    expect(isWorkday(calendar, '2027-02-09')).toBe(true);
    expect(covers(calendar, '2027-02-08')).toBe(false);
    expect(isWorkday(NO_CALENDAR, '2027-02-08')).toBe(true);
  });
});
