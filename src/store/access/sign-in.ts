import type pg from 'pg';
import { dayOf, type Moment } from '../../domain/time/dates.js';
import { type Database, rows, transaction } from '../base/connection/database.js';
import type { Seal } from '../base/seal.js';
import { noteFact } from '../facts/facts.js';
import { isPassword } from './passwords.js';
import { stepOf } from './second-factor.js';
import { beginSession } from './sessions.js';
import { keyHash } from './tokens.js';
import { forgetTries, holdTries, noteWrongTry } from './tries.js';

export type Refusal = 'wrong' | 'code-needed' | 'wait';

interface UserRow {
  hash: string;
  secret: Buffer | null;
  step: number | null;
  recovery: Buffer[];
  gone: boolean;
}

/**
 * Name, password and, where a second factor is in use, a code or a recovery code, which is then used up. What is wrong is noted, and not
 * told apart: a name that nobody has is refused in the same words, as late, and after as many tries as any other.
 */
export async function signIn(
  db: Database,
  seal: Seal,
  said: { staff: string; password: string; code?: string | undefined },
  at: Moment,
): Promise<{ token: string } | { refused: Refusal }> {
  const { staff, password, code } = said;
  return transaction(db, async (client) => {
    const [user] = await rows<UserRow>(
      client,
      `SELECT u.password_hash AS hash, u.second_factor_sealed AS secret, u.second_factor_step AS step, u.recovery_codes AS recovery,
              (u.disabled_at IS NOT NULL OR coalesce(s.left_on <= $2, false)) AS gone
       FROM users u JOIN staff s USING (staff_id) WHERE staff_id = $1 FOR UPDATE OF u`,
      [staff, dayOf(at)],
    );
    const tries = await holdTries(client, seal, staff, at);
    const refuse = async (refused: Refusal, why: string) => {
      if (refused === 'wrong') await noteWrongTry(client, tries, at);
      await noteFact(client, { actor: 'nobody', at }, 'sign-in refused', user ? `staff/${staff}` : 'staff', { why });
      return { refused };
    };
    if (tries.waits) return refuse('wait', 'too many tries');
    if (!(await isPassword(user?.hash ?? null, password)) || !user) return refuse('wrong', 'password');
    if (user.gone) return refuse('wrong', 'disabled');
    if (user.secret !== null) {
      if (code === undefined) return refuse('code-needed', 'no code');
      const secret = seal.open(user.secret, 'users.second_factor_sealed', staff);
      if (!(await takesCode(client, staff, user, secret, code, at))) return refuse('wrong', 'code');
    }
    await forgetTries(client, seal, staff);
    return { token: await beginSession(client, staff, at) };
  });
}

/** A code of the authenticator that was not used before, or a recovery code: neither is good twice. */
async function takesCode(
  client: pg.PoolClient,
  staff: string,
  { step: last, recovery }: UserRow,
  secret: string,
  code: string,
  at: Moment,
): Promise<boolean> {
  const step = stepOf(secret, code, at);
  if (step !== null && step > (last ?? 0)) {
    await client.query('UPDATE users SET second_factor_step = $2 WHERE staff_id = $1', [staff, step]);
    return true;
  }
  const used = keyHash(code.replaceAll(/[\s-]/g, '').toLowerCase());
  if (!recovery.some((it) => it.equals(used))) return false;
  await client.query('UPDATE users SET recovery_codes = array_remove(recovery_codes, $2) WHERE staff_id = $1', [
    staff,
    used,
  ]);
  return true;
}
