import type { Moment } from '../../domain/time/dates.js';
import { rows, type Sql } from '../base/connection/database.js';

/** Open work of one role. */
export interface OpenWork {
  role: string;
  open: number;
  overdue: number;
}

export const openWork = (sql: Sql, now: Moment): Promise<OpenWork[]> =>
  rows(
    sql,
    `SELECT role, count(*)::int AS open, count(*) FILTER (WHERE due_at < $1)::int AS overdue
     FROM tasks WHERE status = 'open' GROUP BY role ORDER BY role`,
    [new Date(now)],
  );

/** How many open loans each plan has. */
export const openLoans = (sql: Sql): Promise<{ plan: string; loans: number }[]> =>
  rows(
    sql,
    `SELECT plan, count(*)::int AS loans FROM loans WHERE closed_at IS NULL AND taken_in_at IS NOT NULL GROUP BY plan ORDER BY plan`,
  );

/** What was given up, or waits for somebody to look. */
export interface DeadLetters {
  /** Open tasks of auditors about the record. */
  breaks: number;
  /** Facts of other systems that were not taken, and that nobody has settled. */
  facts: number;
  /** Events that a system of the lender's did not take in three days. */
  deliveries: number;
}

export async function deadLetters(sql: Sql): Promise<DeadLetters> {
  const [found] = await rows<DeadLetters>(
    sql,
    `SELECT (SELECT count(*)::int FROM tasks WHERE status = 'open' AND kind = 'record-broken') AS breaks,
            (SELECT count(*)::int FROM inbox WHERE status = 'refused') AS facts,
            (SELECT count(*)::int FROM webhook_deliveries JOIN webhooks USING (webhook) WHERE state = 'failed' AND ended_at IS NULL) AS deliveries`,
  );
  return found!;
}
