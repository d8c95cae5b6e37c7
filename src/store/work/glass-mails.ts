import type { Language } from '../../domain/plan/template.js';
import type { Moment } from '../../domain/time/dates.js';
import { rows, type Sql } from '../base/connection/database.js';
import { beginsAs, mailIdOf } from '../notices/restored-mails.js';
import { MAILABLE } from '../staff/staff-mails.js';

/**
 * Auditors are mailed whenever somebody has done alone what two must do (domain/work/two-people.ts). The entry of the audit log, written with
 * what was done, is what is to be told: it waits until one of them has been mailed, however late he is named or gets an address.
 */
export interface GlassMail {
  staff: string;
  messageId: string;
  status: 'waiting' | 'sending';
  emailSealed: Buffer;
  /** Null: the lender's. */
  language: Language | null;
  firstAttemptAt: Moment | null;
  /** What was done, about whom, by whom, when, and why it could not wait. */
  what: string;
  subject: string;
  actor: string;
  at: Moment;
  why: string;
}

/** In SQL: of an entry `a`, whether an auditor was told, as far as anybody knows. */
const TOLD = `EXISTS (SELECT FROM glass_mails g WHERE g.audit_id = a.audit_id AND g.status IN ('sending', 'sent', 'unknown'))`;

/** In SQL: those of `staff` who may sign in as an auditor, and work here. */
const AUDITORS = `staff s JOIN users u USING (staff_id) WHERE 'auditor' = ANY (u.access) AND u.disabled_at IS NULL AND s.left_on IS NULL`;

/** Notes who is to be mailed what: each auditor what nobody was told of, or what was done since he may sign in. */
export async function reserveGlassMails(sql: Sql, at: Moment): Promise<void> {
  await sql.query(
    `INSERT INTO glass_mails (audit_id, staff_id, message_id, status, at)
     SELECT a.audit_id, s.staff_id, ${mailIdOf(`'glass'`, 'a.audit_id::text', 's.staff_id')}, ${beginsAs('a.at')}, $1
     FROM audit_log a, ${AUDITORS} AND ${MAILABLE} AND a.detail ? 'breakGlass' AND (u.made_at <= a.at OR NOT ${TOLD})
     ON CONFLICT DO NOTHING`,
    [new Date(at)],
  );
}

export const waitingGlassMails = (sql: Sql): Promise<GlassMail[]> =>
  rows(
    sql,
    `SELECT g.staff_id AS staff, g.message_id AS "messageId", g.status, s.email_sealed AS "emailSealed", s.language, g.first_attempt_at AS "firstAttemptAt",
            a.what, a.subject, a.actor, a.at, a.detail->>'breakGlass' AS why
     FROM glass_mails g JOIN audit_log a USING (audit_id) JOIN staff s USING (staff_id)
     WHERE g.status IN ('waiting', 'sending') AND ${MAILABLE} ORDER BY g.audit_id, g.staff_id`,
  );

/** From now on it may have been sent. */
export async function markGlassMailSending(sql: Sql, messageId: string): Promise<void> {
  await sql.query(
    `UPDATE glass_mails SET status = 'sending', first_attempt_at = coalesce(first_attempt_at, now()) WHERE message_id = $1`,
    [messageId],
  );
}

export async function settleGlassMail(
  sql: Sql,
  messageId: string,
  status: 'sent' | 'failed' | 'unknown' | 'waiting',
  reason: string | null,
): Promise<void> {
  await sql.query('UPDATE glass_mails SET status = $2, reason = $3 WHERE message_id = $1', [messageId, status, reason]);
}

/** How many there are since before a moment of which no auditor was told. */
export async function untoldGlass(sql: Sql, before: Moment): Promise<number> {
  const [found] = await rows<{ count: number }>(
    sql,
    `SELECT count(*)::int AS count FROM audit_log a WHERE detail ? 'breakGlass' AND at < $1 AND NOT ${TOLD}`,
    [new Date(before)],
  );
  return found!.count;
}
