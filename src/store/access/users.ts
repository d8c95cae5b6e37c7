import type { Moment } from '../../domain/time/dates.js';
import { type Begin, type Database, rows, type Sql, transaction } from '../base/connection/database.js';
import type { Seal } from '../base/seal.js';
import { FactRefused } from '../facts/fact-refused.js';
import { noteFact, type Source } from '../facts/facts.js';
import { hashOf, newPassword, refuseWeak } from './passwords.js';
import { proveOneself, refuseUnproved } from './prove-oneself.js';
import { endSessions } from './sessions.js';
import { forgetTries } from './tries.js';

/** What somebody may do who does no work of a plan, besides the roles of work: look after the machine, read everything, give access. */
export const ACCESS_ROLES = ['ops', 'auditor', 'administrator'] as const;
export type AccessRole = (typeof ACCESS_ROLES)[number];

export interface ListedUser {
  staff: string;
  roles: string[];
  branch: string | null;
  secondFactor: boolean;
  /** Whether it is bound to somebody of the lender's provider of identities. */
  singleSignOn: boolean;
  disabled: boolean;
  /** Null: never signed in. */
  lastSeen: Moment | null;
}

export const listUsers = (sql: Sql): Promise<ListedUser[]> =>
  rows(
    sql,
    `SELECT u.staff_id AS staff, s.roles || u.access AS roles, s.branch, u.second_factor_sealed IS NOT NULL AS "secondFactor", u.single_sign_on IS NOT NULL AS "singleSignOn",
            u.disabled_at IS NOT NULL AS disabled, (SELECT max(seen_at) FROM sessions e WHERE e.staff_id = u.staff_id) AS "lastSeen"
     FROM users u JOIN staff s USING (staff_id) ORDER BY u.staff_id`,
  );

/**
 * Somebody may sign in from now on; who has no work of a plan becomes known as staff without a role of work. Answers the password, which is
 * shown once and must be changed at the first use, unless it `stays`. @throws FactRefused for who is a user already, or has no role at all
 */
export async function addUser(
  db: Begin,
  {
    staff,
    access,
    password = newPassword(),
    stays = false,
  }: { staff: string; access: readonly AccessRole[]; password?: string; stays?: boolean },
  source: Source,
): Promise<string> {
  const hash = await hashOf(password);
  await transaction(db, async (client) => {
    const [known] = await rows<{ left: string | null; works: boolean }>(
      client,
      `SELECT left_on AS left, roles <> '{}' AS works FROM staff WHERE staff_id = $1`,
      [staff],
    );
    if (known?.left) throw new FactRefused(`staff ${staff} has left on ${known.left}`, 'staff');
    if (!known?.works && access.length === 0)
      throw new FactRefused(
        `${staff} has no work: say \`postloan staff add\` first, or a role of access`,
        'staff',
        'access',
      );
    if (!known) await client.query('INSERT INTO staff (staff_id) VALUES ($1)', [staff]);
    const added = await client.query(
      'INSERT INTO users (staff_id, access, password_hash, must_change, made_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING',
      [staff, access, hash, !stays, new Date(source.at)],
    );
    if (!added.rowCount)
      throw new FactRefused(`${staff} is a user already: \`postloan user reset\` makes a new password`, 'staff');
    await noteFact(client, source, 'user added', `staff/${staff}`, { access });
  });
  return password;
}

/** A new password, shown once; the second factor goes, and a user who was disabled is one again. All sessions end. */
export async function resetUser(db: Database, seal: Seal, staff: string, source: Source): Promise<string> {
  const password = newPassword();
  const hash = await hashOf(password);
  await change(db, staff, source, 'user reset', async (client) => {
    await client.query(
      `UPDATE users SET password_hash = $2, must_change = true, second_factor_sealed = NULL, second_factor_step = NULL, recovery_codes = '{}',
              disabled_at = NULL WHERE staff_id = $1`,
      [staff, hash],
    );
    await forgetTries(client, seal, staff);
    return true;
  });
  return password;
}

/** Nobody signs in by this name any more, and all its sessions end. False: it was so already. */
export const disableUser = (db: Database, staff: string, source: Source): Promise<boolean> =>
  change(db, staff, source, 'user disabled', async (client) => {
    const done = await client.query('UPDATE users SET disabled_at = $2 WHERE staff_id = $1 AND disabled_at IS NULL', [
      staff,
      new Date(source.at),
    ]);
    return (done.rowCount ?? 0) > 0;
  });

/**
 * `token`: of the session that goes on; the others end. @throws FactRefused for a wrong password, or a weak new one
 */
export async function changePassword(
  db: Database,
  seal: Seal,
  { staff, before, password, token }: { staff: string; before: string; password: string; token: string },
  source: Source,
): Promise<void> {
  await refuseWeak(password, staff);
  if (password === before) throw new FactRefused('the new password is the old one', 'password');
  const hash = await hashOf(password);
  let unproved: Awaited<ReturnType<typeof proveOneself>> = null;
  const work = async (client: Sql) => {
    unproved = await proveOneself(client, seal, { staff, token, password: before }, source, 'to change it');
    if (unproved !== null) return false;
    await client.query('UPDATE users SET password_hash = $2, must_change = false WHERE staff_id = $1', [staff, hash]);
    return true;
  };
  await change(db, staff, source, 'password changed', work, token);
  refuseUnproved(unproved, 'before');
}

async function change(
  db: Database,
  staff: string,
  source: Source,
  what: string,
  work: (client: Sql) => Promise<boolean>,
  token?: string,
): Promise<boolean> {
  return transaction(db, async (client) => {
    const [known] = await rows(client, 'SELECT FROM users WHERE staff_id = $1 FOR UPDATE', [staff]);
    if (!known) throw new FactRefused(`no user ${staff}`, 'staff');
    if (!(await work(client))) return false;
    await endSessions(client, staff, source.at, token);
    await noteFact(client, source, what, `staff/${staff}`, {});
    return true;
  });
}
