import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, type Day, dayOf, momentAt, timeOf } from '../../../src/domain/time/dates.js';
import {
  addMonths,
  dayIn,
  nextPeriod,
  type PeriodType,
  parsePeriod,
  periodOf,
  previousPeriod,
} from '../../../src/domain/time/period.js';

const TYPES: PeriodType[] = ['day', 'week', 'half-month', 'month', 'quarter', 'half-year', 'year'];
const days = fc.integer({ min: 0, max: 12_000 }).map((n): Day => addDays('2000-01-01', n));

describe('periods of the calendar', () => {
  it.each([
    ['2026-11-24', 'week', '2026-W48', '2026-11-23', '2026-11-29'],
    ['2027-01-01', 'week', '2026-W53', '2026-12-28', '2027-01-03'],
    ['2026-11-15', 'half-month', '2026-11-A', '2026-11-01', '2026-11-15'],
    ['2026-02-16', 'half-month', '2026-02-B', '2026-02-16', '2026-02-28'],
    ['2028-02-29', 'month', '2028-02', '2028-02-01', '2028-02-29'],
    ['2026-11-24', 'quarter', '2026-Q4', '2026-10-01', '2026-12-31'],
    ['2026-07-01', 'half-year', '2026-H2', '2026-07-01', '2026-12-31'],
    ['2026-07-01', 'year', '2026', '2026-01-01', '2026-12-31'],
  ] as const)('%s lies in the %s %s', (day, type, text, from, to) => {
    expect(periodOf(type, day)).toEqual({ type, text, from, to });
  });

  it('each is read as it is written, its neighbours touch it, and every day of it lies in it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...TYPES), days, fc.integer({ min: 1, max: 400 }), (type, day, n) => {
        const period = periodOf(type, day);
        expect(parsePeriod(period.text)).toEqual(period);
        expect(nextPeriod(period).from).toBe(addDays(period.to, 1));
        expect(previousPeriod(period).to).toBe(addDays(period.from, -1));
        expect(periodOf(type, dayIn(period, n))).toEqual(period);
      }),
    );
  });

  it.each(['', '2026-13', '2026-Q5', '2026-W54', '2026-02-30', '26-01', '2026-11-C', 'now'])('%j is none', (text) => {
    expect(parsePeriod(text)).toBeNull();
  });

  it('a month later is the same day, or the last one of a shorter month (Civil Code art. 202)', () => {
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28');
    expect(addMonths('2028-01-31', 1)).toBe('2028-02-29');
    expect(addMonths('2026-12-15', 1)).toBe('2027-01-15');
    expect(addMonths('2026-01-15', -1)).toBe('2025-12-15');
  });
});

describe('days of the lender', () => {
  it('every moment of a day is found on it, in years with and without a change of the clocks', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1985, 0), max: Date.UTC(2060, 0) }), (at) => {
        const day = dayOf(at);
        expect(momentAt(day, '00:00')).toBeLessThanOrEqual(at);
        expect(momentAt(addDays(day, 1), '00:00')).toBeGreaterThan(at);
        expect(momentAt(day, timeOf(at))).toBe(at - (at % 60_000));
      }),
    );
  });
});
