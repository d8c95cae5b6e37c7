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

/** In SQL: the first moment of that day, and the first after it; of a question about all: the moment that is asked about (`$3`). */
export const DAY_BEGINS = `coalesce($2::date::timestamp AT TIME ZONE 'Asia/Shanghai', $3)`;
export const DAY_IS_OVER = `coalesce(($2::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai', $3)`;

/** In SQL: messages with the lines of the diary that decided them. */
export const NOTICES_DECIDED = `notices n JOIN diary d ON d.kind = 'loan' AND d.subject = n.loan_id AND d.entry = n.entry`;
