import type { Work } from '../../../domain/loan/open-task.js';
import type { TaskSubject } from '../../../domain/loan/steps.js';
import type { Reason } from '../../../domain/reason/reason.js';
import type { Moment } from '../../../domain/time/dates.js';
import type { Sql } from '../../base/connection/database.js';

/** In SQL: how a task that a row opens stands: by itself, or done with another (joined-work.ts). */
export const STATUS = `CASE WHEN step.joined_to IS NULL THEN 'open' ELSE 'joined' END`;

/** In SQL: the work that the rows of `from` open: steps with their `owner`. `loan`, `duty` and `complaint`: expressions of whose it is. */
export const insertTasks = (loan: string, duty: string, from: string, complaint = 'NULL'): string =>
  `INSERT INTO tasks (task_id, loan_id, duty_id, complaint_id, warning_id, case_id, collateral_id, kind, about, role, owner, rule, because, delinquency, opened_at, due_at, title, form, sets, of_person, on_holiday, joined_to, status)
  SELECT detail->>'task', ${loan}, ${duty}, ${complaint}, of_warning, of_case, detail->>'collateral', detail->>'kind', detail->>'about', detail->>'role', owner, rule, because,
         (detail->>'delinquency')::date, at, to_timestamp((detail->>'due')::numeric / 1000), detail->>'title',
         ARRAY(SELECT jsonb_array_elements_text(detail->'form')), detail->'sets', detail ? 'ofPerson', detail->>'onHoliday', step.joined_to, ${STATUS}
  FROM ${from}`;

/** The columns of a step that say to which warning or case it belongs. */
export const subjectColumns = (of: TaskSubject | undefined) => of && { [`of_${of.kind}`]: of.id };

/** Work that no wake-up of a loan opens: a duty's, or one that somebody wrote. */
interface Given {
  loan: string | null;
  duty: string | null;
  /** Left out: no complaint's. */
  complaint?: string;
  of?: TaskSubject;
  /** Null: nobody can. */
  owner: string | null;
  at: Moment;
  rule: string;
  why: Reason;
  work: Work;
}

export async function insertTask(
  sql: Sql,
  { loan, duty, complaint, of, owner, at, rule, why, work }: Given,
): Promise<void> {
  const row = { at: new Date(at), rule, because: why, owner, ...subjectColumns(of), detail: work };
  await sql.query(
    insertTasks(
      '$1',
      '$2',
      `jsonb_to_record($3) AS step (at timestamptz, rule text, because jsonb, owner text, of_warning text, of_case text, joined_to text, detail jsonb)`,
      '$4::text',
    ),
    [loan, duty, JSON.stringify(row), complaint ?? null],
  );
}
