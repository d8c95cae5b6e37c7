import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readVariables } from './environment.js';

/** What signs the record, whom its readers trust, and where its heads are kept out of the database's reach. */
export interface AuditSettings {
  /** Null: nothing is signed. */
  key: KeyObject | null;
  /** The public part of the key, and those of keys of before. */
  trusted: KeyObject[];
  /** A folder; null: none. */
  witness: string | null;
}

/** @throws BadInput for what is not a key */
export function auditSettings(env: NodeJS.ProcessEnv): AuditSettings {
  const { AUDIT_KEY, AUDIT_KEYS_BEFORE, AUDIT_WITNESS } = readVariables(
    env,
    [],
    ['AUDIT_KEY', 'AUDIT_KEYS_BEFORE', 'AUDIT_WITNESS'],
  );
  const key = AUDIT_KEY === undefined ? null : createPrivateKey(AUDIT_KEY);
  return {
    key,
    trusted: [...(key ? [createPublicKey(key as never)] : []), ...publicKeysIn(AUDIT_KEYS_BEFORE ?? '')],
    witness: AUDIT_WITNESS ?? null,
  };
}

/** Each key of a text of several, as PEM. */
export const publicKeysIn = (text: string): KeyObject[] =>
  [...text.matchAll(/-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g)].map(([pem]) => createPublicKey(pem));
