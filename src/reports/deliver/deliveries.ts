import type { Role } from '../../domain/plan/roles.js';
import type { Language } from '../../domain/plan/template.js';
import type { Day, Moment } from '../../domain/time/dates.js';
import { rows, type Sql } from '../../store/base/connection/database.js';
import { beginsAs, mailIdOf } from '../../store/notices/restored-mails.js';
import { MAILABLE } from '../../store/staff/staff-mails.js';

/** A person who is to get a report. */
export interface Delivery {
  staff: string;
  role: Role;
  /** What the mail server knows it by. */
  messageId: string;
  /** `sending`: an earlier try has no outcome. */
  status: 'waiting' | 'sending';
  emailSealed: Buffer | null;
  /** In which the person reads; null: the lender's. */
  language: Language | null;
  /** By the real clock; null: not tried yet. */
  firstAttemptAt: Moment | null;
}

/** `not-delivered`: nobody is to be reached; `unknown`: it may have been sent, and nobody can tell. */
export type DeliveryOutcome = 'sent' | 'failed' | 'unknown' | 'not-delivered';

/**
 * Notes who is to get the report, once: everybody in the roles who works here on that day and has an address, each person for the
 * first of the roles; and for a role in which there is nobody, that it is delivered to nobody. `begun`: when its workflow began; if
 * that was before a restore, the mails may already have been sent in the time that the restore has taken away.
 */
export async function address(
  sql: Sql,
  { report, roles, on, begun }: { report: number; roles: readonly Role[]; on: Day; begun: Moment },
  at: Moment,
): Promise<void> {
  await sql.query(
    `WITH asked AS (SELECT role, place FROM unnest($2::text[]) WITH ORDINALITY AS r (role, place)), people AS (
       SELECT DISTINCT ON (staff_id) staff_id, role FROM staff JOIN asked ON role = ANY(staff.roles)
       WHERE ${MAILABLE} AND (left_on IS NULL OR left_on > $3::date) ORDER BY staff_id, place
     )
     INSERT INTO report_deliveries (report_id, role, staff_id, message_id, status, reason, at)
     SELECT report_id, role, staff_id, ${mailIdOf(`'paper'`, 'r.plan', 'kind', 'borrower_id', 'period', 'currency', 'version', 'sha256', 'role', 'staff_id')},
            ${beginsAs('$5::timestamptz')}, NULL, $4::timestamptz FROM people, reports r WHERE report_id = $1
     UNION ALL
     SELECT $1, role, '', gen_random_uuid(), 'not-delivered', 'nobody with this role has a mail address', $4 FROM asked
     WHERE NOT EXISTS (SELECT 1 FROM staff WHERE role = ANY(staff.roles) AND ${MAILABLE} AND (left_on IS NULL OR left_on > $3::date))
     ON CONFLICT DO NOTHING`,
    [report, roles, on, new Date(at), new Date(begun)],
  );
}

/** Notes that a paper was sent to none of the roles, since it has nothing to tell. */
export async function noteNothingToTell(sql: Sql, report: number, roles: readonly Role[], at: Moment): Promise<void> {
  await sql.query(
    `INSERT INTO report_deliveries (report_id, role, staff_id, message_id, status, reason, at)
     SELECT $1, role, '', gen_random_uuid(), 'not-delivered', 'nothing to tell', $3 FROM unnest($2::text[]) AS r (role)
     ON CONFLICT DO NOTHING`,
    [report, roles, new Date(at)],
  );
}

/** Those who do not have it yet. */
export async function undelivered(sql: Sql, report: number): Promise<Delivery[]> {
  return rows<Delivery>(
    sql,
    `SELECT staff_id AS staff, role, message_id AS "messageId", status, email_sealed AS "emailSealed", language,
            first_attempt_at AS "firstAttemptAt"
     FROM report_deliveries JOIN staff USING (staff_id)
     WHERE report_id = $1 AND report_deliveries.status IN ('waiting', 'sending') ORDER BY staff_id`,
    [report],
  );
}

/** From now on it may have been sent. */
export async function markSending(sql: Sql, { messageId }: Delivery): Promise<void> {
  await sql.query(
    `UPDATE report_deliveries SET status = 'sending', first_attempt_at = coalesce(first_attempt_at, now()) WHERE message_id = $1`,
    [messageId],
  );
}

/** What became of it. `waiting`: surely not sent, it may go again. */
export async function settle(
  sql: Sql,
  { messageId }: Delivery,
  status: DeliveryOutcome | 'waiting',
  reason: string | null,
  at: Moment,
): Promise<void> {
  await sql.query('UPDATE report_deliveries SET status = $2, reason = $3, at = $4 WHERE message_id = $1', [
    messageId,
    status,
    reason,
    new Date(at),
  ]);
}

/** How many have which outcome. */
export async function deliveredOf(sql: Sql, report: number): Promise<Record<string, number>> {
  const found = await rows<{ status: string; count: number }>(
    sql,
    'SELECT status, count(*)::int AS count FROM report_deliveries WHERE report_id = $1 GROUP BY status ORDER BY status',
    [report],
  );
  return Object.fromEntries(found.map(({ status, count }) => [status, count]));
}
