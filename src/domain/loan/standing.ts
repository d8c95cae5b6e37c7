import type { Minor } from '../money/money.js';
import { type Day, dayOf, type Moment } from '../time/dates.js';
import { type Account, type Arrears, amountOf, arrearsOn, unpaidOn } from './account/arrears.js';
import type { AccountFacts } from './loan-file.js';
import { dueDaysNow } from './relief/relief.js';

/**
 * The words for what a loan owes, each for one sum, here and in the figures (src/reports/figures/standing.ts):
 *
 * - amount of an instalment 应还金额 (`amountOf`): its fee, interest and principal.
 * - unpaid 未还: what the payments have left of an instalment.
 * - amount due 到期应还 (`amountDueWith`, `next.amount`): unpaid of all that falls due on one day.
 * - overdue, the arrears 逾期金额 (`overdue`): unpaid of all whose due day is over.
 * - outstanding 未还本息 (`outstanding`): unpaid of all instalments, whether due or to come.
 * - outstanding principal 贷款余额 (`outstandingPrincipal`): the principal of that. Of an unsecured loan the field calls it a
 *   credit exposure.
 * - overpaid 多付 (`overpaid`): paid beyond all instalments; the borrower's.
 *
 * A `balance` is what is on the account that a loan is paid from (src/domain/facts/account/balance.ts), but in letters, whose field of
 * this name is the outstanding principal.
 */

/**
 * A loan's account at a moment, by the due days that hold then: sums to the cent, days past due of what is beyond the plan's tolerance. Grace
 * and pauses, by which the ladder counts its days, are added in scene.ts.
 */
export const accountOf = (file: AccountFacts, now: Moment): Account => ({
  instalments: dueDaysNow(file, now),
  payments: file.payments,
  graceDays: 0,
  pauses: [],
  tolerance: file.tolerance ?? 0,
});

/** How a loan stands at a moment: what was paid up to the end of its day counts. */
export const standingOf = (file: AccountFacts, now: Moment): Arrears => arrearsOn(accountOf(file, now), dayOf(now));

/** What a borrower has to know of a loan: it is asked for now, or comes next. */
export interface Statement {
  overdue: Minor;
  /** The oldest due day that is over and of which something is unpaid; null: none. */
  since: Day | null;
  /** What is due today or on the next day to come; null: nothing more. */
  next: { on: Day; amount: Minor } | null;
  outstanding: Minor;
}

export function statementOf(file: AccountFacts, now: Moment): Statement {
  const today = dayOf(now);
  const unpaid = unpaidOn(accountOf(file, now), today);
  const past = unpaid.filter((it) => it.dueOn < today);
  const next = unpaid.find((it) => it.dueOn >= today);
  const sum = (parts: typeof unpaid) => parts.reduce((total, it) => total + amountOf(it), 0);
  return {
    overdue: sum(past),
    since: past[0]?.dueOn ?? null,
    next: next ? { on: next.dueOn, amount: sum(unpaid.filter((it) => it.dueOn === next.dueOn)) } : null,
    outstanding: sum(unpaid),
  };
}
