import { ROLES, type Role, supervisorOf } from '../../domain/plan/roles.js';
import type { Language } from '../../domain/plan/template.js';
import { addDays, type Day, type Moment, momentAt } from '../../domain/time/dates.js';
import { rows, type Sql } from '../base/connection/database.js';
import { beginsAs, mailedAt, mailIdOf } from '../notices/restored-mails.js';
import { MAILABLE } from '../staff/staff-mails.js';
import { UNOWNED } from '../staff/unowned.js';

/** A mail of a day to one of the staff about the work that waits. */
export interface WorkMail {
  staff: string;
  messageId: string;
  status: 'waiting' | 'sending';
  emailSealed: Buffer;
  /** Null: the lender's. */
  language: Language | null;
  firstAttemptAt: Moment | null;
}

/** A task as its owner, or the owner's supervisor, reads of it. */
export interface Work {
  task: string;
  /** Short enough to be typed: T12. */
  number: number;
  kind: string;
  title: string | null;
  loan: string | null;
  /** Null: nobody's. */
  owner: string | null;
  due: Moment;
}

/** In SQL, of a task `t`: the roles above its own, the nearest first. */
const ABOVE = `CASE t.role ${ROLES.map((it) => `WHEN '${it}' THEN ARRAY[${rolesAbove(it)}]::text[]`).join(' ')} END`;

function rolesAbove(role: Role): string {
  const above = ROLES.map((_, n) => supervisorOf(role, n + 1)).filter((it) => it !== null);
  return above.map((it) => `'${it}'`).join();
}

/** In SQL, of a row of `staff`: neither away nor gone on the day. */
const here = (of: string) =>
  `(${of}.left_on IS NULL OR ${of}.left_on > $3::date) AND (${of}.absent_until IS NULL OR ${of}.absent_until <= $3::date)`;

/** Of each of the staff the nearest superior who is here: who is away is passed over. */
const SUPERIORS = `WITH RECURSIVE up AS (
    SELECT staff_id AS staff, supervisor AS above FROM staff WHERE supervisor <> staff_id
    UNION SELECT up.staff, s.supervisor FROM up JOIN staff s ON s.staff_id = up.above AND NOT (${here('s')}) AND s.supervisor IS NOT NULL),
  superiors AS (SELECT up.staff, up.above FROM up JOIN staff s ON s.staff_id = up.above AND up.above <> up.staff AND ${here('s')})`;

/** In SQL: the last morning with mails. */
const LAST = `coalesce((SELECT max(m.at) FROM work_mails m WHERE m.on_day < $3::date), $1)`;

/**
 * An owner's tasks that are due today or before, or were opened or handed over since the last morning with mails; of a superior's people
 * those that are overdue; of those who have none who is here, or of nobody, whoever holds the next role above in that branch, or in all, and
 * is here; and all that nobody has, the administrators, who can give the role to somebody.
 */
const WORK = `
  SELECT t.owner AS reader, t.* FROM tasks t
  WHERE t.status = 'open' AND (t.due_at < $2 OR t.opened_at >= ${LAST}
    OR 'task/' || t.task_id IN (SELECT subject FROM audit_log WHERE what = 'task handed over' AND at >= ${LAST}))
  UNION ALL
  SELECT u.staff_id, t.* FROM tasks t, staff u JOIN users USING (staff_id)
  WHERE ${UNOWNED} AND 'administrator' = ANY (access) AND disabled_at IS NULL AND ${here('u')}
  UNION ALL
  SELECT s.above, t.* FROM tasks t JOIN superiors s ON s.staff = t.owner WHERE t.status = 'open' AND t.due_at < $1
  UNION ALL
  (SELECT reader, (found.t).* FROM (
    SELECT u.staff_id AS reader, t, rank() OVER (PARTITION BY t.task_id ORDER BY array_position(${ABOVE}, held)) AS place
    FROM tasks t LEFT JOIN staff s ON s.staff_id = t.owner LEFT JOIN loans l ON l.loan_id = t.loan_id
      LEFT JOIN borrowers b ON b.borrower_id = l.borrower_id
      JOIN staff u ON u.staff_id IS DISTINCT FROM t.owner AND ${here('u')}
        AND (u.branch IS NULL OR coalesce(s.branch, b.branch) IS NULL OR u.branch = coalesce(s.branch, b.branch))
      JOIN unnest(u.roles) AS above(held) ON held = ANY(${ABOVE})
    WHERE t.status = 'open' AND t.due_at < $1 AND NOT EXISTS (SELECT FROM superiors x WHERE x.staff = t.owner)) found
   WHERE place = 1)`;

const between = (day: Day) => [new Date(momentAt(day, '00:00')), new Date(momentAt(addDays(day, 1), '00:00')), day];

/** Notes, once a day, who is to get a mail: whoever works on that day, has an address, and something to do. */
export async function reserveWorkMails(sql: Sql, day: Day, at: Moment): Promise<void> {
  await sql.query(
    `${SUPERIORS} INSERT INTO work_mails (staff_id, on_day, message_id, status, at)
     SELECT DISTINCT reader, $3::date, ${mailIdOf(`'work'`, 'reader', '$3::text')}, ${beginsAs('$5::timestamptz')}, $4::timestamptz FROM (${WORK}) w JOIN staff ON staff_id = reader
     WHERE ${MAILABLE} AND (left_on IS NULL OR left_on > $3::date) AND (absent_until IS NULL OR absent_until <= $3::date)
     ON CONFLICT DO NOTHING`,
    [...between(day), new Date(at), new Date(mailedAt(day))],
  );
}

/** Those of a day that have not gone out. */
export async function waitingWorkMails(sql: Sql, day: Day): Promise<WorkMail[]> {
  return rows<WorkMail>(
    sql,
    `SELECT staff_id AS staff, message_id AS "messageId", status, email_sealed AS "emailSealed", language, first_attempt_at AS "firstAttemptAt"
     FROM work_mails JOIN staff USING (staff_id)
     WHERE on_day = $1 AND status IN ('waiting', 'sending') AND ${MAILABLE} ORDER BY staff_id`,
    [day],
  );
}

/** What the mail of a day to one of the staff is about, the most urgent first. */
export async function workOf(sql: Sql, staff: string, day: Day): Promise<Work[]> {
  return rows<Work>(
    sql,
    `${SUPERIORS} SELECT DISTINCT task_id AS task, number, kind, title, loan_id AS loan, owner, due_at AS due FROM (${WORK}) w WHERE reader = $4 ORDER BY due_at, task_id`,
    [...between(day), staff],
  );
}

/** From now on it may have been sent. */
export async function markWorkMailSending(sql: Sql, messageId: string): Promise<void> {
  await sql.query(
    `UPDATE work_mails SET status = 'sending', first_attempt_at = coalesce(first_attempt_at, now()) WHERE message_id = $1`,
    [messageId],
  );
}

export async function settleWorkMail(
  sql: Sql,
  messageId: string,
  status: 'sent' | 'failed' | 'unknown' | 'waiting' | 'not-delivered',
  reason: string | null,
): Promise<void> {
  await sql.query('UPDATE work_mails SET status = $2, reason = $3 WHERE message_id = $1', [messageId, status, reason]);
}

/** How many of a day have which outcome. */
export async function workMailsOf(sql: Sql, day: Day): Promise<Record<string, number>> {
  const found = await rows<{ status: string; count: number }>(
    sql,
    'SELECT status, count(*)::int AS count FROM work_mails WHERE on_day = $1 GROUP BY status ORDER BY status',
    [day],
  );
  return Object.fromEntries(found.map(({ status, count }) => [status, count]));
}
