import { randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { type Database, rows, transaction } from '../base/connection/database.js';
import type { Seal } from '../base/seal.js';
import { FactRefused } from '../facts/fact-refused.js';
import { noteFact, type Source } from '../facts/facts.js';
import { type Proving, proveOneself, refuseUnproved } from './prove-oneself.js';
import { keyHash } from './tokens.js';

const PERIOD_S = 30;
const totp = (secret: string) => new TOTP({ issuer: 'postloan', secret: Secret.fromBase32(secret), period: PERIOD_S });

/** A secret for an authenticator, that is kept nowhere until a code of it is said; `uri`: the same, as a picture code takes it. */
export function offerSecondFactor(staff: string): { secret: string; uri: string } {
  const secret = new Secret({ size: 20 }).base32;
  const it = totp(secret);
  it.label = staff;
  return { secret, uri: it.toString() };
}

/** The step of time that a code is of; null: of none that is near. Clocks may be a step apart. */
export function stepOf(secret: string, code: string, at: number): number | null {
  // Signs that take more bytes than one would end in an error instead of an answer.
  if (!/^\d{6}$/.test(code)) return null;
  const delta = totp(secret).validate({ token: code, timestamp: at, window: 1 });
  return delta === null ? null : Math.floor(at / 1000 / PERIOD_S) + delta;
}

/** From now on signing in asks for a code. Answers ten codes for when the authenticator is lost, each good once; they are shown once. */
export async function useSecondFactor(
  db: Database,
  seal: Seal,
  { secret, code, ...who }: Proving & { secret: string; code: string },
  source: Source,
): Promise<string[]> {
  const { staff } = who;
  const step = /^[A-Z2-7]{32}$/.test(secret) ? stepOf(secret, code, source.at) : null;
  if (step === null) throw new FactRefused('not a code of this secret: look at the clocks of both devices', 'code');
  const codes = Array.from({ length: 10 }, () => randomBytes(8).toString('hex'));
  const unproved = await transaction(db, async (client) => {
    const it = await proveOneself(client, seal, who, source, 'to begin a second factor');
    if (it !== null) return it;
    const [on] = await rows(client, 'SELECT FROM users WHERE staff_id = $1 AND second_factor_sealed IS NOT NULL', [
      staff,
    ]);
    if (on) throw new FactRefused('a second factor is in use: an administrator resets it', 'secret');
    await client.query(
      'UPDATE users SET second_factor_sealed = $2, second_factor_step = $3, recovery_codes = $4 WHERE staff_id = $1',
      [staff, seal.seal(secret, 'users.second_factor_sealed', staff), step, codes.map(keyHash)],
    );
    await noteFact(client, source, 'second factor begun', `staff/${staff}`, {});
    return null;
  });
  refuseUnproved(unproved, 'password');
  return codes;
}
