import type pg from 'pg';
import { rows } from '../../store/base/connection/database.js';

/**
 * What each loan's or borrower's rows of a file were, as two numbers each: a hash of its id, and the sum of the hashes of its rows,
 * in whichever order they stand. A table of open addresses in four arrays, so that a million of them take some tens of megabytes.
 */
export interface Digests {
  size: number;
  /** Adds a row's hash to what its subject has. */
  add(key: readonly [number, number], content: readonly [number, number]): void;
  /** What stands for a subject; null: nothing. */
  get(key1: number, key2: number): readonly [number, number] | null;
  delete(key1: number, key2: number): void;
  each(see: (key1: number, key2: number, content1: number, content2: number) => void): void;
}

export function newDigests(): Digests {
  let capacity = 1 << 12;
  let table = new Uint32Array(capacity * 4);
  let size = 0;
  // Place of a subject, or of the first free one. A key of (0, 0) stands for none.
  const placeOf = (key1: number, key2: number): number => {
    let at = (key1 ^ (key2 >>> 7)) & (capacity - 1);
    while ((table[at * 4] !== 0 || table[at * 4 + 1] !== 0) && (table[at * 4] !== key1 || table[at * 4 + 1] !== key2))
      at = (at + 1) & (capacity - 1);
    return at * 4;
  };
  const grow = () => {
    const before = table;
    capacity *= 2;
    table = new Uint32Array(capacity * 4);
    for (let at = 0; at < before.length; at += 4)
      if (before[at] !== 0 || before[at + 1] !== 0)
        table.set(before.subarray(at, at + 4), placeOf(before[at]!, before[at + 1]!));
  };
  const digests: Digests = {
    get size() {
      return size;
    },
    add([key1, key2], [content1, content2]) {
      if (size * 2 > capacity) grow();
      const at = placeOf(key1, key2);
      if (table[at] === 0 && table[at + 1] === 0) size++;
      table[at] = key1;
      table[at + 1] = key2;
      table[at + 2]! += content1;
      table[at + 3]! += content2;
    },
    get(key1, key2) {
      const at = placeOf(key1, key2);
      return table[at] === 0 && table[at + 1] === 0 ? null : [table[at + 2]!, table[at + 3]!];
    },
    delete(key1, key2) {
      const at = placeOf(key1, key2);
      // What was: never the same as any rows, so that it is looked at again.
      if (table[at] !== 0 || table[at + 1] !== 0) table.fill(UNKNOWN, at + 2, at + 4);
    },
    each(see) {
      for (let at = 0; at < table.length; at += 4)
        if (table[at] !== 0 || table[at + 1] !== 0) see(table[at]!, table[at + 1]!, table[at + 2]!, table[at + 3]!);
    },
  };
  return digests;
}

const UNKNOWN = 0xffffffff;

/** Those of a file that the last feed left; none: everything is new. */
export async function readDigests(client: pg.PoolClient, file: string): Promise<Digests> {
  const digests = newDigests();
  const [row] = await rows<{ digests: Buffer }>(client, 'SELECT digests FROM feed_digests WHERE file = $1', [file]);
  if (!row) return digests;
  const { buffer, byteOffset, length } = row.digests;
  const numbers = new Uint32Array(buffer.slice(byteOffset, byteOffset + length));
  for (let at = 0; at < numbers.length; at += 4)
    digests.add([numbers[at]!, numbers[at + 1]!], [numbers[at + 2]!, numbers[at + 3]!]);
  return digests;
}

export async function writeDigests(client: pg.PoolClient, file: string, digests: Digests): Promise<void> {
  const numbers = new Uint32Array(digests.size * 4);
  let at = 0;
  digests.each((...one) => {
    numbers.set(one, at);
    at += 4;
  });
  await client.query(
    'INSERT INTO feed_digests (file, digests) VALUES ($1, $2) ON CONFLICT (file) DO UPDATE SET digests = excluded.digests',
    [file, Buffer.from(numbers.buffer)],
  );
}

/** Puts the digests of a book beside those that were left before: what it does not have stays as it was. */
export function joined(before: Digests, now: Digests): Digests {
  const all = newDigests();
  now.each((key1, key2, content1, content2) => all.add([key1, key2], [content1, content2]));
  before.each((key1, key2, content1, content2) => {
    if (now.get(key1, key2) === null) all.add([key1, key2], [content1, content2]);
  });
  return all;
}
