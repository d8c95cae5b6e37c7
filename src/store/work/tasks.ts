import type { Role } from '../../domain/plan/roles.js';
import type { Reason } from '../../domain/reason/reason.js';
import type { Moment } from '../../domain/time/dates.js';
import type { TaskFile, TaskStep } from '../../domain/work/task-agenda.js';
import { rows, type Sql } from '../base/database.js';
import { whyOf } from '../base/why.js';

/** A task is a loan's or a duty's: one of the two is null. */
export interface StoredTask {
  file: TaskFile;
  loan: string | null;
  duty: string | null;
  rule: string;
  why: Reason;
}

/** Null for a task that is not in the database. */
export async function readTask(sql: Sql, task: string): Promise<StoredTask | null> {
  const [row] = await rows<{
    loan_id: string | null;
    duty_id: string | null;
    kind: string;
    role: Role;
    rule: string;
    why: Reason;
    opened_at: number;
    due_at: number;
    status: TaskFile['status'];
    done: string[] | null;
  }>(
    sql,
    `SELECT t.loan_id, t.duty_id, t.kind, t.role, t.rule, ${whyOf('t')} AS why, t.opened_at, t.due_at, t.status,
            (SELECT array_agg(entry) FROM (
               SELECT entry FROM diary d WHERE d.loan_id = t.loan_id AND d.detail ? 'task' AND d.detail->>'task' = t.task_id
               UNION ALL SELECT entry FROM duty_diary d WHERE d.duty_id = t.duty_id) entries) AS done
     FROM tasks t WHERE task_id = $1`,
    [task],
  );
  if (!row) return null;
  return {
    loan: row.loan_id,
    duty: row.duty_id,
    rule: row.rule,
    why: row.why,
    file: {
      task,
      kind: row.kind,
      role: row.role,
      openedAt: row.opened_at,
      due: row.due_at,
      status: row.status,
      done: new Set(row.done),
    },
  };
}

/** Steps of a task stand in the diary of its loan or duty; one that stands there already is passed over. */
export async function writeTaskSteps(sql: Sql, task: StoredTask, steps: TaskStep[], now: Moment): Promise<void> {
  const { loan, duty, rule, why } = task;
  const values = [
    loan ?? duty,
    new Date(now),
    JSON.stringify(steps.map(({ key, at, what, ...detail }) => ({ key, at: new Date(at), what, detail }))),
    rule,
    JSON.stringify(why),
  ];
  const step = 'jsonb_to_recordset($3) AS s (key text, at timestamptz, what text, detail jsonb)';
  await sql.query(
    loan === null
      ? `INSERT INTO duty_diary (duty_id, entry, at, acted_at, what, rule, because, detail)
         SELECT $1, s.key, s.at, $2, s.what, $4, $5, s.detail FROM ${step} ON CONFLICT DO NOTHING`
      : `INSERT INTO diary (loan_id, entry, at, acted_at, what, rule, because, dpd, stage, plan_version, detail)
         SELECT l.loan_id, s.key, s.at, $2, s.what, $4, $5, 0, l.stage, 0, s.detail
         FROM loans l, ${step} WHERE l.loan_id = $1 ON CONFLICT DO NOTHING`,
    values,
  );
}
