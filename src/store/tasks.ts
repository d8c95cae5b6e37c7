import type { Moment } from '../domain/dates.js';
import type { Role } from '../domain/roles.js';
import type { TaskFile, TaskStep } from '../domain/task-agenda.js';
import { rows, type Sql } from './database.js';

export interface StoredTask {
  file: TaskFile;
  loan: string;
  rule: string;
  why: string;
}

/** Null for a task that is not in the database. */
export async function readTask(sql: Sql, task: string): Promise<StoredTask | null> {
  const [row] = await rows<{
    loan_id: string;
    kind: string;
    role: Role;
    rule: string;
    why: string;
    opened_at: number;
    due_at: number;
    status: TaskFile['status'];
    done: string[] | null;
  }>(
    sql,
    `SELECT t.loan_id, t.kind, t.role, t.rule, t.why, t.opened_at, t.due_at, t.status,
            (SELECT array_agg(entry) FROM diary d WHERE d.loan_id = t.loan_id AND d.detail->>'task' = t.task_id) AS done
     FROM tasks t WHERE task_id = $1`,
    [task],
  );
  if (!row) return null;
  return {
    loan: row.loan_id,
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

/** Steps of a task stand in its loan's diary; one that stands there already is passed over. */
export async function writeTaskSteps(sql: Sql, task: StoredTask, steps: TaskStep[], now: Moment): Promise<void> {
  await sql.query(
    `INSERT INTO diary (loan_id, entry, at, acted_at, what, rule, why, dpd, stage, plan_version, detail)
     SELECT l.loan_id, s.key, s.at, $2, s.what, $4, $5, 0, l.stage, 0, s.detail
     FROM loans l, jsonb_to_recordset($3) AS s (key text, at timestamptz, what text, detail jsonb)
     WHERE l.loan_id = $1 ON CONFLICT DO NOTHING`,
    [
      task.loan,
      new Date(now),
      JSON.stringify(steps.map(({ key, at, what, ...detail }) => ({ key, at: new Date(at), what, detail }))),
      task.rule,
      task.why,
    ],
  );
}
