import { rows, type Sql } from '../../../store/base/connection/database.js';
import { ratio } from '../buckets.js';
import type { Values } from '../definitions.js';
import { momentsOf, type Scope } from '../scope.js';

export interface Complaints {
  values: Values<'complaints'>;
}

/** Complaints of the plan's borrowers (P4.8), as they were known at the cut-off. */
export async function complaints(sql: Sql, scope: Scope): Promise<Complaints> {
  const { from, until } = momentsOf(scope);
  const [it] = await rows<Record<string, number>>(sql, COUNTS, [new Date(from), new Date(until)]);
  const [served] = await rows<{ borrowers: number }>(sql, SERVED);
  return {
    values: {
      complaints: it!.opened!,
      'complaints-open': it!.open!,
      'complaint-rate': ratio(it!.opened!, served!.borrowers),
      'complaints-accepted-in-time-rate': ratio(it!.accepted!, it!.toAccept!),
      'complaints-solved-in-time-rate': ratio(it!.solved!, it!.toSolve!),
      surveys: it!.surveys!,
      satisfaction: ratio(it!.satisfied!, it!.surveys!),
    },
  };
}

/** In time is judged of complaints whose time limit ended in the period; none is late by days of a year that the calendar does not cover. */
const COUNTS = `
SELECT count(*) FILTER (WHERE opened_at >= $1)::int AS opened,
       count(*) FILTER (WHERE solved_at IS NULL OR solved_at >= $2)::int AS open,
       count(*) FILTER (WHERE accept_due >= $1 AND accept_due < $2)::int AS "toAccept",
       count(*) FILTER (WHERE accept_due >= $1 AND accept_due < $2 AND accepted_at <= accept_due)::int AS accepted,
       count(*) FILTER (WHERE solve_due >= $1 AND solve_due < $2 AND (NOT due_assumed OR solved_at <= solve_due))::int AS "toSolve",
       count(*) FILTER (WHERE solve_due >= $1 AND solve_due < $2 AND solved_at <= solve_due)::int AS solved,
       count(*) FILTER (WHERE surveyed_at >= $1 AND surveyed_at < $2)::int AS surveys,
       count(*) FILTER (WHERE surveyed_at >= $1 AND surveyed_at < $2 AND satisfied)::int AS satisfied
FROM (SELECT *, opened_at + interval '24 hours' AS accept_due FROM complaints) c
WHERE opened_at < $2 AND borrower_id IN (SELECT borrower_id FROM book)`;

/** Borrowers who had something unpaid at either end of the period. */
const SERVED = `
SELECT count(DISTINCT borrower)::int AS borrowers
FROM (SELECT * FROM at_begin UNION ALL SELECT * FROM at_end) s WHERE present AND outstanding > 0`;
