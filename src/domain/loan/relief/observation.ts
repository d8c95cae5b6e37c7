import type { Law } from '../../plan/law.js';
import { addDays, type Day, dayOf, type Moment } from '../../time/dates.js';
import { addMonths } from '../../time/period.js';
import { type Account, arrearsOn, nextDue } from '../account/arrears.js';
import type { KnownCase, LoanFile } from '../loan-file.js';
import { fellDue } from './look-back.js';
import { dueDaysNow } from './relief.js';

type AfterRelief = Law['classification']['afterRelief'];

/** The observation period 重组观察期 of a relief. */
export interface Observation {
  of: KnownCase;
  /** The day on which it was over; null: it runs. */
  endedOn: Day | null;
  /** The next day on which it may end; null: it cannot end before another fact comes in. */
  lookOn: Day | null;
}

/**
 * The observation period after the last relief that was granted while the loan was overdue (Order [2023] No. 1 of CBIRC and PBC): the
 * relief took away the days past due, not the difficulty. It lasts until so many months after the first due day of the new terms have
 * passed and so many instalments in a row were paid on time. Null: there was no such relief. `account`: with the plan's tolerance.
 */
export function observationOf(file: LoanFile, account: Account, rule: AfterRelief, now: Moment): Observation | null {
  const [of] = file.cases
    .filter((it) => rule.kinds.includes(it.kind) && it.effect === 'extend' && !it.undone)
    .filter((it) => it.approvedAt !== null && it.approvedAt <= now && wasOverdue(file, account, it.approvedAt))
    .sort((a, b) => b.approvedAt! - a.approvedAt!);
  if (!of) return null;
  const today = dayOf(now);
  const granted = dayOf(of.approvedAt!);
  const first = nextDue(account.instalments, granted);
  if (first === undefined) return { of, endedOn: null, lookOn: null };
  const monthsEnd = addMonths(first, rule.months);
  const due = fellDue(file, account, { from: granted, before: today }, now);
  const enough = due[due.findLastIndex((it) => !it.onTime) + rule.instalments];
  const endedOn = enough && [monthsEnd, addDays(enough.day, 1)].sort().at(-1)!;
  if (endedOn && endedOn <= today && arrearsOn(account, today).dpd === 0) return { of, endedOn, lookOn: null };
  const next = nextDue(account.instalments, today);
  const ahead = [monthsEnd, next && addDays(next, 1)].filter((it): it is Day => it !== undefined && it > today);
  return { of, endedOn: null, lookOn: ahead.sort()[0] ?? null };
}

/** Whether the loan was overdue when the relief was granted, by the due days that held before. */
function wasOverdue(file: LoanFile, account: Account, approvedAt: Moment): boolean {
  const before = { ...account, instalments: dueDaysNow(file, approvedAt - 1) };
  return arrearsOn(before, dayOf(approvedAt)).dpd > 0;
}
