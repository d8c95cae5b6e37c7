import { randomBytes, randomInt } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { commonPasswords } from '../../library/common-passwords.js';
import { FactRefused } from '../facts/fact-refused.js';

/** Argon2id, which is what this library makes unless told; OWASP's least: 19 MiB, two passes. */
const ARGON2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const SHORTEST = 12;
const LONGEST = 200;

export const hashOf = (password: string): Promise<string> => hash(password, ARGON2);

/** What nobody's password is: who is not known takes as long to be refused as who is. */
const NOBODY = hashOf(randomBytes(32).toString('hex'));

/** `known`: the hash; null: of somebody who is no user. */
export async function isPassword(known: string | null, said: string): Promise<boolean> {
  return (await verify(known ?? (await NOBODY), said.slice(0, LONGEST))) && known !== null;
}

/** @throws FactRefused for a password that is short, that stands in lists of stolen ones, or is little more than who has it */
export async function refuseWeak(password: string, staff: string): Promise<void> {
  if (password.length < SHORTEST || password.length > LONGEST)
    throw new FactRefused(`a password has ${SHORTEST} to ${LONGEST} characters`, 'password');
  const low = password.toLowerCase();
  const core = low.replace(/[^\p{L}]+$/u, '');
  const stolen = await commonPasswords();
  const repeated = /^(.{1,6}?)\1+.{0,3}$/u.test(low);
  if (repeated || stolen.has(low) || stolen.has(core) || low.includes(staff.toLowerCase()))
    throw new FactRefused(
      'this password stands in lists of stolen ones, or is easily guessed: choose another',
      'password',
    );
}

/** Twenty letters and digits in fours, none that is taken for another: a hundred bits. */
export function newPassword(): string {
  const signs = 'abcdefghjkmnpqrstuvwxyz23456789';
  const four = () => Array.from({ length: 4 }, () => signs[randomInt(signs.length)]).join('');
  return Array.from({ length: 5 }, four).join('-');
}
