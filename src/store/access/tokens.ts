import { createHash, randomBytes } from 'node:crypto';

/** What opens a door: 256 bits, of which the database keeps the hash alone. Its first letters say what it is, to people and to scanners of secrets. */
export const newToken = (kind: 'pls' | 'plk'): string => `${kind}_${randomBytes(32).toString('base64url')}`;

/** Random as they are, a plain hash is enough. */
export const keyHash = (token: string): Buffer => createHash('sha256').update(token).digest();
