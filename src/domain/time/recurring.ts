import type { Moment } from './dates.js';

/** Something that recurs, as the Temporal server has it. */
export interface Recurring {
  schedule: string;
  title: string;
  /** False: it should be there and is not. */
  there: boolean;
  /** Null when it is not there, or never comes again. */
  next: Moment | null;
  /** The moment for which it was started last; null: never. */
  last: Moment | null;
  /** How many were too late to be made up for, since it was made: `backfill` opens them. */
  missed: number;
  paused: boolean;
  note: string;
  /** What became of the last run that it started; null: none is known. */
  lastRun: LastRun | null;
}

export interface LastRun {
  workflow: string;
  /** As the server calls it: RUNNING, COMPLETED, FAILED, … */
  status: string;
  endedAt: Moment | null;
  /** What it answered, where it answers figures. */
  result: Record<string, number> | null;
}
