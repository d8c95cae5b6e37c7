import { type Moment, MS_A_DAY } from '../../domain/time/dates.js';
import { rows, type Sql } from '../base/connection/database.js';
import type { Seal } from '../base/seal.js';
import { FactRefused } from '../facts/fact-refused.js';
import { noteFact, type Source } from '../facts/facts.js';
import { isPassword } from './passwords.js';
import { keyHash } from './tokens.js';
import { forgetTries, holdTries, noteWrongTry } from './tries.js';

/** Who is asked to prove again who he is; `token`: of the session in which he asks. */
export interface Proving {
  staff: string;
  token: string;
  /** Undefined: he has none of ours, and signed in with the lender's provider of identities just now. */
  password?: string | undefined;
}

type Unproved = 'password' | 'too many tries' | 'no password';

const SAID: Record<Unproved, string> = {
  password: 'the password is wrong',
  'too many tries': 'too many wrong tries: wait, or have an administrator reset the user',
  'no password': 'say your password, or sign in anew by single sign-on and do it within ten minutes',
};

const FRESH_MS = MS_A_DAY / 24 / 6;

/**
 * Who has taken a session over may not change by it how its owner signs in, nor guess the password: wrong ones count as wrong tries to
 * sign in. Null: it is proved. What is noted must stay, so that nothing is thrown before the transaction's end: then by `refuseUnproved`.
 */
export async function proveOneself(
  sql: Sql,
  seal: Seal,
  who: Proving,
  source: Source,
  wanted: string,
): Promise<Unproved | null> {
  const unproved = await whyUnproved(sql, seal, who, source.at);
  if (unproved !== null)
    await noteFact(sql, source, 'sign-in refused', `staff/${who.staff}`, { why: `${unproved}, ${wanted}` });
  return unproved;
}

async function whyUnproved(
  sql: Sql,
  seal: Seal,
  { staff, token, password }: Proving,
  at: Moment,
): Promise<Unproved | null> {
  if (password === undefined) return (await isFreshByProvider(sql, token, at)) ? null : 'no password';
  const [known] = await rows<{ hash: string }>(sql, 'SELECT password_hash AS hash FROM users WHERE staff_id = $1', [
    staff,
  ]);
  const tries = await holdTries(sql, seal, staff, at);
  if (tries.waits) return 'too many tries';
  if (await isPassword(known!.hash, password)) {
    await forgetTries(sql, seal, staff);
    return null;
  }
  await noteWrongTry(sql, tries, at);
  return 'password';
}

async function isFreshByProvider(sql: Sql, token: string, at: Moment): Promise<boolean> {
  const found = await rows(sql, 'SELECT FROM sessions WHERE token_hash = $1 AND by_provider AND began_at > $2', [
    keyHash(token),
    new Date(at - FRESH_MS),
  ]);
  return found.length > 0;
}

/** @throws FactRefused, at the field that is wrong, unless it is proved */
export function refuseUnproved(unproved: Unproved | null, field: string): void {
  if (unproved !== null) throw new FactRefused(SAID[unproved], field);
}
