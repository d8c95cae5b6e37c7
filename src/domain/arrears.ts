import { type Category, categoryOf } from './classification.js';
import { addDays, type Day, daysBetween } from './dates.js';
import type { Minor } from './money.js';

export interface Instalment {
  seq: number;
  dueOn: Day;
  principal: Minor;
  interest: Minor;
  fee: Minor;
}

export interface Payment {
  reference: string;
  paidOn: Day;
  amount: Minor;
  /** From this day on the payment counts no more; null: it stands. */
  reversedOn: Day | null;
}

/** Days that do not count towards delinquency: `from` included, `until` not; `until` null: still open. */
export interface Pause {
  from: Day;
  until: Day | null;
}

export interface Account {
  instalments: readonly Instalment[];
  payments: readonly Payment[];
  graceDays: number;
  pauses: readonly Pause[];
}

/** What of an instalment is unpaid. */
export interface Unpaid {
  seq: number;
  dueOn: Day;
  fee: Minor;
  interest: Minor;
  principal: Minor;
}

export interface Arrears {
  dpd: number;
  delinquentDays: number;
  delinquentSince: Day | null;
  oldestUnpaid: { seq: number; dueOn: Day } | null;
  overdue: Minor;
  overduePrincipal: Minor;
  overdueInterest: Minor;
  overdueFee: Minor;
  outstanding: Minor;
  category: Category;
}

export const owed = (part: { fee: Minor; interest: Minor; principal: Minor }): Minor =>
  part.fee + part.interest + part.principal;

const oldestFirst = (a: Instalment, b: Instalment) => a.dueOn.localeCompare(b.dueOn) || a.seq - b.seq;

/** What has been paid by the end of a day. A payment counts from its own day until the day of its reversal. */
export function paidBy(payments: readonly Payment[], on: Day): Minor {
  return payments
    .filter((payment) => payment.paidOn <= on && (payment.reversedOn === null || payment.reversedOn > on))
    .reduce((sum, payment) => sum + payment.amount, 0);
}

/**
 * Pays the oldest instalment first; within it fee, interest, principal; what is left over pays the next one early.
 * Since every payment goes by the same order, only their sum matters. Answers every instalment, oldest first.
 */
export function allocate(instalments: readonly Instalment[], paid: Minor): Unpaid[] {
  let left = paid;
  const take = (amount: Minor): Minor => {
    const used = Math.min(left, amount);
    left -= used;
    return amount - used;
  };
  return [...instalments].sort(oldestFirst).map(({ seq, dueOn, fee, interest, principal }) => ({
    seq,
    dueOn,
    fee: take(fee),
    interest: take(interest),
    principal: take(principal),
  }));
}

/** Days of the pauses that fall in [from, until). */
function pausedDays(pauses: readonly Pause[], from: Day, until: Day): number {
  return pauses.reduce((sum, pause) => {
    const start = pause.from > from ? pause.from : from;
    const end = pause.until !== null && pause.until < until ? pause.until : until;
    return sum + Math.max(0, daysBetween(start, end));
  }, 0);
}

/** The arrears of one loan at the end of a day: only what happened on or before it counts. */
export function arrearsOn(account: Account, on: Day): Arrears {
  const unpaid = allocate(account.instalments, paidBy(account.payments, on)).filter((part) => owed(part) > 0);
  const overdue = unpaid.filter((part) => part.dueOn < on);
  const sum = (parts: Unpaid[], of: (part: Unpaid) => Minor) => parts.reduce((total, part) => total + of(part), 0);
  const oldestOverdue = overdue[0];
  const oldest = unpaid[0];
  const dpd = oldestOverdue ? daysBetween(oldestOverdue.dueOn, on) : 0;
  return {
    dpd,
    delinquentDays: oldestOverdue
      ? Math.max(0, dpd - account.graceDays - pausedDays(account.pauses, oldestOverdue.dueOn, on))
      : 0,
    delinquentSince: oldestOverdue ? addDays(oldestOverdue.dueOn, account.graceDays) : null,
    oldestUnpaid: oldest ? { seq: oldest.seq, dueOn: oldest.dueOn } : null,
    overdue: sum(overdue, owed),
    overduePrincipal: sum(overdue, (part) => part.principal),
    overdueInterest: sum(overdue, (part) => part.interest),
    overdueFee: sum(overdue, (part) => part.fee),
    outstanding: sum(unpaid, owed),
    category: categoryOf(dpd),
  };
}

/**
 * The first day on which the loan, if nothing more is paid, is delinquent for `days` days (grace and pauses left out);
 * counted from the oldest unpaid instalment. Null when nothing is unpaid or a pause is open without end.
 */
export function dayOfDelinquency(account: Account, oldestDueOn: Day, days: number): Day | null {
  let day = addDays(oldestDueOn, account.graceDays + days);
  for (;;) {
    // Each step adds the pauses found so far; it ends since there are finitely many of them.
    if (account.pauses.some((pause) => pause.until === null && pause.from < day)) return null;
    const next = addDays(oldestDueOn, account.graceDays + days + pausedDays(account.pauses, oldestDueOn, day));
    if (next === day) return day;
    day = next;
  }
}

/**
 * The due day on which the present delinquency began: the oldest overdue instalment on the first of the unbroken run of
 * days with something overdue. A partial payment moves the oldest unpaid day, not this one. Null when nothing is overdue.
 */
export function delinquencyBegan(account: Account, on: Day): Day | null {
  const changes = [
    ...account.instalments.map((instalment) => addDays(instalment.dueOn, 1)),
    ...account.payments.flatMap((payment) => [payment.paidOn, ...(payment.reversedOn ? [payment.reversedOn] : [])]),
  ];
  const days = [...new Set([...changes.filter((day) => day < on), on])].sort().reverse();
  let began: Day | null = null;
  for (const day of days) {
    const oldest = oldestOverdueOn(account, day);
    if (!oldest) break;
    began = oldest;
  }
  return began;
}

function oldestOverdueOn(account: Account, on: Day): Day | null {
  const oldest = allocate(account.instalments, paidBy(account.payments, on)).find((part) => owed(part) > 0);
  return oldest && oldest.dueOn < on ? oldest.dueOn : null;
}
