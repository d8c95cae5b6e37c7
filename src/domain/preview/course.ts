import type { LoanFile } from '../loan/loan-file.js';
import type { Plan } from '../plan/plan.js';
import type { Role } from '../plan/roles.js';
import type { Day, Moment } from '../time/dates.js';

/** A loan on its way through a preview. */
export interface Course {
  file: LoanFile;
  plan: Plan;
  /** The file's diary, which is written on. */
  done: Set<string>;
  nextAt: Moment | null;
  /** The roles whose people are all away on a day; left out: there are no staff. */
  away?: (day: Day) => ReadonlySet<Role>;
}

export const soonest = (a: Moment | null, b: Moment | null): Moment | null =>
  a === null ? b : b === null ? a : Math.min(a, b);

export const earliest = (all: { nextAt: Moment | null }[]): Moment | null =>
  all.reduce<Moment | null>((first, { nextAt }) => soonest(first, nextAt), null);
