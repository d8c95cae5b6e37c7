import { rows, type Sql } from '../../../store/base/connection/database.js';
import { ratio } from '../buckets.js';
import type { Values } from '../definitions.js';
import { type ListsOf, listBehind, when } from '../list-behind.js';
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
const KNOWN = `
SELECT *, opened_at + interval '24 hours' AS accept_due, $1::timestamptz AS since FROM complaints
WHERE opened_at < $2 AND borrower_id IN (SELECT borrower_id FROM book)`;

const IS = {
  opened: 'opened_at >= $1',
  open: 'solved_at IS NULL OR solved_at >= $2',
  toAccept: 'accept_due >= $1 AND accept_due < $2',
  accepted: 'accept_due >= $1 AND accept_due < $2 AND accepted_at <= accept_due',
  toSolve: 'solve_due >= $1 AND solve_due < $2 AND (NOT due_assumed OR solved_at <= solve_due)',
  solved: 'solve_due >= $1 AND solve_due < $2 AND solved_at <= solve_due',
  surveys: 'surveyed_at >= $1 AND surveyed_at < $2',
  satisfied: 'surveyed_at >= $1 AND surveyed_at < $2 AND satisfied',
} as const;

const COUNTS = `
SELECT ${Object.entries(IS)
  .map(([name, is]) => `count(*) FILTER (WHERE ${is})::int AS "${name}"`)
  .join(', ')}
FROM (${KNOWN}) c`;

/** Borrowers who had something unpaid at either end of the period. */
const SERVED_BORROWERS = `
SELECT DISTINCT borrower_id FROM (SELECT * FROM at_begin UNION ALL SELECT * FROM at_end) s JOIN book USING (n)
WHERE present AND outstanding > 0`;
const SERVED = `SELECT count(*)::int AS borrowers FROM (${SERVED_BORROWERS}) served`;

const SAYS = { borrower: 'borrower_id', item: 'complaint_id' };
const complaintsThat = (part: string, whole?: string) =>
  listBehind('moments', KNOWN, part, { says: SAYS, ...(whole === undefined ? {} : { whole }) });

export const BEHIND_COMPLAINTS: ListsOf<'complaints'> = {
  complaints: complaintsThat(when(IS.opened)),
  'complaints-open': complaintsThat(when(IS.open)),
  'complaint-rate': listBehind(
    'moments',
    `SELECT complaint_id, borrower_id, 1 AS part, 0 AS whole FROM (${KNOWN}) c WHERE ${IS.opened}
     UNION ALL SELECT NULL, borrower_id, 0, 1 FROM (${SERVED_BORROWERS}) s`,
    'part',
    { whole: 'whole', says: SAYS },
  ),
  'complaints-accepted-in-time-rate': complaintsThat(when(IS.accepted), when(IS.toAccept)),
  'complaints-solved-in-time-rate': complaintsThat(when(IS.solved), when(IS.toSolve)),
  surveys: complaintsThat(when(IS.surveys)),
  satisfaction: complaintsThat(when(IS.satisfied), when(IS.surveys)),
};
