import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/**
 * Personal data at rest: AES-256-GCM under a key that stands outside the database. A sealed value is
 * key id (1 byte) · nonce (12) · tag (16) · ciphertext. A keyed hash of the same text allows look-up without opening it.
 */
export interface Seal {
  seal(text: string): Buffer;
  open(sealed: Uint8Array): string;
  /** The same for the same text and key; tells nothing without the key. */
  hash(text: string): Buffer;
}

/** `secret`: 32 bytes as base64 or hex (POSTLOAN_KEY). Throws when it is anything else. */
export function createSeal(secret: string, keyId = 1): Seal {
  const master = /^[0-9a-f]{64}$/i.test(secret) ? Buffer.from(secret, 'hex') : Buffer.from(secret, 'base64');
  if (master.length !== 32) throw new Error('POSTLOAN_KEY must be 32 bytes, as base64 or hex');
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', master, '', purpose, 32));
  const sealing = derive('postloan seal');
  const hashing = derive('postloan look-up');
  return {
    seal: (text) => {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', sealing, nonce);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.from([keyId]), nonce, cipher.getAuthTag(), body]);
    },
    open: (sealed) => {
      const bytes = Buffer.from(sealed);
      if (bytes[0] !== keyId) throw new Error(`sealed with key ${bytes[0]}, which is not configured`);
      const decipher = createDecipheriv('aes-256-gcm', sealing, bytes.subarray(1, 13));
      decipher.setAuthTag(bytes.subarray(13, 29));
      return Buffer.concat([decipher.update(bytes.subarray(29)), decipher.final()]).toString('utf8');
    },
    hash: (text) => createHmac('sha256', hashing).update(text).digest(),
  };
}
