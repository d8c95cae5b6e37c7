import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Account, arrearsOn, delinquencyBegan } from '../../src/domain/loan/account/arrears.js';
import { firstOnEnd } from '../../src/domain/loan/relief/look-back.js';
import { addDays, type Day } from '../../src/domain/time/dates.js';

/** What is found by search must be what going through every day finds. */
const BEGIN = '2026-01-01';
const LENGTH = 200;
const DAYS = Array.from({ length: LENGTH }, (_, n) => addDays(BEGIN, n));
const day = fc.integer({ min: 0, max: LENGTH - 1 });

const accounts: fc.Arbitrary<Account> = fc
  .record({
    due: fc.array(fc.tuple(day, fc.integer({ min: 1, max: 20 })), { minLength: 1, maxLength: 8 }),
    paid: fc.array(fc.tuple(day, fc.integer({ min: 1, max: 40 }), fc.constantFrom(null, 0, 3, 30)), { maxLength: 8 }),
    tolerance: fc.constantFrom(0, 0, 3),
  })
  .map(({ due, paid, tolerance }) => ({
    instalments: due.map(([n, principal], seq) => ({ seq, dueOn: DAYS[n]!, principal, interest: 0, fee: 0 })),
    payments: paid.map(([n, amount, back], it) => {
      const reversedOn = back === null ? null : addDays(DAYS[n]!, back);
      return { reference: `P${it}`, paidOn: DAYS[n]!, amount, reversedOn };
    }),
    graceDays: 0,
    pauses: [],
    tolerance,
  }));

const upTo = (on: Day) => DAYS.slice(0, DAYS.indexOf(on) + 1).reverse();

describe('standing by search', () => {
  it('a delinquency began with what was oldest on the first of the days on end with something overdue', () => {
    fc.assert(
      fc.property(accounts, day, (account, n) => {
        const days = upTo(DAYS[n]!);
        const free = days.findIndex((it) => arrearsOn(account, it).dpd === 0);
        const run = free < 0 ? days : days.slice(0, free);
        const began = run.length === 0 ? null : arrearsOn(account, run.at(-1)!).oldestUnpaid!.dueOn;
        expect(delinquencyBegan(account, DAYS[n]!)).toBe(began);
      }),
      { numRuns: 2000 },
    );
  });

  it('what is so since when: the first of the days of change on end on which it was', () => {
    const changes = fc.uniqueArray(day, { maxLength: 30 });
    fc.assert(
      fc.property(
        fc.uniqueArray(day, { maxLength: 6 }),
        changes,
        fc.array(day, { maxLength: 7 }),
        day,
        (news, own, begins, n) => {
          const today = DAYS[n]!;
          const newsOn = news.sort((a, b) => a - b).map((it) => DAYS[it]!);
          // From one day with news to the next it begins once, if at all, and lasts.
          const fits = (on: Day) => {
            const stretch = newsOn.filter((it) => it <= on).length;
            return on === today || DAYS.indexOf(on) >= (begins[stretch] ?? LENGTH);
          };
          const days = [...new Set([...own.map((it) => DAYS[it]!), ...newsOn])].sort();
          let since = today;
          for (const it of days.filter((it) => it < today).reverse()) {
            if (!fits(it)) break;
            since = it;
          }
          const next = (from: Day) => days.find((it) => it >= from);
          expect(firstOnEnd(today, newsOn, next, fits)).toBe(since);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
