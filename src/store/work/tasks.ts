import type { Role } from '../../domain/plan/roles.js';
import type { Reason } from '../../domain/reason/reason.js';
import { type Day, type Moment, momentAt } from '../../domain/time/dates.js';
import { type Presence, rolesAway } from '../../domain/work/staffing.js';
import type { TaskFile, TaskStep } from '../../domain/work/task-agenda.js';
import { CALENDAR_VERSION, calendarOf } from '../base/calendar.js';
import { rows, type Sql } from '../base/connection/database.js';
import { whyOf } from '../base/why.js';
import { type DiaryOf, writeDiary } from '../facts/diary.js';
import { dpdOf } from '../loans/files/account-facts.js';
import { OF_BORROWER, presencesNear } from '../staff/staff.js';
import { UNOWNED } from '../staff/unowned.js';

export interface StoredTask {
  file: TaskFile;
  /** The loan, the duty or the complaint that it is for. */
  of: DiaryOf;
  rule: string;
  why: Reason;
  /** Nobody has it, though there are staff. `back`: when the next of those comes back who are away; null: nobody is to come. */
  unowned: { back: Moment | null } | null;
}

/** In SQL, of a task `t`: whose diary tells of it. */
const KIND_OF = `CASE WHEN t.duty_id IS NOT NULL THEN 'duty' WHEN t.complaint_id IS NOT NULL THEN 'complaint' ELSE 'loan' END`;

/** In SQL, of a task `t`: what its record must answer, for all of the person's loans for which it is done. */
export const ASKED_BY = `t.form || ARRAY(SELECT DISTINCT line FROM tasks j, unnest(j.form) line
  WHERE j.joined_to = t.task_id AND j.status <> 'cancelled' AND NOT line = ANY(t.form))`;

/** In SQL, of a task `t`: the person's other loans for which it is done. */
export const ALSO_FOR = `ARRAY(SELECT DISTINCT j.loan_id FROM tasks j WHERE j.joined_to = t.task_id AND j.loan_id <> t.loan_id AND j.status <> 'cancelled' ORDER BY 1)`;

/** What the record of a task must answer, and for which other loans it is done. Null: no such task. */
export async function askedOf(sql: Sql, task: string): Promise<{ form: string[]; also: string[] } | null> {
  const [found] = await rows<{ form: string[]; also: string[] }>(
    sql,
    `SELECT ${ASKED_BY} AS form, ${ALSO_FOR} AS also FROM tasks t WHERE task_id = $1`,
    [task],
  );
  return found ?? null;
}

/** As of a day. Null for a task that is not in the database. */
export async function readTask(sql: Sql, task: string, day: Day): Promise<StoredTask | null> {
  const [row] = await rows<{
    of: DiaryOf;
    kind: string;
    role: Role;
    rule: string;
    why: Reason;
    opened_at: number;
    due_at: number;
    status: TaskFile['status'];
    done: string[] | null;
    presences: Presence[] | null;
    unowned: boolean;
    back: Day | null;
    calendar: string | null;
  }>(
    sql,
    `SELECT jsonb_build_object('kind', ${KIND_OF}, 'id', coalesce(t.duty_id, t.complaint_id, t.loan_id)) AS of, t.kind, t.role, t.rule, ${whyOf('t')} AS why, t.opened_at, t.due_at, t.status, ${CALENDAR_VERSION} AS calendar,
            (SELECT array_agg(entry) FROM diary d
             WHERE d.kind = ${KIND_OF} AND d.subject = coalesce(t.duty_id, t.complaint_id, t.loan_id)
               AND d.detail ? 'task' AND d.detail->>'task' = t.task_id) AS done,
            ${presencesNear('o.branch')} AS presences, ${UNOWNED} AS unowned,
            CASE WHEN ${UNOWNED} THEN (SELECT to_char(min(absent_until), 'YYYY-MM-DD') FROM staff
              WHERE absent_until > $2::date AND (left_on IS NULL OR left_on > absent_until)) END AS back
     FROM tasks t ${OF_BORROWER} WHERE task_id = $1`,
    [task, day],
  );
  if (!row) return null;
  return {
    of: row.of,
    rule: row.rule,
    why: row.why,
    unowned: row.unowned ? { back: row.back === null ? null : momentAt(row.back, '00:00') } : null,
    file: {
      task,
      kind: row.kind,
      role: row.role,
      openedAt: row.opened_at,
      due: row.due_at,
      calendar: await calendarOf(sql, row.calendar),
      status: row.status,
      away: rolesAway(row.presences ?? [], day),
      done: new Set(row.done),
    },
  };
}

/** Steps of a task stand in the diary of its loan or duty. */
export async function writeTaskSteps(sql: Sql, task: StoredTask, steps: TaskStep[], now: Moment): Promise<void> {
  if (steps.length === 0) return;
  const dpd = task.of.kind === 'loan' ? await dpdOf(sql, task.of.id, now) : null;
  const entries = steps.map((it) => ({ ...it, rule: task.rule, why: task.why }));
  await writeDiary(sql, task.of, entries, now, dpd);
}
