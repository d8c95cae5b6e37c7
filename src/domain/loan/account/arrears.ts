import type { Minor } from '../../money/money.js';
import { addDays, type Day, daysBetween } from '../../time/dates.js';
import { type Category, categoryOf } from './classification.js';
import { countUpTo, daysOf, firstWhere, type Instalment, type Payment, paidBy, scheduleOf } from './running-sums.js';

export type { Instalment, Payment };

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
  /** An unpaid rest of up to this much is not acted on, and makes nothing overdue. Left out: every cent counts. */
  tolerance?: Minor;
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
  /** With a tolerance: the oldest with more unpaid than that. */
  oldestUnpaid: { seq: number; dueOn: Day } | null;
  overdue: Minor;
  overduePrincipal: Minor;
  overdueInterest: Minor;
  overdueFee: Minor;
  outstanding: Minor;
  /** Paid beyond all instalments: the borrower's. */
  overpaid: Minor;
  category: Category;
}

/** The amount of an instalment, or of what is unpaid of one. */
export const amountOf = (part: { fee: Minor; interest: Minor; principal: Minor }): Minor =>
  part.fee + part.interest + part.principal;

/**
 * Pays the oldest instalment first; within it fee, interest, principal; what is left over pays the next one early.
 * Since every payment goes by the same order, only their sum matters. Answers every instalment, oldest first.
 */
export function allocate(instalments: readonly Instalment[], paid: Minor): Unpaid[] {
  const { first, left } = reachOf(instalments, paid);
  return scheduleOf(instalments).instalments.map((it, n) =>
    unpaidPart(it, n < first ? amountOf(it) : n === first ? left : 0),
  );
}

/** What is unpaid at the end of a day, oldest first; what is paid in full is left out. */
export const unpaidOn = ({ instalments, payments }: Pick<Account, 'instalments' | 'payments'>, on: Day): Unpaid[] =>
  allocate(instalments, paidBy(payments, on)).filter((part) => amountOf(part) > 0);

/** What of one instalment is unpaid when so much is left for it. */
function unpaidPart({ seq, dueOn, fee, interest, principal }: Instalment, paid: Minor): Unpaid {
  let left = paid;
  const take = (amount: Minor): Minor => {
    const used = Math.min(left, amount);
    left -= used;
    return amount - used;
  };
  return { seq, dueOn, fee: take(fee), interest: take(interest), principal: take(principal) };
}

/** How far a sum reaches: the place of the first instalment, oldest first, that it does not pay in full, and what is left for that. */
function reachOf(instalments: readonly Instalment[], paid: Minor): { first: number; left: Minor } {
  const { amount: upTo } = scheduleOf(instalments);
  const first = firstWhere(upTo.length, (n) => upTo[n]! > paid);
  return { first, left: paid - (upTo[first - 1] ?? 0) };
}

/** Days of the pauses that fall in [from, until). */
function pausedDays(pauses: readonly Pause[], from: Day, until: Day): number {
  return pauses.reduce((sum, pause) => {
    const start = pause.from > from ? pause.from : from;
    const end = pause.until !== null && pause.until < until ? pause.until : until;
    return sum + Math.max(0, daysBetween(start, end));
  }, 0);
}

/** The oldest of which a part is unpaid at the end of a day; undefined: none. */
export const oldestUnpaidOn = ({ instalments, payments }: Account, on: Day): Instalment | undefined =>
  oldestBeyondTolerance({ instalments, payments }, on);

/** The oldest instalment that is acted on at the end of a day; undefined: none is. */
function oldestBeyondTolerance(
  { instalments, payments, tolerance = 0 }: Pick<Account, 'instalments' | 'payments' | 'tolerance'>,
  on: Day,
): Instalment | undefined {
  return scheduleOf(instalments).instalments[reachOf(instalments, paidBy(payments, on) + tolerance).first];
}

/**
 * The arrears of one loan at the end of a day: only what happened on or before it counts. Sums are to the cent; days are
 * counted from what is beyond the tolerance.
 */
export function arrearsOn(account: Account, on: Day): Arrears {
  const paid = paidBy(account.payments, on);
  const oldest = oldestBeyondTolerance(account, on);
  const oldestOverdue = oldest && oldest.dueOn < on ? oldest : undefined;
  const dpd = oldestOverdue ? daysBetween(oldestOverdue.dueOn, on) : 0;
  const inAll = scheduleOf(account.instalments).amount.at(-1) ?? 0;
  return {
    dpd,
    delinquentDays: oldestOverdue
      ? Math.max(0, dpd - account.graceDays - pausedDays(account.pauses, oldestOverdue.dueOn, on))
      : 0,
    delinquentSince: oldestOverdue ? addDays(oldestOverdue.dueOn, account.graceDays) : null,
    oldestUnpaid: oldest ? { seq: oldest.seq, dueOn: oldest.dueOn } : null,
    ...overdueOn(account, on, paid),
    outstanding: inAll - Math.min(paid, inAll),
    overpaid: Math.max(0, paid - inAll),
    category: categoryOf(dpd),
  };
}

/** What is unpaid of all that was due before a day: the first in part, those after it whole. */
function overdueOn(
  { instalments }: Account,
  on: Day,
  paid: Minor,
): Pick<Arrears, 'overdue' | 'overdueFee' | 'overdueInterest' | 'overduePrincipal'> {
  const { instalments: inOrder, ...parts } = scheduleOf(instalments);
  const { first, left } = reachOf(instalments, paid);
  const last = firstDueFrom(inOrder, on) - 1;
  if (last < first) return { overdue: 0, overdueFee: 0, overdueInterest: 0, overduePrincipal: 0 };
  const begun = unpaidPart(inOrder[first]!, left);
  const sum = (part: 'fee' | 'interest' | 'principal') => begun[part] + parts[part][last]! - parts[part][first]!;
  const [overdueFee, overdueInterest, overduePrincipal] = [sum('fee'), sum('interest'), sum('principal')];
  return { overdue: overdueFee + overdueInterest + overduePrincipal, overdueFee, overdueInterest, overduePrincipal };
}

/**
 * The first day on which the loan, if nothing more is paid, is delinquent for `days` days (grace and pauses left out);
 * counted from the oldest unpaid instalment. Null when nothing is unpaid or a pause is open without end.
 */
export function dayOfDelinquency(account: Account, oldestDueOn: Day, days: number): Day | null {
  let day = addDays(oldestDueOn, account.graceDays + days);
  for (;;) {
    // Each step moves the day on by the pauses before it, until there is no other pause before it.
    if (account.pauses.some((pause) => pause.until === null && pause.from < day)) return null;
    const next = addDays(oldestDueOn, account.graceDays + days + pausedDays(account.pauses, oldestDueOn, day));
    if (next === day) return day;
    day = next;
  }
}

/**
 * The due day on which the present delinquency began: the oldest overdue instalment on the first of the unbroken run of
 * days with something overdue. A partial payment moves the oldest unpaid day, not this one. Null when nothing is overdue.
 * Between two payments the oldest unpaid stays the same, so only the days of payments are looked at, back to the begin of the run.
 */
export function delinquencyBegan(account: Account, on: Day): Day | null {
  let began: Day | null = null;
  const paidOn = daysOf(account.payments);
  let [last, n] = [on, countUpTo(paidOn, on) - 1];
  for (;;) {
    const oldest = oldestBeyondTolerance(account, last)?.dueOn;
    if (oldest === undefined || oldest >= last) return began;
    began = oldest;
    const from = paidOn[n];
    if (from === undefined || oldest >= from) return began;
    last = addDays(from, -1);
    n--;
  }
}

/** How many due days before one are unpaid beyond the tolerance at the end of a day. */
export function unpaidDays({ instalments, payments, tolerance = 0 }: Account, on: Day, before: Day): number {
  const { instalments: inOrder, dueDays } = scheduleOf(instalments);
  const { first } = reachOf(instalments, paidBy(payments, on) + tolerance);
  const last = firstDueFrom(inOrder, before) - 1;
  return last < first ? 0 : dueDays[last]! - dueDays[first]! + 1;
}

/** What is unpaid at the end of a day of all that falls due on one. */
export function unpaidDueOn(account: Account, dueOn: Day, on: Day): Unpaid[] {
  const { instalments: inOrder } = scheduleOf(account.instalments);
  const { first, left } = reachOf(account.instalments, paidBy(account.payments, on));
  const from = Math.max(first, firstDueFrom(inOrder, dueOn));
  const rows = inOrder.slice(from, firstDueFrom(inOrder, addDays(dueOn, 1)));
  return rows.map((it, n) => unpaidPart(it, from + n === first ? left : 0)).filter((part) => amountOf(part) > 0);
}

/** The place of the first of them that is due on a day or later. */
const firstDueFrom = (inOrder: readonly Instalment[], day: Day): number =>
  firstWhere(inOrder.length, (n) => inOrder[n]!.dueOn >= day);

/** Those that are due from one day on and before another, oldest first. */
export function dueBetween(instalments: readonly Instalment[], from: Day, before: Day): readonly Instalment[] {
  const { instalments: inOrder } = scheduleOf(instalments);
  return inOrder.slice(firstDueFrom(inOrder, from), firstDueFrom(inOrder, before));
}

/** The next due day from a day on. */
export function nextDue(instalments: readonly Instalment[], from: Day): Day | undefined {
  const { instalments: inOrder } = scheduleOf(instalments);
  return inOrder[firstDueFrom(inOrder, from)]?.dueOn;
}
