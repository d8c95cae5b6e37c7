import type { Minor } from '../../domain/money/money.js';
import type { Day, Moment } from '../../domain/time/dates.js';
import { rows, type Sql } from '../base/connection/database.js';

/** Open tasks of one role that are due on one day; those that are late stand on the day on which they were due. */
export interface TasksDue {
  on: Day;
  role: string;
  tasks: number;
}

/** What one person has open. */
export interface PersonLoad {
  /** Null: nobody's. */
  staff: string | null;
  role: string;
  open: number;
  late: number;
  /** Due before the end of the seventh day from now. */
  week: number;
}

/** What falls due on a day, by the schedules: what was paid ahead is in it. */
export interface FallingDue {
  on: Day;
  instalments: number;
  amount: Minor;
}

/** Of the tasks of the people of a branch; null: of all. */
const TASKS = `FROM tasks t LEFT JOIN staff s ON s.staff_id = t.owner
  WHERE t.status = 'open' AND ($1::text IS NULL OR s.branch = $1)`;

export const tasksDue = (sql: Sql, branch: string | null, until: Day): Promise<TasksDue[]> =>
  rows(
    sql,
    `SELECT to_char(t.due_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') AS on, t.role, count(*)::int AS tasks ${TASKS}
       AND (t.due_at AT TIME ZONE 'Asia/Shanghai')::date < $2::date GROUP BY 1, 2 ORDER BY 1, 2`,
    [branch, until],
  );

export const personLoads = (sql: Sql, branch: string | null, now: Moment): Promise<PersonLoad[]> =>
  rows(
    sql,
    `SELECT t.owner AS staff, t.role, count(*)::int AS open, count(*) FILTER (WHERE t.due_at < $2)::int AS late,
            count(*) FILTER (WHERE t.due_at >= $2 AND t.due_at < $2::timestamptz + interval '7 days')::int AS week
     ${TASKS} GROUP BY 1, 2 ORDER BY late DESC, open DESC, 1, 2 LIMIT 500`,
    [branch, new Date(now)],
  );

export const fallingDue = (sql: Sql, branch: string | null, from: Day, until: Day): Promise<FallingDue[]> =>
  rows(
    sql,
    `SELECT i.due_on AS on, count(*)::int AS instalments, sum(i.principal + i.interest + i.fee)::bigint AS amount
     FROM instalments i JOIN loans l USING (loan_id) JOIN borrowers b USING (borrower_id)
     WHERE l.closed_at IS NULL AND l.taken_in_at IS NOT NULL AND ($1::text IS NULL OR b.branch = $1)
       AND i.due_on >= $2::date AND i.due_on < $3::date GROUP BY 1 ORDER BY 1`,
    [branch, from, until],
  );
