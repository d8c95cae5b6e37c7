import { type Day, type Moment, momentAt } from '../../domain/time/dates.js';
import { rows, type Sql } from '../base/connection/database.js';

/** Mails to staff after a restore: whether they already went out, in the time that the restore has lost, the mail server is asked first. */

/** In SQL: the state in which a mail begins that belongs to the moment `at`; `sending` is asked about before it is sent. */
export const beginsAs = (at: string): string =>
  `CASE WHEN EXISTS (SELECT FROM restores WHERE ${at} < until_at) THEN 'sending' ELSE 'waiting' END`;

/** In SQL: the id of a mail that is told from all others by these, so that a mail server knows it again whose row was lost. */
export const mailIdOf = (...parts: string[]): string =>
  `md5(concat_ws('/', 'mail', (SELECT id FROM database_identity), ${parts.join(', ')}))::uuid`;

/** When the mails of a day about work go out. */
export const mailedAt = (day: Day): Moment => momentAt(day, '08:30');

/** A mail of which nobody knows here whether it went. */
export interface DoubtfulMail {
  what: string;
  staff: string;
}

/** The mails that were being sent at the time of the backup; from now on they count as tried. */
export async function doubtRestoredMails(sql: Sql, until: Moment): Promise<DoubtfulMail[]> {
  return rows<DoubtfulMail>(
    sql,
    `WITH papers AS (
       UPDATE report_deliveries d SET status = 'sending', first_attempt_at = coalesce(first_attempt_at, d.at)
       FROM reports r WHERE r.report_id = d.report_id AND d.status IN ('waiting', 'sending') AND d.at < $1
       RETURNING concat_ws(' ', r.kind, r.period, 'of', r.plan) AS what, d.staff_id AS staff
     ), work AS (
       UPDATE work_mails SET status = 'sending', first_attempt_at = coalesce(first_attempt_at, at)
       WHERE status IN ('waiting', 'sending') AND at < $1 RETURNING 'work of ' || on_day AS what, staff_id AS staff
     ), glass AS (
       UPDATE glass_mails SET status = 'sending', first_attempt_at = coalesce(first_attempt_at, at)
       WHERE status IN ('waiting', 'sending') AND at < $1 RETURNING 'broken glass ' || audit_id AS what, staff_id AS staff
     ) SELECT * FROM papers UNION ALL SELECT * FROM work UNION ALL SELECT * FROM glass ORDER BY what, staff`,
    [new Date(until)],
  );
}
