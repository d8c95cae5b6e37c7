import { chineseOf, word } from '../../../domain/reason/vocabulary.js';
import type { Day } from '../../../domain/time/dates.js';
import { rows, type Sql } from '../../../store/base/connection/database.js';
import { dayOfMoment, LEADS } from '../../figures/lay-out.js';
import { momentsOf, type Scope } from '../../figures/scope.js';

/** A check or visit that was due in the period, or done in it. */
export interface Visit {
  /** The task's id. */
  key: string;
  borrower: string;
  loan: string;
  kind: string;
  title: string | null;
  /** Who did it, or has to; null: nobody in particular. */
  who: string | null;
  role: string;
  dueOn: Day;
  /** Null: not done by the cut-off. */
  doneOn: Day | null;
  /** What the record had to answer. */
  asked: string[];
  /** What it says to each line; null: it was not asked for, or not done. */
  answers: Record<string, string> | null;
  /** What was noted besides. */
  note: string | null;
  /** What was found, as the kind of a signal; null: nothing that opens a warning. */
  finding: string | null;
  /** Files kept with the record. */
  evidence: number;
}

/** Which work is meant: of these kinds, or of kinds that fit a regular expression (null: of none); of one borrower alone, or of all. */
interface Which {
  kinds: readonly string[];
  like: string | null;
  borrower: string | null;
}

export async function visitsOf(sql: Sql, scope: Scope, { kinds, like, borrower }: Which): Promise<Visit[]> {
  const { from, until } = momentsOf(scope);
  const done = (column: string) => `CASE WHEN status = 'done' AND ended_at < $2 THEN ${column} END`;
  return rows<Visit>(
    sql,
    `SELECT task_id AS key, borrower_id AS borrower, loan_id AS loan, t.kind, title, owner AS who, role, ${dayOfMoment('due_at')} AS "dueOn",
            ${done(dayOfMoment('ended_at'))} AS "doneOn", form AS asked, ${done(`record -> 'answers'`)} AS answers,
            ${done(`left(record ->> 'note', 500)`)} AS note, ${done(`record ->> 'finding'`)} AS finding,
            (SELECT count(*)::int FROM evidence e WHERE e.task_id = t.task_id AND kept_at < $2) AS evidence
     FROM tasks t JOIN book USING (loan_id)
     WHERE (t.kind = ANY($3) OR t.kind ~ $4) AND ($5::text IS NULL OR borrower_id = $5)
       AND (status = 'done' AND ended_at >= $1 AND ended_at < $2
            OR due_at >= $1 AND due_at < $2 AND opened_at < $2 AND (ended_at IS NULL OR ended_at >= $2))
       AND ${LEADS}
     ORDER BY borrower_id COLLATE "C", due_at, task_id COLLATE "C"`,
    [new Date(from), new Date(until), kinds, like, borrower],
  );
}

/** How a visit's line reads. */
export const shownVisit = (it: Visit) => ({
  who: it.who ?? it.role,
  kind: it.title === null ? word(it.kind) : chineseOf(it.title),
  asked: it.asked.join('；'),
  finding: it.finding && word(it.finding),
});

/** What the record says, in one text: each line of the form that was answered, and what was noted. */
export const recordOf = ({ answers, note }: Pick<Visit, 'answers' | 'note'>): string =>
  [...Object.entries(answers ?? {}).map(([line, answer]) => `${line}：${answer}`), ...(note ? [note] : [])].join('；');
