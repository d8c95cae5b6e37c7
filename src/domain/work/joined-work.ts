import { isCallInstead } from '../loan/call-instead.js';
import type { Entry } from '../loan/steps.js';
import type { Role } from '../plan/roles.js';
import { dayOf, type Moment } from '../time/dates.js';

/**
 * Work that reaches a person, a call, a visit, a check of the borrower, is done once a day for all of the person's loans: the task that
 * was opened first leads, those of the other loans join it and hear what comes of it (docs/decisions/0051).
 */
export interface PersonalWork {
  loan: string;
  task: string;
  kind: string;
  role: Role;
  openedAt: Moment;
}

/** A task became part of another, `with`, of the same person. */
export interface TaskJoinStep extends Entry {
  what: 'task.join';
  task: string;
  kind: string;
  role: Role;
  due: Moment;
  with: string;
}

const REACHES = new Set(['call', 'visit', 'interview', 'inventory-check']);
/** Whether somebody who does work of this kind speaks to the borrower, or is there. */
export const reachesPerson = (kind: string): boolean => REACHES.has(kind);
/** What a step that opens work of this kind says of it. */
export const ofPersonIf = (kind: string): { ofPerson?: true } => (reachesPerson(kind) ? { ofPerson: true } : {});

/**
 * Whether one piece of work does for both: of one person, one kind, one role, one day. Of one loan that is so where somebody speaks to the
 * borrower; its checks are asked for by different rows. A call in the place of a message is not made beside another call of that day to
 * the person, by whomever.
 */
export const doesForBoth = (a: PersonalWork, b: PersonalWork): boolean =>
  (a.loan === b.loan ? a.task !== b.task && reachesPerson(a.kind) : true) &&
  a.kind === b.kind &&
  dayOf(a.openedAt) === dayOf(b.openedAt) &&
  (a.role === b.role || isInstead(a) || isInstead(b));

const isInstead = ({ task }: PersonalWork) => isCallInstead(task);

/**
 * Which of two leads: a call of the plan's before one in the place of a message, then the one that was opened first; of one moment, as
 * when a book is taken in, the first by its ids.
 */
export const leads = (a: PersonalWork, b: PersonalWork): boolean =>
  isInstead(a) !== isInstead(b)
    ? isInstead(b)
    : a.openedAt === b.openedAt
      ? `${a.loan} ${a.task}` < `${b.loan} ${b.task}`
      : a.openedAt < b.openedAt;

/** Whether a task must be done sooner since another has become part of it: not for a call in the place of a message beside one of the plan's. */
export const hastens = (follower: Pick<PersonalWork, 'task'>, leader: Pick<PersonalWork, 'task'>): boolean =>
  !isCallInstead(follower.task) || isCallInstead(leader.task);

/** The first of several, null: there is none. */
export const firstOf = <T extends PersonalWork>(all: readonly T[]): T | null =>
  all.reduce<T | null>((first, it) => (first === null || leads(it, first) ? it : first), null);
