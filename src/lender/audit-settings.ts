import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { bucketIn } from './bucket-settings.js';
import { readVariables } from './environment.js';

/** What signs the record, whom its readers trust, and who vouches for its heads out of the database's reach. */
export interface AuditSettings {
  /** Null: nothing is signed. */
  key: KeyObject | null;
  /** The public part of the key, and those of keys of before. */
  trusted: KeyObject[];
  witnesses: WitnessPlace[];
  /** Who says when a head was there; null: the lender's own clock alone does. */
  authority: { url: string; certificates: X509Certificate[] } | null;
}

export type WitnessPlace = { folder: string } | { bucket: NonNullable<ReturnType<typeof bucketIn>> };

/** @throws BadInput for what is not a key, a place or a certificate */
export function auditSettings(env: NodeJS.ProcessEnv): AuditSettings {
  const { AUDIT_KEY, AUDIT_KEYS_BEFORE, AUDIT_WITNESS, AUDIT_TSA_URL } = readVariables(
    env,
    [],
    ['AUDIT_KEY', 'AUDIT_KEYS_BEFORE', 'AUDIT_WITNESS', 'AUDIT_TSA_URL'],
  );
  const key = AUDIT_KEY === undefined ? null : createPrivateKey(AUDIT_KEY);
  return {
    key,
    trusted: [...(key ? [createPublicKey(key as never)] : []), ...publicKeysIn(AUDIT_KEYS_BEFORE ?? '')],
    witnesses: (AUDIT_WITNESS ?? []).map((it) => witnessPlace(env, it)),
    authority: AUDIT_TSA_URL === undefined ? null : authorityAt(env, AUDIT_TSA_URL),
  };
}

/** @throws BadInput for a bucket that is none, or without keys */
export function witnessPlace(env: NodeJS.ProcessEnv, place: string): WitnessPlace {
  const bucket = bucketIn(env, 'AUDIT_WITNESS', place);
  return bucket ? { bucket } : { folder: place };
}

const authorityAt = (env: NodeJS.ProcessEnv, url: string) => {
  const { AUDIT_TSA_CERTIFICATE } = readVariables(env, ['AUDIT_TSA_CERTIFICATE']);
  return { url, certificates: certificatesIn(AUDIT_TSA_CERTIFICATE) };
};

/** Each key of a text of several, as PEM. */
export const publicKeysIn = (text: string): KeyObject[] =>
  [...text.matchAll(/-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g)].map(([pem]) => createPublicKey(pem));

/** Each certificate of a text of several, as PEM. */
export const certificatesIn = (text: string): X509Certificate[] =>
  [...text.matchAll(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g)].map(
    ([pem]) => new X509Certificate(pem),
  );
