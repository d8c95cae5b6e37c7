import type { Heard } from '../../domain/facts/facts.js';
import { type Begin, type Database, rows, type Sql, transaction } from '../base/connection/database.js';
import type { Seal } from '../base/seal.js';
import { FactRefused } from '../facts/fact-refused.js';
import { noteFact, type Source } from '../facts/facts.js';

/** True in SQL where one of `staff` has a mail address that is good. */
export const MAILABLE = 'email_sealed IS NOT NULL AND email_retired_at IS NULL';

/**
 * A paper or a mail about work came back. Answers false for one that is known, or of which we know nothing. `gone`: there is
 * no such mailbox, so nothing more goes there until a person gives another address.
 */
export async function recordStaffDelivery(
  db: Database,
  { messageId, code, gone }: { messageId: string; code: string | null; gone: boolean },
  source: Source,
): Promise<boolean> {
  return transaction(db, async (client) => {
    const reason = `did not arrive: ${code}`;
    const of = await rows<{ staff: string }>(
      client,
      `WITH paper AS (
         UPDATE report_deliveries SET status = 'failed', reason = $2, at = $3
         WHERE message_id = $1 AND status IN ('sending', 'sent', 'unknown') RETURNING staff_id
       ), work AS (
         UPDATE work_mails SET status = 'failed', reason = $2
         WHERE message_id = $1 AND status IN ('sending', 'sent', 'unknown') RETURNING staff_id
       ), glass AS (
         UPDATE glass_mails SET status = 'failed', reason = $2
         WHERE message_id = $1 AND status IN ('sending', 'sent', 'unknown') RETURNING staff_id
       ) SELECT staff_id AS staff FROM paper UNION ALL SELECT staff_id FROM work UNION ALL SELECT staff_id FROM glass`,
      [messageId, reason, new Date(source.at)],
    );
    if (gone) for (const { staff } of of) await retireStaffMail(client, staff, code, source);
    return of.length > 0;
  });
}

/** Nothing more goes to the mail address of one of the staff. */
export async function retireStaffMail(sql: Sql, staff: string, code: string | null, source: Source): Promise<void> {
  const { rowCount } = await sql.query(`UPDATE staff SET email_retired_at = $2 WHERE staff_id = $1 AND ${MAILABLE}`, [
    staff,
    new Date(source.at),
  ]);
  if (rowCount) await noteFact(sql, source, 'staff mail retired', `staff/${staff}`, { code });
}

/** Those whose mail address does not work any more. */
export async function staffWithoutMail(sql: Sql): Promise<string[]> {
  const found = await rows<{ staff: string }>(
    sql,
    'SELECT staff_id AS staff FROM staff WHERE email_retired_at IS NOT NULL AND (left_on IS NULL OR left_on > now()) ORDER BY staff_id',
  );
  return found.map((it) => it.staff);
}

/** Another mail address, or the same one that is good again. Answers false for the one that stands there. @throws FactRefused for somebody unknown */
export async function changeStaffMail(
  db: Begin,
  seal: Seal,
  { staff, email }: Heard<'staffEmail'>,
  source: Source,
): Promise<boolean> {
  return transaction(db, async (client) => {
    const [known] = await rows<{ email: Buffer | null; retired: boolean }>(
      client,
      'SELECT email_sealed AS email, email_retired_at IS NOT NULL AS retired FROM staff WHERE staff_id = $1 FOR UPDATE',
      [staff],
    );
    if (!known) throw new FactRefused(`no staff ${staff}`, 'staff');
    if (!known.retired && seal.tryOpen(known.email, 'staff.email_sealed', staff) === email) return false;
    await client.query('UPDATE staff SET email_sealed = $2, email_retired_at = NULL WHERE staff_id = $1', [
      staff,
      seal.seal(email, 'staff.email_sealed', staff),
    ]);
    await noteFact(client, source, 'staff mail changed', `staff/${staff}`, {});
    return true;
  });
}
