import type { LoanFile } from '../loan/loan-file.js';
import { openTask, workOf } from '../loan/open-task.js';
import type { TaskOpenStep } from '../loan/steps.js';
import type { Reason } from '../reason/reason.js';
import type { Calendar } from '../time/calendar.js';
import { dayOf, type Moment } from '../time/dates.js';
import type { DutyOpening } from './duties.js';

/** A letter that cannot be made, and why. */
export interface Unmade {
  letter: string;
  rule: string;
  why: Reason;
}

const BY_HAND = {
  kind: 'letter-by-hand',
  dueDays: 2,
  title: '信函无法打印：补正资料、添加字库或手写 a letter that cannot be made: mend what it lacks, or write it by hand',
  form: ['处理：补正资料、添加字库或手写', '日期'],
};

/** The key of its diary under which the work on a loan's letter is opened, once. */
export const byHandKey = (loan: string, letter: string): string => `${letter.slice(loan.length + 1)}/by-hand`;

/** The name of the task that a letter which cannot be made is given to somebody by. */
export const byHandTask = (letter: string): string => `${letter}/by-hand`;

/** Of a loan: its account manager's. `of`: that of the work which the letter goes with. */
export function byHandStep(
  file: Pick<LoanFile, 'loan' | 'calendar'>,
  { letter, rule, why }: Unmade,
  { dpd, stage, of }: Pick<TaskOpenStep, 'dpd' | 'stage' | 'of'>,
  now: Moment,
): TaskOpenStep {
  const entry = { key: byHandKey(file.loan, letter), at: now, rule, why, dpd, stage };
  // It does not end with the delinquency: if everything is paid, the letter itself is withdrawn, and this work with it.
  return openTask(file, entry, { ...BY_HAND, role: 'account-manager' }, { task: byHandTask(letter), of });
}

/** To a unit: its department head's. */
export function byHandDuty(
  { letter, rule, why }: Unmade,
  { plan, period, unit }: { plan: string; period: string; unit: string | null },
  now: Moment,
  calendar: Calendar,
): DutyOpening {
  return {
    id: byHandTask(letter),
    plan,
    // One for the letter of each unit.
    duty: `by-hand/${letter}`,
    period,
    asOf: dayOf(now),
    at: now,
    rule,
    why,
    paper: null,
    task: {
      ...workOf(calendar, byHandTask(letter), now, { ...BY_HAND, role: 'department-head' }),
      openedAt: now,
      ...(unit === null ? {} : { branch: unit }),
    },
  };
}
