import type { Minor } from '../../money/money.js';
import type { Day } from '../../time/dates.js';
import { keptWith } from './kept.js';

export interface Instalment {
  seq: number;
  dueOn: Day;
  principal: Minor;
  interest: Minor;
  fee: Minor;
  /** When it came in after the loan was taken in; left out: it was there from the beginning. */
  recordedAt?: number;
  /** When another of its number came in its place, or it was called off; left out: it stands. */
  replacedAt?: number;
}

export interface Payment {
  reference: string;
  paidOn: Day;
  amount: Minor;
  /** From this day on the payment counts no more; null: it stands. */
  reversedOn: Day | null;
}

/**
 * Running sums of what falls due and of what was paid: an account is asked for its arrears on many days in one wake-up, and must
 * not be added up anew for each, however old it is. They are kept as long as the list that they were made of, which nobody changes.
 */
export interface Schedule {
  /** Oldest first. */
  instalments: readonly Instalment[];
  /** What falls due up to each instalment, that one included: in all, and by part. */
  amount: readonly Minor[];
  fee: readonly Minor[];
  interest: readonly Minor[];
  principal: readonly Minor[];
  /** How many different due days there are up to each instalment. */
  dueDays: readonly number[];
}

export const scheduleOf = keptWith((instalments: readonly Instalment[]): Schedule => {
  const inOrder = [...instalments].sort(oldestFirst);
  const fee = upTo(inOrder.map((it) => it.fee));
  const interest = upTo(inOrder.map((it) => it.interest));
  const principal = upTo(inOrder.map((it) => it.principal));
  const amount = fee.map((sum, n) => sum + interest[n]! + principal[n]!);
  const dueDays = upTo(inOrder.map((it, n) => (it.dueOn === inOrder[n - 1]?.dueOn ? 0 : 1)));
  return { instalments: inOrder, amount, fee, interest, principal, dueDays };
});

const oldestFirst = (a: Instalment, b: Instalment) => (a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : a.seq - b.seq);

function upTo(amounts: readonly Minor[]): Minor[] {
  let sum = 0;
  return amounts.map((amount) => (sum += amount));
}

interface Paid {
  /** The days on which the sum of payments changes, in order, and that sum from each of them on. */
  days: readonly Day[];
  sums: readonly Minor[];
}

/**
 * What has been paid by the end of a day. A payment counts from its own day until the day of its reversal; one that was booked
 * again under its reference counts once a day.
 */
export function paidBy(payments: readonly Payment[], on: Day): Minor {
  const { days, sums } = paidOf(payments);
  const after = firstWhere(days.length, (n) => days[n]! > on);
  return after === 0 ? 0 : sums[after - 1]!;
}

const paidOf = keptWith((payments: readonly Payment[]): Paid => {
  const bookings = new Map<string, Payment[]>();
  for (const it of payments) {
    const before = bookings.get(it.reference);
    if (before) before.push(it);
    else bookings.set(it.reference, [it]);
  }
  const changes = new Map<Day, Minor>();
  for (const all of bookings.values()) {
    let before = 0;
    const days = all.length === 1 && all[0]!.reversedOn === null ? [all[0]!.paidOn] : daysOfBookings(all);
    for (const day of days) {
      const counts = all.find((it) => it.paidOn <= day && (it.reversedOn === null || it.reversedOn > day))?.amount ?? 0;
      changes.set(day, (changes.get(day) ?? 0) + counts - before);
      before = counts;
    }
  }
  const days = [...changes.keys()].sort();
  return { days, sums: upTo(days.map((day) => changes.get(day)!)) };
});

/** The days on which a payment began or ceased to count, each once, in order. */
export const daysOf = (payments: readonly Payment[]): readonly Day[] => paidOf(payments).days;

const daysOfBookings = (bookings: readonly Payment[]): Day[] =>
  [...new Set(bookings.flatMap((it) => (it.reversedOn === null ? [it.paidOn] : [it.paidOn, it.reversedOn])))].sort();

/** By halving: the first of 0 … count - 1 for which `fits` is true, if it is then true for all later ones; `count`: for none. */
export function firstWhere(count: number, fits: (n: number) => boolean): number {
  let [from, to] = [0, count];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (fits(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** How many of the days or moments, which are in order, lie up to `last`, that one included. */
export const countUpTo = <T extends Day | number>(inOrder: readonly T[], last: T): number =>
  firstWhere(inOrder.length, (n) => inOrder[n]! > last);
