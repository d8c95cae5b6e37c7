import type { Check } from '../../../domain/plan/care.js';
import type { Plan } from '../../../domain/plan/plan.js';
import { rows, type Sql } from '../../../store/base/connection/database.js';
import { dayOfMoment } from '../lay-out.js';
import { momentsOf, type Scope } from '../scope.js';

export type Covers = NonNullable<Check['covers']>;

/**
 * The checks of a plan whose work counts towards a coverage: those that say so; where none does, all of them, and for screening those
 * of that kind.
 */
export function checksFor(plan: Plan | null, covers: Covers): Check[] {
  const checks = plan?.checks ?? [];
  const named = checks.filter((it) => it.covers === covers);
  if (named.length > 0) return named;
  return covers === 'screening' ? checks.filter((it) => it.task.kind === 'screening') : checks;
}

/** Rows and kinds of checks, side by side: a piece of work is of a check when it has both. */
export const rowsAndKinds = (checks: readonly Check[]): [rules: string[], kinds: string[]] => [
  checks.map((it) => it.rule),
  checks.map((it) => it.task.kind),
];

/** SQL: a piece of work that was cancelled before it was due was not due. */
export const WAS_DUE = `due_at >= $1 AND due_at < $2 AND NOT (status = 'cancelled' AND ended_at <= due_at)`;

/** Borrowers who had to be covered, and those who were. */
export interface Covered {
  asked: number;
  covered: number;
}

/**
 * How many borrowers had to be covered by the work of checks in the period: of whom it was due or was done in it, and who has something
 * unpaid at its end and was in the book before it began. Whoever came in later is asked for as far as there was work to do. Covered: all
 * that was due was done by the end, or, where nothing was due, something was done.
 */
export async function coverageOf(sql: Sql, scope: Scope, checks: readonly Check[]): Promise<Covered> {
  const { from, until } = momentsOf(scope);
  const [found] = await rows<Covered>(sql, COVERED, [new Date(from), new Date(until), ...rowsAndKinds(checks)]);
  return found!;
}

export const ASKED = `
WITH work AS (
  SELECT book.borrower_id, count(*) FILTER (WHERE ${WAS_DUE}) AS due,
         count(*) FILTER (WHERE ${WAS_DUE} AND status = 'done' AND ended_at < $2) AS kept,
         count(*) FILTER (WHERE status = 'done' AND ended_at >= $1 AND ended_at < $2) AS done
  FROM tasks t JOIN book USING (loan_id)
  WHERE opened_at < $2 AND (t.rule, t.kind) IN (SELECT * FROM unnest($3::text[], $4::text[])) GROUP BY book.borrower_id
), asked AS (
  SELECT book.borrower_id FROM at_end JOIN book USING (n) JOIN loans l USING (loan_id)
  WHERE outstanding > 0 AND l.taken_in_at < $1 AND l.disbursed_on < ${dayOfMoment('$1')}
  UNION SELECT borrower_id FROM work WHERE due > 0 OR done > 0
)
SELECT borrower_id, coalesce(CASE WHEN due > 0 THEN kept = due ELSE done > 0 END, false) AS covered
FROM asked LEFT JOIN work USING (borrower_id)`;

const COVERED = `SELECT count(*)::int AS asked, count(*) FILTER (WHERE covered)::int AS covered FROM (${ASKED}) asked`;
