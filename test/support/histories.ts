import fc from 'fast-check';
import { addDays, momentAt } from '../../src/domain/time/dates.js';

/** Something that happened on its own day and was heard of so many days later. */
export interface Told {
  day: number;
  late: number;
}

/** What ordinary days bring for one loan, in days from `BEGIN`: each fact may come late, and be taken back. */
export interface History {
  payments: (Told & { amount: number; back: number | null; again: Told | null })[];
  relief: { kind: 'grace' | 'extension'; day: number; days: number; undoneAfter: number | null } | null;
  promise: { day: number; days: number; amount: number } | null;
  stop: { day: number; startAfter: number | null } | null;
}

export const BEGIN = '2026-01-15';
/** The day of the instalment that counts, and its sum. */
export const DUE = '2026-01-20';
export const OWED = 106_000;
/** The last fact is heard of by day 70: below 91 days past due, out of which only people lift a loan. */
export const END = momentAt(addDays(BEGIN, 80), '23:00');
export const moment = (day: number, time = '10:00') => momentAt(addDays(BEGIN, day), time);

const day = fc.integer({ min: 0, max: 50 });
const late = fc.constantFrom(0, 0, 1, 3, 12);
const told: fc.Arbitrary<Told> = fc.record({ day, late });

export const histories: fc.Arbitrary<History> = fc.record({
  payments: fc.array(
    fc.record({
      day,
      late,
      amount: fc.constantFrom(50_000, OWED, OWED, 2 * OWED, 3 * OWED),
      back: fc.constantFrom(null, 0, 2, 8),
      again: fc.option(told, { nil: null }),
    }),
    { maxLength: 3 },
  ),
  relief: fc.option(
    fc.record({
      kind: fc.constantFrom('grace' as const, 'extension' as const),
      day,
      days: fc.integer({ min: 3, max: 20 }),
      undoneAfter: fc.constantFrom(null, 2, 6),
    }),
    { nil: null },
  ),
  promise: fc.option(
    fc.record({ day, days: fc.integer({ min: 0, max: 8 }), amount: fc.constantFrom(50_000, OWED, OWED + 4_000) }),
    { nil: null },
  ),
  stop: fc.option(fc.record({ day, startAfter: fc.constantFrom(null, 4) }), { nil: null }),
});
