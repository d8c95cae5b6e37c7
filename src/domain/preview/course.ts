import type { LoanFile } from '../loan/loan-file.js';
import type { Plan } from '../plan/plan.js';
import type { Moment } from '../time/dates.js';

/** A loan on its way through a preview. */
export interface Course {
  file: LoanFile;
  plan: Plan;
  /** The file's diary, which is written on. */
  done: Set<string>;
  nextAt: Moment | null;
}

export const soonest = (a: Moment | null, b: Moment | null): Moment | null =>
  a === null ? b : b === null ? a : Math.min(a, b);
