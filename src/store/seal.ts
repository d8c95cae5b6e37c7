import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/**
 * Personal data at rest: AES-256-GCM under keys that stand outside the database. A sealed value is
 * key id (1 byte) · nonce (12) · tag (16) · ciphertext. A keyed hash of the same text allows look-up without opening it.
 * There is one key that seals, and others that only open: the one before, or the next one while it is given out.
 */
export interface Seal {
  seal(text: string): Buffer;
  /** @throws an Error for a value under a key that is not configured, or that was changed */
  open(sealed: Uint8Array): string;
  /** The same for the same text and key; tells nothing without the key. */
  hash(text: string): Buffer;
  /** The hash under each key: what to look up by, since while keys are rotated rows of both stand side by side. */
  hashes(text: string): Buffer[];
  /** The id of the key that seals. */
  current: number;
  /** The ids of all keys that are configured, the current one first. */
  keyIds: readonly number[];
}

interface Key {
  id: number;
  sealing: Buffer;
  hashing: Buffer;
}

/**
 * `secret`: 32 bytes as base64 or hex (POSTLOAN_KEY), after `ID:` when its id (1 to 255) is not 1.
 * `others`: keys that only open (POSTLOAN_KEYS_OTHER), each as `ID:secret`, separated by commas.
 * @throws an Error that names the variable, never its value
 */
export function createSeal(secret: string, others = ''): Seal {
  const current = readKey('POSTLOAN_KEY', secret);
  const rest = others.split(',').filter((it) => it.trim() !== '');
  const keys = [current, ...rest.map((it) => readKey('POSTLOAN_KEYS_OTHER', it.trim()))];
  const byId = new Map(keys.map((key) => [key.id, key]));
  if (byId.size < keys.length)
    throw new Error('POSTLOAN_KEY, POSTLOAN_KEYS_OTHER: two keys of the same id; write each as ID:secret');
  const hash = ({ hashing }: Key, text: string) => createHmac('sha256', hashing).update(text).digest();
  return {
    current: current.id,
    keyIds: keys.map(({ id }) => id),
    seal: (text) => {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', current.sealing, nonce);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.from([current.id]), nonce, cipher.getAuthTag(), body]);
    },
    open: (sealed) => {
      const bytes = Buffer.from(sealed);
      const key = byId.get(bytes[0] ?? 0);
      if (!key) throw new Error(`sealed with key ${bytes[0]}, which is not configured`);
      const decipher = createDecipheriv('aes-256-gcm', key.sealing, bytes.subarray(1, 13));
      decipher.setAuthTag(bytes.subarray(13, 29));
      return Buffer.concat([decipher.update(bytes.subarray(29)), decipher.final()]).toString('utf8');
    },
    hash: (text) => hash(current, text),
    hashes: (text) => keys.map((key) => hash(key, text)),
  };
}

function readKey(variable: string, text: string): Key {
  const [, id = '1', secret = ''] = /^(?:(\d{1,3}):)?(.*)$/s.exec(text) ?? [];
  const master = /^[0-9a-f]{64}$/i.test(secret) ? Buffer.from(secret, 'hex') : Buffer.from(secret, 'base64');
  if (master.length !== 32) throw new Error(`${variable}: a key must be 32 bytes, as base64 or hex`);
  if (Number(id) < 1 || Number(id) > 255) throw new Error(`${variable}: the id of a key must be 1 to 255`);
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', master, '', purpose, 32));
  return { id: Number(id), sealing: derive('postloan seal'), hashing: derive('postloan look-up') };
}
