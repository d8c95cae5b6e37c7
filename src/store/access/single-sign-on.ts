import { dayOf, type Moment } from '../../domain/time/dates.js';
import { type Database, rows, type Sql, transaction } from '../base/connection/database.js';
import type { Seal } from '../base/seal.js';
import { FactRefused } from '../facts/fact-refused.js';
import { noteFact, type Source } from '../facts/facts.js';
import { MAILABLE } from '../staff/staff-mails.js';
import { beginSession, endSessions } from './sessions.js';

/**
 * Somebody whom the lender's provider has recognised signs in: the user who is bound to that subject, else the one user without a subject
 * whose mail address it vouches for, who is bound to it from then on. Nobody becomes a user by it. `subject`: issuer and name.
 */
export async function signInAs(
  db: Database,
  seal: Seal,
  { subject, email }: { subject: string; email: string | null },
  at: Moment,
): Promise<{ token: string } | { refused: 'unknown' | 'disabled' }> {
  return transaction(db, async (client) => {
    const staff = (await boundTo(client, subject)) ?? (await bindByMail(client, seal, subject, email, at));
    const refuse = async (refused: 'unknown' | 'disabled') => {
      const about = staff === null ? 'staff' : `staff/${staff}`;
      await noteFact(client, { actor: 'nobody', at }, 'sign-in refused', about, { why: `single sign-on: ${refused}` });
      return { refused };
    };
    if (staff === null) return refuse('unknown');
    if (await isGone(client, staff, at)) return refuse('disabled');
    return { token: await beginSession(client, staff, at, { byProvider: true }) };
  });
}

async function boundTo(client: Sql, subject: string): Promise<string | null> {
  const [user] = await rows<{ staff: string }>(
    client,
    'SELECT staff_id AS staff FROM users WHERE single_sign_on = $1 FOR UPDATE',
    [subject],
  );
  return user?.staff ?? null;
}

/** Addresses are sealed, each by itself: those of all users are opened, which is those who sign in, not who borrows. */
async function bindByMail(
  client: Sql,
  seal: Seal,
  subject: string,
  email: string | null,
  at: Moment,
): Promise<string | null> {
  if (email === null) return null;
  const users = await rows<{ staff: string; email: Buffer }>(
    client,
    `SELECT staff_id AS staff, email_sealed AS email FROM users JOIN staff USING (staff_id)
     WHERE ${MAILABLE} AND single_sign_on IS NULL AND disabled_at IS NULL AND (left_on IS NULL OR left_on > $1) ORDER BY staff_id FOR UPDATE OF users`,
    [dayOf(at)],
  );
  const same = users.filter(
    (it) => seal.tryOpen(it.email, 'staff.email_sealed', it.staff)?.toLowerCase() === email.toLowerCase(),
  );
  const [only] = same;
  if (only === undefined || same.length > 1) return null;
  await client.query('UPDATE users SET single_sign_on = $2 WHERE staff_id = $1', [only.staff, subject]);
  await noteFact(client, { actor: `staff/${only.staff}`, at }, 'single sign-on bound', `staff/${only.staff}`, {
    by: 'mail address',
  });
  return only.staff;
}

async function isGone(client: Sql, staff: string, at: Moment): Promise<boolean> {
  const [user] = await rows<{ gone: boolean }>(
    client,
    `SELECT (u.disabled_at IS NOT NULL OR coalesce(s.left_on <= $2, false)) AS gone FROM users u JOIN staff s USING (staff_id) WHERE staff_id = $1`,
    [staff, dayOf(at)],
  );
  return user!.gone;
}

/**
 * Who the provider's subject is; null: the user is nobody there any more, and signs in by password. His sessions end.
 * False: it is so already. @throws FactRefused for a user who is not there, or a subject that is another's
 */
export async function bindUser(
  db: Database,
  { staff, subject }: { staff: string; subject: string | null },
  source: Source,
): Promise<boolean> {
  return transaction(db, async (client) => {
    const [user] = await rows<{ bound: string | null }>(
      client,
      'SELECT single_sign_on AS bound FROM users WHERE staff_id = $1 FOR UPDATE',
      [staff],
    );
    if (!user) throw new FactRefused(`no user ${staff}`, 'staff');
    if (user.bound === subject) return false;
    const other = subject === null ? null : await boundTo(client, subject);
    if (other !== null) throw new FactRefused(`this subject is ${other} already`, 'subject');
    await client.query('UPDATE users SET single_sign_on = $2 WHERE staff_id = $1', [staff, subject]);
    await endSessions(client, staff, source.at);
    await noteFact(
      client,
      source,
      subject === null ? 'single sign-on unbound' : 'single sign-on bound',
      `staff/${staff}`,
      {
        by: 'administrator',
      },
    );
    return true;
  });
}
