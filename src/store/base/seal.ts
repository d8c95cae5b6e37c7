import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { BadInput } from '../../library/checked-yaml.js';
import type { RowPart, SealedColumn } from './sealed-columns.js';

/**
 * Personal data at rest: AES-256-GCM under keys that stand outside the database. A sealed value is
 * 0 · key id (1 byte) · nonce (12) · tag (16) · ciphertext, and is bound to its column and row. Values of before were not
 * bound, and have no 0 in front: they open until `keys rotate` has sealed them anew.
 * A keyed hash of the same text allows look-up without opening it.
 * There is one key that seals, and others that only open: the one before, or the next one while it is given out.
 */
export interface Seal {
  /** `row`: the values of ROW_OF, in its order. */
  seal(text: string, column: SealedColumn, ...row: RowPart[]): Buffer;
  /** @throws an Error for a value under a key that is not configured, that was changed, or that was sealed for another row */
  open(sealed: Uint8Array, column: SealedColumn, ...row: RowPart[]): string;
  /** The same, null for what is erased or cannot be opened: one value under a lost key must not stop what is done for many. */
  tryOpen(sealed: Uint8Array | null, column: SealedColumn, ...row: (RowPart | null)[]): string | null;
  /** The same for the same text and key; tells nothing without the key. */
  hash(text: string): Buffer;
  /** The hash under each key: what to look up by, since while keys are rotated rows of both stand side by side. */
  hashes(text: string): Buffer[];
  /** The id of the key that seals. */
  current: number;
  /** The ids of all keys that are configured, the current one first. */
  keyIds: readonly number[];
  /** What the database keeps of each key, to know it again; tells nothing of it. */
  checks: readonly { id: number; variable: string; check: Buffer }[];
}

interface Key {
  id: number;
  variable: string;
  sealing: Buffer;
  hashing: Buffer;
  check: Buffer;
}

const BOUND = 0;

/** Which key a sealed value is under, and whether it is bound to its row. */
export function keyOfSealed(sealed: Uint8Array): { key: number; bound: boolean } {
  const bound = sealed[0] === BOUND;
  return { key: sealed[bound ? 1 : 0] ?? 0, bound };
}

/**
 * `secret`: 32 bytes as base64 or hex (POSTLOAN_KEY), after `ID:` when its id (1 to 255) is not 1.
 * `others`: keys that only open (POSTLOAN_KEYS_OTHER), each as `ID:secret`, separated by commas.
 * @throws BadInput that names the variable, never its value
 */
export function createSeal(secret: string, others = ''): Seal {
  const current = readKey('POSTLOAN_KEY', secret);
  const rest = others.split(',').filter((it) => it.trim() !== '');
  const keys = [current, ...rest.map((it) => readKey('POSTLOAN_KEYS_OTHER', it.trim()))];
  const byId = new Map(keys.map((key) => [key.id, key]));
  if (byId.size < keys.length)
    throw new BadInput(['POSTLOAN_KEY, POSTLOAN_KEYS_OTHER: two keys of the same id; write each as ID:secret']);
  const hash = ({ hashing }: Key, text: string) => createHmac('sha256', hashing).update(text).digest();
  const open: Seal['open'] = (sealed, column, ...row) => {
    const { key: id, bound } = keyOfSealed(sealed);
    const key = byId.get(id);
    if (!key) throw new Error(`sealed with key ${id}, which is not configured`);
    const [nonce, tag, body] = partsOf(Buffer.from(sealed).subarray(bound ? 2 : 1));
    const decipher = createDecipheriv('aes-256-gcm', key.sealing, nonce);
    if (bound) decipher.setAAD(placeOf(column, row));
    try {
      decipher.setAuthTag(tag);
      return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
    } catch {
      throw new Error(`not opened by key ${id}: sealed with another, changed, or of another row`);
    }
  };
  return {
    current: current.id,
    keyIds: keys.map(({ id }) => id),
    checks: keys.map(({ id, variable, check }) => ({ id, variable, check })),
    seal: (text, column, ...row) => {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', current.sealing, nonce);
      cipher.setAAD(placeOf(column, row));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.from([BOUND, current.id]), nonce, cipher.getAuthTag(), body]);
    },
    open,
    tryOpen: (sealed, column, ...row) => {
      const parts = row.filter((it) => it !== null);
      if (sealed === null || parts.length < row.length) return null;
      try {
        return open(sealed, column, ...parts);
      } catch {
        return null;
      }
    },
    hash: (text) => hash(current, text),
    hashes: (text) => keys.map((key) => hash(key, text)),
  };
}

const partsOf = (bytes: Buffer) => [bytes.subarray(0, 12), bytes.subarray(12, 28), bytes.subarray(28)] as const;

const placeOf = (column: SealedColumn, row: readonly RowPart[]): Buffer =>
  Buffer.from(
    JSON.stringify([column, ...row.map((it) => (typeof it === 'object' ? Buffer.from(it).toString('hex') : it))]),
  );

function readKey(variable: string, text: string): Key {
  const [, id = '1', secret = ''] = /^(?:(\d{1,3}):)?(.*)$/s.exec(text) ?? [];
  const master = /^[0-9a-f]{64}$/i.test(secret) ? Buffer.from(secret, 'hex') : Buffer.from(secret, 'base64');
  if (master.length !== 32) throw new BadInput([`${variable}: a key must be 32 bytes, as base64 or hex`]);
  if (Number(id) < 1 || Number(id) > 255) throw new BadInput([`${variable}: the id of a key must be 1 to 255`]);
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', master, '', purpose, 32));
  const [sealing, hashing, check] = [
    derive('postloan seal'),
    derive('postloan look-up'),
    derive('postloan check').subarray(0, 16),
  ];
  return { id: Number(id), variable, sealing, hashing, check };
}
