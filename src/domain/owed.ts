import { allocate, owed, paidBy } from './arrears.js';
import { type Day, dayOf, type Moment } from './dates.js';
import type { LoanFile } from './loan-file.js';
import type { Minor } from './money.js';
import { dueDaysNow } from './relief.js';

/** What a borrower has to know of a loan: it is asked for now, or comes next. */
export interface Owed {
  /** All that is past its day; 0: nothing. */
  overdue: Minor;
  /** The oldest day that has passed; null: none. */
  since: Day | null;
  /** What is due today or on the next day to come; null: nothing more. */
  next: { on: Day; amount: Minor } | null;
  /** All that is still to be paid. */
  outstanding: Minor;
}

export function owedOf(file: Pick<LoanFile, 'instalments' | 'payments' | 'cases'>, now: Moment): Owed {
  const today = dayOf(now);
  const parts = allocate(dueDaysNow(file, now), paidBy(file.payments, today))
    .map((part) => ({ on: part.dueOn, amount: owed(part) }))
    .filter((part) => part.amount > 0)
    .sort((a, b) => a.on.localeCompare(b.on));
  const past = parts.filter((part) => part.on < today);
  const next = parts.find((part) => part.on >= today);
  const sum = (of: typeof parts) => of.reduce((total, { amount }) => total + amount, 0);
  return {
    overdue: sum(past),
    since: past[0]?.on ?? null,
    next: next ? { on: next.on, amount: sum(parts.filter((part) => part.on === next.on)) } : null,
    outstanding: sum(parts),
  };
}
