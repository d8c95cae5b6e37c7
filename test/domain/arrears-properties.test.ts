import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Account, allocate, amountOf, arrearsOn, type Payment } from '../../src/domain/loan/account/arrears.js';
import { categoryOf } from '../../src/domain/loan/account/classification.js';

const START = Date.UTC(2026, 0, 1);
const DAYS = 500;
const day = (n: number) => new Date(START + n * 86_400_000).toISOString().slice(0, 10);

const amount = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.constant(0));
const instalments = fc
  .array(fc.record({ due: fc.integer({ min: 0, max: 120 }), principal: amount, interest: amount, fee: amount }), {
    minLength: 1,
    maxLength: 6,
  })
  .map((parts) => parts.map(({ due, ...money }, n) => ({ seq: n + 1, dueOn: day(due), ...money })));
const payments = fc
  .array(
    fc.record({
      on: fc.integer({ min: 0, max: 150 }),
      amount: fc.integer({ min: 1, max: 500 }),
      reversedAfter: fc.option(fc.integer({ min: 0, max: 40 })),
    }),
    { maxLength: 8 },
  )
  .map((list) =>
    list.map(({ on, amount, reversedAfter }, n): Payment => {
      const reversedOn = reversedAfter === null ? null : day(on + reversedAfter);
      return { reference: `P${n}`, paidOn: day(on), amount, reversedOn };
    }),
  );
/** Lengths by turns of days between pauses and of pauses: so they never overlap, and may touch. */
const pauses = fc.array(fc.tuple(fc.nat({ max: 30 }), fc.nat({ max: 30 })), { maxLength: 4 }).map((turns) => {
  let at = 0;
  return turns.map(([gap, length]) => {
    const from = at + gap;
    at = from + length;
    return { from: day(from), until: day(at) };
  });
});
const accounts = fc.record<Account>({ instalments, payments, graceDays: fc.nat({ max: 20 }), pauses });
const dates = fc.integer({ min: 0, max: 200 }).map(day);

/** The same by walking through the calendar: every day its payments, cent by cent; a reversal undoes everything and pays again. */
function recount({ instalments, payments, graceDays, pauses }: Account, on: string) {
  const inOrder = [...instalments].sort((a, b) => (a.dueOn === b.dueOn ? a.seq - b.seq : a.dueOn < b.dueOn ? -1 : 1));
  let unpaid: { seq: number; dueOn: string; part: 'fee' | 'interest' | 'principal'; cents: number }[] = [];
  const reset = () => {
    overpaid = 0;
    unpaid = inOrder.flatMap(({ seq, dueOn, ...money }) =>
      (['fee', 'interest', 'principal'] as const).map((part) => ({ seq, dueOn, part, cents: money[part] })),
    );
  };
  let overpaid = 0;
  const pay = (cents: number) => {
    for (let left = cents; left > 0; left--) {
      const open = unpaid.find((it) => it.cents > 0);
      if (open) open.cents--;
      else overpaid++;
    }
  };
  reset();
  let standing: Payment[] = [];
  for (let n = 0; n < DAYS && day(n) <= on; n++) {
    for (const payment of payments.filter((it) => it.paidOn === day(n))) {
      standing.push(payment);
      pay(payment.amount);
    }
    if (!standing.some((it) => it.reversedOn === day(n))) continue;
    standing = standing.filter((it) => it.reversedOn !== day(n));
    reset();
    for (const payment of standing) pay(payment.amount);
  }
  const open = unpaid.filter((it) => it.cents > 0);
  const overdue = open.filter((it) => it.dueOn < on);
  const since = overdue[0]?.dueOn;
  const late =
    since === undefined ? [] : Array.from({ length: DAYS }, (_, n) => day(n)).filter((it) => it >= since && it < on);
  const counted = late.filter((it) => !pauses.some(({ from, until }) => it >= from && (until === null || it < until)));
  const sum = (of: typeof open) => of.reduce((total, it) => total + it.cents, 0);
  const first = open[0];
  return {
    dpd: late.length,
    delinquentDays: Math.max(0, counted.length - graceDays),
    delinquentSince: since === undefined ? null : day((Date.parse(since) - START) / 86_400_000 + graceDays),
    oldestUnpaid: first ? { seq: first.seq, dueOn: first.dueOn } : null,
    overdue: sum(overdue),
    overduePrincipal: sum(overdue.filter((it) => it.part === 'principal')),
    overdueInterest: sum(overdue.filter((it) => it.part === 'interest')),
    overdueFee: sum(overdue.filter((it) => it.part === 'fee')),
    outstanding: sum(open),
    overpaid,
    category: categoryOf(late.length),
  };
}

test('a recount day by day and cent by cent comes to the same', () => {
  fc.assert(
    fc.property(accounts, dates, (account, on) => {
      expect(arrearsOn(account, on)).toEqual(recount(account, on));
    }),
    { numRuns: 500 },
  );
});

test('the order in which instalments and payments stand does not matter', () => {
  const shuffled = accounts.chain((account) =>
    fc.record({
      account: fc.constant(account),
      payments: fc.shuffledSubarray([...account.payments], { minLength: account.payments.length }),
      instalments: fc.shuffledSubarray([...account.instalments], { minLength: account.instalments.length }),
    }),
  );
  fc.assert(
    fc.property(shuffled, dates, ({ account, ...order }, on) => {
      expect(arrearsOn({ ...account, ...order }, on)).toEqual(arrearsOn(account, on));
    }),
  );
});

test('no cent is lost or made: what is owed is what was paid of it and what is unpaid', () => {
  fc.assert(
    fc.property(instalments, fc.nat({ max: 6_000 }), (parts, paid) => {
      const total = parts.reduce((sum, it) => sum + amountOf(it), 0);
      const unpaid = allocate(parts, paid);
      expect(unpaid.reduce((sum, it) => sum + amountOf(it), 0)).toBe(Math.max(0, total - paid));
      for (const it of unpaid)
        for (const cents of [it.fee, it.interest, it.principal]) expect(cents).toBeGreaterThanOrEqual(0);
    }),
  );
});

test('a further payment never makes the arrears worse', () => {
  fc.assert(
    fc.property(accounts, dates, fc.integer({ min: 1, max: 500 }), (account, on, cents) => {
      const more = { reference: 'more', paidOn: day(0), amount: cents, reversedOn: null };
      const before = arrearsOn(account, on);
      const after = arrearsOn({ ...account, payments: [...account.payments, more] }, on);
      expect(after.dpd).toBeLessThanOrEqual(before.dpd);
      expect(after.overdue).toBeLessThanOrEqual(before.overdue);
      expect(after.outstanding).toBe(Math.max(0, before.outstanding - cents));
    }),
  );
});

test('what happens after a day does not change that day', () => {
  fc.assert(
    fc.property(accounts, dates, (account, on) => {
      const known = account.payments
        .filter((it) => it.paidOn <= on)
        .map((it) => ({ ...it, reversedOn: it.reversedOn !== null && it.reversedOn <= on ? it.reversedOn : null }));
      expect(arrearsOn({ ...account, payments: known }, on)).toEqual(arrearsOn(account, on));
    }),
  );
});

test('with nothing paid in between, the next day is one day later', () => {
  fc.assert(
    fc.property(accounts, fc.integer({ min: 200, max: 400 }), (account, n) => {
      const today = arrearsOn(account, day(n));
      const tomorrow = arrearsOn(account, day(n + 1));
      expect(tomorrow.dpd).toBe(today.dpd === 0 ? 0 : today.dpd + 1);
    }),
  );
});
