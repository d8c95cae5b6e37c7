import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { rows } from '../../store/base/connection/database.js';
import type { Seal } from '../../store/base/seal.js';
import { Unreadable } from '../csv/csv-lines.js';
import { BOOK_FILES, type BookFile, type BookRow } from '../csv/files.js';
import { type Problems, report } from '../csv/problems.js';
import { rowReader } from '../csv/row-reader.js';
import { isNew, type Numbered, personNamedById } from '../read-book.js';
import { fillStage } from '../staging.js';
import { type Compared, changedLines, compare, seedOf } from './changed-rows.js';
import { type Digests, newDigests, readDigests } from './digests.js';
import { checkTotals, MANIFEST, type Manifest, readManifest } from './manifest.js';
import { ACCOUNTS, STATEMENT } from './statement.js';

/** A folder of a feed, held against the feed before: nothing is read of those for whom nothing changed. */
export interface Feed {
  dir: string;
  names: readonly string[];
  manifest: Manifest;
  files: Map<BookFile, { compared: Compared; before: Digests }>;
  seed: number;
}

/** Faults of the feed as a whole, such as totals that do not add up, are put to `problems`. */
export async function openFeed(client: pg.PoolClient, seal: Seal, dir: string, problems: Problems): Promise<Feed> {
  const feed: Feed = {
    dir,
    names: [],
    manifest: { day: null, sequence: null, files: new Map() },
    files: new Map(),
    seed: seedOf(seal),
  };
  const names = await readdir(dir).catch(() => null);
  if (names === null) report(problems, `${dir}: not a folder that can be read`);
  const there = BOOK_FILES.filter((it) => names?.includes(`${it}.csv`));
  const known = [...BOOK_FILES.map((it) => `${it}.csv`), MANIFEST, STATEMENT, ACCOUNTS];
  for (const name of names?.filter((it) => it.toLowerCase().endsWith('.csv') && !known.includes(it)).sort() ?? [])
    report(problems, `${name}: not a file of a book (${known.join(', ')})`);
  if (names !== null && there.length === 0 && !names.includes(STATEMENT))
    report(problems, `${dir}: no file of a book (${known.join(', ')})`);
  if (names === null) return feed;
  feed.names = names;
  feed.manifest = await readManifest(dir, names, (what) => report(problems, what));
  const compared = new Map<BookFile, Compared>();
  for (const file of there) {
    const before = await readDigests(client, file);
    try {
      compared.set(file, await compare(join(dir, `${file}.csv`), file, feed.seed, before));
      feed.files.set(file, { compared: compared.get(file)!, before });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EISDIR' && code !== 'EACCES') throw error;
      report(problems, `${file}.csv: cannot be read (${code})`);
    }
  }
  checkTotals(feed.manifest, compared, (what) => report(problems, what));
  return feed;
}

/** Of a feed that is older than the last one: what it says of the state of things is over; all its payments count. */
export function onlyPayments(feed: Feed): Feed {
  const payments = feed.files.get('payments');
  if (!payments) return { ...feed, files: new Map() };
  const before = newDigests();
  return {
    ...feed,
    files: new Map([['payments', { before, compared: { ...payments.compared, isChanged: () => true } }]]),
  };
}

/** Puts what changed into the staging tables; answers the staff. Rows that cannot be read are refused one by one. */
export async function stageFeed(
  client: pg.PoolClient,
  seal: Seal,
  feed: Feed,
  problems: Problems,
  country: string | undefined,
  onProgress?: (file: BookFile, rows: number) => void,
): Promise<Numbered<BookRow['staff']>[]> {
  const staff: Numbered<BookRow['staff']>[] = [];
  for (const file of feed.files.keys()) {
    const rows = <F extends BookFile>(of: F) => changedRows(feed, of, problems, country, onProgress);
    if (file !== 'staff') await fillStage(client, seal, file, rows(file));
    else for await (const batch of rows(file)) staff.push(...batch);
  }
  if (!feed.files.has('borrowers')) {
    const named = await rows<{ id: string }>(client, 'SELECT DISTINCT borrower_id AS id FROM stage_loans');
    await fillStage(client, seal, 'borrowers', [named.map(({ id }) => ({ line: null, row: personNamedById(id) }))]);
  }
  return staff;
}

async function* changedRows<F extends BookFile>(
  { dir, files, seed }: Feed,
  file: F,
  problems: Problems,
  country: string | undefined,
  onProgress?: (file: BookFile, rows: number) => void,
): AsyncGenerator<Numbered<BookRow[F]>[]> {
  const { compared } = files.get(file)!;
  if (!compared.anyChanged) return;
  let read: ReturnType<typeof rowReader<F>> | undefined;
  let count = 0;
  try {
    for await (const lines of changedLines(join(dir, `${file}.csv`), file, seed, compared)) {
      const header = read ? undefined : lines.shift();
      if (header) read = rowReader(file, header, problems, country);
      const good = read ? lines.map(read).filter(isNew) : [];
      count += lines.length;
      onProgress?.(file, count);
      if (good.length > 0) yield good;
    }
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    report(problems, `${file}.csv:${error.line} ${error.message}`);
  }
}
