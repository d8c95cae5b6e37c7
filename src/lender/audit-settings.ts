import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { KeyInToken } from '../domain/proof/envelope.js';
import { BadInput } from '../library/checked-yaml.js';
import { bucketIn } from './bucket-settings.js';
import { readVariables } from './environment.js';

/** What signs the record, whom its readers trust, and who vouches for its heads out of the database's reach. */
export interface AuditSettings {
  /** A private key, or where it is kept that never leaves; null: nothing is signed. */
  key: KeyObject | KeyInToken | null;
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
  const key = AUDIT_KEY === undefined ? null : signingKey(env, AUDIT_KEY);
  const own = key === null ? [] : ['token' in key ? key.publicKey : createPublicKey(key as never)];
  return {
    key,
    trusted: [...own, ...publicKeysIn(AUDIT_KEYS_BEFORE ?? '')],
    witnesses: (AUDIT_WITNESS ?? []).map((it) => witnessPlace(env, it)),
    authority: AUDIT_TSA_URL === undefined ? null : authorityAt(env, AUDIT_TSA_URL),
  };
}

function signingKey(env: NodeJS.ProcessEnv, said: string): KeyObject | KeyInToken {
  if (said.startsWith('pkcs11:')) return keyInToken(env, said);
  if (!said.startsWith('file:')) return createPrivateKey(said);
  try {
    const key = createPrivateKey(readFileSync(said.slice('file:'.length)));
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // As any file without such a key.
  }
  throw new BadInput([`AUDIT_KEY: ${said} has no Ed25519 private key as PEM`]);
}

/** `pkcs11:token=T;object=O?module-path=/lib/M.so&pin-source=file:/run/secrets/pin` */
function keyInToken(env: NodeJS.ProcessEnv, uri: string): KeyInToken {
  const { AUDIT_KEY_PUBLIC } = readVariables(env, ['AUDIT_KEY_PUBLIC']);
  const said = new Map(
    uri
      .slice('pkcs11:'.length)
      .split(/[;?&]/)
      .map((it) => [it.slice(0, it.indexOf('=')), decoded(it.slice(it.indexOf('=') + 1))] as const),
  );
  const [module, token, object] = ['module-path', 'token', 'object'].map((it) => said.get(it) ?? '');
  if (!module || !token || !object) throw new BadInput(['AUDIT_KEY: the URI must say token, object and module-path']);
  const pinFile = said.get('pin-source')?.replace(/^file:/, '') ?? null;
  return { publicKey: createPublicKey(AUDIT_KEY_PUBLIC), module, token, object, pinFile };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
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
