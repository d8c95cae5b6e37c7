import { z } from 'zod';
import type { AccountFacts } from '../../loan/loan-file.js';
import { statementOf } from '../../loan/standing.js';
import type { Minor } from '../../money/money.js';
import type { Plan } from '../../plan/plan.js';
import type { Day, Moment } from '../../time/dates.js';
import { addDays, dayOf } from '../../time/dates.js';
import { asSaid, kind } from '../kind.js';

/** What is on the account that a loan is paid from when this is heard; the next one takes its place. */
export const balance = kind({
  said: (as) => z.strictObject({ loan: as.id, amount: as.money }),
  about: ({ loan }) => `loan/${loan}`,
  heard: asSaid,
  undoneBy: 'itself',
  doors: ['intake'],
});

/** Where a plan sends no reminders. */
const DAYS = 3;
export const LOW_BALANCE = 'low-balance';

/**
 * The account that a loan is paid from is watched from the day of the plan's first reminder on (P9.2). Answers the due day
 * for which there is too little on it, counting what is overdue; null: enough, or nothing falls due so soon.
 */
export function shortOn(file: AccountFacts, plan: Pick<Plan, 'reminders'>, balance: Minor, now: Moment): Day | null {
  const watched = plan.reminders.length > 0 ? Math.max(...plan.reminders.map((it) => it.daysBefore)) : DAYS;
  const { overdue, next } = statementOf(file, now);
  if (next === null || next.on > addDays(dayOf(now), watched)) return null;
  return balance < overdue + next.amount ? next.on : null;
}
