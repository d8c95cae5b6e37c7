import type { TaskOpenStep } from '../loan/steps.js';
import { dayOf, dueAfter, type Moment } from '../time/dates.js';
import type { DutyOpening } from './duties.js';

/** A letter that cannot be made, and why. */
export interface Unmade {
  letter: string;
  rule: string;
  why: string;
}

const KIND = 'letter-by-hand';
const DUE_DAYS = 2;
const TITLE =
  '信函无法打印：补正资料、添加字库或手写 a letter that cannot be made: mend what it lacks, or write it by hand';
const FORM = ['处理：补正资料、添加字库或手写', '日期'];

/** The key of its diary under which the work on a loan's letter is opened, once. */
export const byHandKey = (loan: string, letter: string): string => `${letter.slice(loan.length + 1)}/by-hand`;

/** The name of the task that a letter which cannot be made is given to somebody by. */
export const byHandTask = (letter: string): string => `${letter}/by-hand`;

/** Of a loan: its account manager's. */
export function byHandStep(
  loan: string,
  { letter, rule, why }: Unmade,
  { dpd, stage }: { dpd: number; stage: string },
  now: Moment,
): TaskOpenStep {
  return {
    what: 'task.open',
    key: byHandKey(loan, letter),
    at: now,
    rule,
    why,
    dpd,
    stage,
    task: byHandTask(letter),
    kind: KIND,
    role: 'account-manager',
    due: dueAfter(now, DUE_DAYS),
    title: TITLE,
    form: FORM,
    // A demand that is not owed any more is withdrawn, and its work with it.
    delinquency: null,
  };
}

/** To a unit: its department head's. */
export function byHandDuty(
  { letter, rule, why }: Unmade,
  { plan, period, unit }: { plan: string; period: string; unit: string | null },
  now: Moment,
): DutyOpening {
  return {
    id: byHandTask(letter),
    plan,
    // Of each unit's letter one.
    duty: `by-hand/${letter}`,
    period,
    asOf: dayOf(now),
    at: now,
    rule,
    why,
    paper: null,
    task: {
      task: byHandTask(letter),
      kind: KIND,
      role: 'department-head',
      openedAt: now,
      due: dueAfter(now, DUE_DAYS),
      title: TITLE,
      form: FORM,
      ...(unit === null ? {} : { branch: unit }),
    },
  };
}
