import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { canonicalize } from 'json-canonicalize';
import { z } from 'zod';

/** Written in the one way only: nobody can change a character of it and leave its bytes as they were. */
const base64 = z.string().refine((text) => Buffer.from(text, 'base64').toString('base64') === text);

/** A signed text as DSSE has it: the signature covers its type and its bytes. */
const envelopeSchema = z.strictObject({
  payloadType: z.string(),
  payload: base64,
  signatures: z.array(z.strictObject({ keyid: z.string(), sig: base64 })),
});
export type Envelope = z.output<typeof envelopeSchema>;

/** Null: it is none. */
export const envelopeOf = (value: unknown): Envelope | null => envelopeSchema.safeParse(value).data ?? null;

const TYPE = 'application/vnd.in-toto+json';

const signedBytes = (type: string, body: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`DSSEv1 ${Buffer.byteLength(type)} ${type} ${body.length} `), body]);

/** A key is named by the first 16 hex digits of the SHA-256 of its public part in DER. */
export const keyIdOf = (key: KeyObject): string =>
  createHash('sha256')
    .update((key.type === 'public' ? key : createPublicKey(key as never)).export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 16);

/** A key in a PKCS#11 token, as RFC 7512 names it. */
export interface KeyInToken {
  publicKey: KeyObject;
  /** The library by which the token is reached. */
  module: string;
  token: string;
  object: string;
  /** A file with the PIN; null: none is asked for. */
  pinFile: string | null;
}

/** What signs by Ed25519 and never gives its key away. */
export interface Signer {
  publicKey: KeyObject;
  sign(bytes: Uint8Array): Buffer;
}

/** `key`: an Ed25519 private key, or what keeps one. */
export function signed(statement: object, key: KeyObject | Signer): Envelope {
  const body = Buffer.from(canonicalize(statement));
  const bytes = signedBytes(TYPE, body);
  const [keyid, sig] =
    'sign' in key ? [keyIdOf(key.publicKey), key.sign(bytes)] : [keyIdOf(key), sign(null, bytes, key)];
  return { payloadType: TYPE, payload: body.toString('base64'), signatures: [{ keyid, sig: sig.toString('base64') }] };
}

/** By which of the keys it is signed; null: by none of them, or it was changed. */
export function signedBy(envelope: Envelope, keys: readonly KeyObject[]): string | null {
  const bytes = signedBytes(envelope.payloadType, bodyOf(envelope));
  const good = envelope.signatures.find(({ keyid, sig }) =>
    keys.some((key) => keyIdOf(key) === keyid && verify(null, bytes, key, Buffer.from(sig, 'base64'))),
  );
  return good?.keyid ?? null;
}

/** The bytes of its first signature. */
export const signatureOf = ({ signatures }: Envelope): Buffer => Buffer.from(signatures[0]?.sig ?? '', 'base64');

const bodyOf = ({ payload }: Envelope): Buffer => Buffer.from(payload, 'base64');

/** SHA-256 in hex of what is signed. */
export const digestOfPayload = (envelope: Envelope): string =>
  createHash('sha256').update(bodyOf(envelope)).digest('hex');

/** What is signed; null: it cannot be read. */
export function statementOf(envelope: Envelope): unknown {
  try {
    return JSON.parse(bodyOf(envelope).toString('utf8'));
  } catch {
    return null;
  }
}
