import type { Minor } from '../money/money.js';
import type { Plan } from '../plan/plan.js';
import { dayOf, type Moment } from '../time/dates.js';
import { amountOf, unpaidDueOn } from './account/arrears.js';
import { toleranceOf } from './account/tolerance.js';
import type { AccountFacts, LoanFile } from './loan-file.js';
import { accountOf, standingOf } from './standing.js';
import type { NoticeStep } from './steps.js';

/** The amount due with an instalment: what is unpaid of it and of the other rows of its due day; 0 for a number that is not due. */
export function amountDueWith(file: AccountFacts, seq: number, now: Moment): Minor {
  const account = accountOf(file, now);
  const dueOn = account.instalments.find((it) => it.seq === seq)?.dueOn;
  if (dueOn === undefined) return 0;
  return unpaidDueOn(account, dueOn, dayOf(now)).reduce((sum, it) => sum + amountOf(it), 0);
}

/** What a message asks for: the amount due with the instalment that it is about, or all that is overdue (null). */
export const amountAsked = (file: AccountFacts, about: number | null, now: Moment): Minor =>
  about === null ? standingOf(file, now).overdue : amountDueWith(file, about, now);

/** Whether a message that asks for money still has something to ask for: more than the plan tolerates. */
export const asksForSomething = (
  file: AccountFacts & Pick<LoanFile, 'principal'>,
  plan: Plan,
  about: number | null,
  now: Moment,
) => amountAsked(file, about, now) > toleranceOf(plan, file.principal);

/** Offers and news are sent whatever is paid. */
export const tellsOfNoMoney = ({ purpose, about }: Pick<NoticeStep, 'purpose' | 'about'>): boolean =>
  purpose === 'offer' || (purpose === 'service' && about === null);
