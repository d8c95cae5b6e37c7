import type { Minor } from '../money/money.js';
import type { Plan } from '../plan/plan.js';
import { type Day, dayOf, type Moment } from '../time/dates.js';
import { type Account, allocate, arrearsOn, owed, unpaidDueOn } from './arrears.js';
import type { LoanFile } from './loan-file.js';
import { dueDaysNow } from './relief.js';
import { paidBy } from './running-sums.js';
import type { NoticeStep } from './steps.js';
import { toleranceOf } from './tolerance.js';

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

/** What is unpaid on a day of what falls due with an instalment, itself and the other rows of its due day, in minor units. */
export function unpaidOf(file: Owing, seq: number, now: Moment): number {
  const account = accountOf(file, now);
  const dueOn = account.instalments.find((it) => it.seq === seq)?.dueOn;
  if (dueOn === undefined) return 0;
  return unpaidDueOn(account, dueOn, dayOf(now)).reduce((sum, it) => sum + owed(it), 0);
}

/** All that is overdue of a loan, in minor units. */
export function overdueOf(file: Owing, now: Moment): number {
  return arrearsOn(accountOf(file, now), dayOf(now)).overdue;
}

const accountOf = (file: Owing, now: Moment): Account => {
  return { instalments: dueDaysNow(file, now), payments: file.payments, graceDays: 0, pauses: [] };
};

/** What is unpaid of what a message is about: of the due day of one instalment, or all that is overdue (null). */
export const unpaidAbout = (file: Owing, about: number | null, now: Moment): number =>
  about === null ? overdueOf(file, now) : unpaidOf(file, about, now);

/** Whether a message that asks for money still has something to ask for: more than the plan tolerates. */
export const asksForSomething = (
  file: Owing & Pick<LoanFile, 'principal'>,
  plan: Plan,
  about: number | null,
  now: Moment,
) => unpaidAbout(file, about, now) > toleranceOf(plan, file.principal);

/** Offers and news are sent whatever is paid. */
export const tellsOfNoMoney = ({ purpose, about }: Pick<NoticeStep, 'purpose' | 'about'>): boolean =>
  purpose === 'offer' || (purpose === 'service' && about === null);

type Owing = Pick<LoanFile, 'instalments' | 'payments' | 'cases'>;
