import { letterFile, letterId } from '../entry/ids.js';
import type { Minor } from '../money/money.js';
import { type Day, dayOf, type Moment } from '../time/dates.js';
import { allocate, amountOf, arrearsOn, unpaidOn } from './account/arrears.js';
import type { Category } from './account/classification.js';
import type { AccountFacts } from './loan-file.js';
import { dueDaysNow } from './relief/relief.js';
import { accountOf } from './standing.js';
import type { Entry, LetterStep } from './steps.js';

/** A letter that goes with a piece of work of a loan, or stands alone: its id and its file follow from loan and key. */
export function letterStep(loan: string, entry: Entry, kind: string, task: string | null): LetterStep {
  const file = letterFile(letterId(loan, entry.key));
  return { ...entry, what: 'letter', kind, file, ...(task === null ? {} : { task }) };
}

/** What a letter about a loan says of it at the end of a day: ids, days and amounts, nothing personal. */
export interface LoanFigures {
  asOf: Day;
  dpd: number;
  category: Category;
  /** The due day of the oldest instalment that is overdue; null: nothing is overdue. */
  overdueSince: Day | null;
  /** All that is overdue, and what it is made of. */
  overdue: Minor;
  principal: Minor;
  interest: Minor;
  fee: Minor;
  /** Principal that is not paid back, due or not. */
  balance: Minor;
  /** The last due day that holds now. */
  maturesOn: Day;
  /** What falls due in the month of that day and is not paid; `principal` of it, the rest is interest and fees. */
  maturing: { total: Minor; principal: Minor };
}

/** By the same rules as `arrears` and the agenda; a payment of the day itself counts. */
export function loanFigures(file: AccountFacts, at: Moment): LoanFigures {
  const asOf = dayOf(at);
  const account = accountOf(file, at);
  const { instalments } = account;
  const arrears = arrearsOn(account, asOf);
  const unpaid = unpaidOn(account, asOf);
  const maturesOn = instalments
    .map((it) => it.dueOn)
    .sort()
    .at(-1)!;
  const maturing = unpaid.filter((it) => it.dueOn.slice(0, 7) === maturesOn.slice(0, 7));
  const sum = (parts: typeof unpaid, of: (part: (typeof unpaid)[number]) => Minor) =>
    parts.reduce((total, part) => total + of(part), 0);
  return {
    asOf,
    dpd: arrears.dpd,
    category: arrears.category,
    overdueSince: arrears.overdue > 0 ? unpaid[0]!.dueOn : null,
    overdue: arrears.overdue,
    principal: arrears.overduePrincipal,
    interest: arrears.overdueInterest,
    fee: arrears.overdueFee,
    balance: sum(unpaid, (part) => part.principal),
    maturesOn,
    maturing: { total: sum(maturing, amountOf), principal: sum(maturing, (part) => part.principal) },
  };
}

/** What a payment paid: the oldest instalment first, after the payments that came in before it. */
export interface PaymentFigures {
  reference: string;
  paidOn: Day;
  amount: Minor;
  principal: Minor;
  interest: Minor;
  fee: Minor;
  /** More than was unpaid. */
  over: Minor;
  /** Principal that is left after it. */
  balance: Minor;
}

/** Null: the payment is not there, or was reversed. */
export function paymentFigures(file: AccountFacts, reference: string): PaymentFigures | null {
  const payment = file.payments.find((it) => it.reference === reference && it.reversedOn === null && it.amount > 0);
  if (!payment) return null;
  const { paidOn, amount, recordedAt } = payment;
  const order = (it: typeof payment) => `${String(it.recordedAt).padStart(16, '0')} ${it.reference}`;
  const earlier = file.payments.filter((it) => it.reversedOn === null && order(it) < order(payment));
  const before = earlier.reduce((sum, it) => sum + it.amount, 0);
  const instalments = dueDaysNow(file, recordedAt);
  const left = (paid: Minor) =>
    allocate(instalments, paid).reduce(
      (sum, part) => ({
        principal: sum.principal + part.principal,
        interest: sum.interest + part.interest,
        fee: sum.fee + part.fee,
      }),
      { principal: 0, interest: 0, fee: 0 },
    );
  const [was, is] = [left(before), left(before + amount)];
  const paid = { principal: was.principal - is.principal, interest: was.interest - is.interest, fee: was.fee - is.fee };
  return { reference, paidOn, amount, ...paid, over: amount - amountOf(paid), balance: is.principal };
}
