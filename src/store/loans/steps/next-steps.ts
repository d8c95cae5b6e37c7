import type { Agenda } from '../../../domain/agenda.js';
import type { Moment } from '../../../domain/time/dates.js';
import { rows, type Sql } from '../../base/connection/database.js';

/** Null: the loan waits for news. */
export type NextStep = Agenda['next'];

/** In the order of the columns `at` and `what`. */
export const nextStepValues = (next: NextStep) => (next === null ? [null, null] : [new Date(next.at), next.what]);

export const upsertNextStep = (of: string) => `INSERT INTO next_steps (loan_id, at, what) ${of}
  ON CONFLICT (loan_id) DO UPDATE SET at = excluded.at, what = excluded.what
  WHERE (next_steps.at, next_steps.what) IS DISTINCT FROM (excluded.at, excluded.what)`;

/** Of a loan for which there was nothing else to write. Nobody has to be told of it. */
export async function noteNextStep(sql: Sql, loan: string, next: NextStep): Promise<void> {
  const text = upsertNextStep('VALUES ($1, $2::timestamptz, $3)');
  await rows(sql, { name: 'next step', text }, [loan, ...nextStepValues(next)]);
}

/** Open loans whose next step should have been done before, the longest due first. */
export async function loansDueBefore(sql: Sql, before: Moment, limit: number): Promise<string[]> {
  const due = await rows<{ loan: string }>(
    sql,
    `SELECT loan_id AS loan FROM next_steps JOIN loans USING (loan_id)
     WHERE next_steps.at < $1 AND closed_at IS NULL ORDER BY next_steps.at, loan_id LIMIT $2`,
    [new Date(before), limit],
  );
  return due.map((it) => it.loan);
}
