import type { Day, Moment } from '../../../domain/time/dates.js';
import type { Database } from '../../base/connection/database.js';

/** A question about a loan, as it is asked. */
export interface Ask {
  sql: Database['pool'];
  loan: string;
  /** The day that is asked about; null: all. */
  on: Day | null;
  /** The moment that is asked about; left out of a question about all: now. */
  at: Moment;
}

/** In SQL: a moment lies on the day that is asked about (`$2`), in the lender's zone. */
export const ON_DAY = (moment: string): string =>
  `($2::date IS NULL OR (${moment} AT TIME ZONE 'Asia/Shanghai')::date = $2::date)`;
