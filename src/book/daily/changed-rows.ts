import { isUtf8 } from 'node:buffer';
import { join } from 'node:path';
import type pg from 'pg';
import type { Seal } from '../../store/base/seal.js';
import { csvLines, type Line, Unreadable } from '../csv/csv-lines.js';
import { BOOK, type BookFile } from '../csv/files.js';
import { type Digests, joined, newDigests, readDigests, writeDigests } from './digests.js';
import { throughRecords } from './raw-records.js';

/** A file of a feed against that of the feed before. */
export interface Compared {
  now: Digests;
  rows: number;
  /** Of its money, in minor units. */
  sum: number;
  /** A cell of it is no amount: the sum says nothing. */
  odd: boolean;
  /** Whether a subject's rows are others than they were. */
  isChanged: (key1: number, key2: number) => boolean;
  anyChanged: boolean;
}

/** Whose rows of a file belong together: the loan's, the borrower's, the person's. */
const subjectOf = (file: BookFile): string =>
  Object.keys(BOOK[file].columns).find((it) => it === 'loan_id') ?? BOOK[file].key[0]!;

/** What the control total of a file adds up. */
export const SUMMED: Partial<Record<BookFile, readonly string[]>> = {
  loans: ['principal'],
  instalments: ['principal', 'interest', 'fee'],
  payments: ['amount'],
};

const placesOf = (file: BookFile) => (cells: string[]) => ({
  key: cells.indexOf(subjectOf(file)),
  sums: (SUMMED[file] ?? []).map((it) => cells.indexOf(it)),
});

/** Goes through a file once: how many rows it has, what they add up to, and of whom they are others than before. */
export async function compare(path: string, file: BookFile, seed: number, before: Digests): Promise<Compared> {
  const now = newDigests();
  let [rows, sum, odd] = [0, 0, false];
  const pass = throughRecords(path, seed, placesOf(file), (it) => {
    rows++;
    sum += it.sum;
    odd ||= it.odd;
    now.add([it.key1, it.key2], [it.content1, it.content2]);
  });
  for await (const _ of pass) {
    // All is done in passing.
  }
  const isChanged = (key1: number, key2: number) => {
    const [was, is] = [before.get(key1, key2), now.get(key1, key2)];
    return was === null || is === null || was[0] !== is[0] || was[1] !== is[1];
  };
  let anyChanged = false;
  now.each((key1, key2) => {
    anyChanged ||= isChanged(key1, key2);
  });
  return { now, rows, sum, odd, isChanged, anyChanged };
}

/** The header, and the rows of those for whom something changed. @throws Unreadable */
export async function* changedLines(
  path: string,
  file: BookFile,
  seed: number,
  { isChanged }: Pick<Compared, 'isChanged'>,
): AsyncGenerator<Line[]> {
  const lines = [1];
  async function* pieces(): AsyncGenerator<Buffer> {
    let picked: Buffer[] = [];
    const pass = throughRecords(
      path,
      seed,
      (cells) => {
        picked.push(Buffer.from(`${cells.join(',')}\n`));
        return placesOf(file)(cells);
      },
      ({ bytes, from, to, line, key1, key2 }) => {
        if (!isChanged(key1, key2)) return;
        if (!isUtf8(bytes.subarray(from, to))) throw new Unreadable(line, 'not UTF-8: save the file as UTF-8');
        lines.push(line);
        picked.push(Buffer.from(bytes.subarray(from, to)), NEW_LINE);
      },
    );
    for await (const _ of pass) {
      if (picked.length > 0) yield Buffer.concat(picked);
      picked = [];
    }
  }
  if (!(await hasHeader(path))) throw new Unreadable(1, 'no header row');
  yield* csvLines(path, { pieces: pieces(), lines });
}

const NEW_LINE = Buffer.from('\n');

async function hasHeader(path: string): Promise<boolean> {
  for await (const lines of csvLines(path)) if (lines.length > 0) return true;
  return false;
}

/** A book was taken in whole: the first feed after it looks only at what is otherwise then. */
export async function leaveDigests(
  client: pg.PoolClient,
  seal: Seal,
  dir: string,
  files: readonly BookFile[],
): Promise<void> {
  const seed = seedOf(seal);
  for (const file of files) {
    const before = await readDigests(client, file);
    const { now } = await compare(join(dir, `${file}.csv`), file, seed, before);
    await writeDigests(client, file, joined(before, now));
  }
}

/** The secret part of the digests: what stands in a file cannot be guessed from them without the key. */
export const seedOf = (seal: Seal): number => seal.hash('daily feed').readUInt32LE(0);
