import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import type { Moment } from '../domain/time/dates.js';
import { BadInput } from '../library/checked-yaml.js';
import type { Database } from '../store/base/connection/database.js';
import type { Seal } from '../store/base/seal.js';
import { beginImport, endImport, type Import, importFiles, noteRead } from '../store/incoming/imports.js';
import { takeFeed } from './daily/take-feed.js';
import { importBook } from './import-book.js';

interface Options {
  /** The business moment: from it on what is new counts. */
  now: Moment;
  country: string;
}

/** How far a book is read is noted this often. */
const NOTED_MS = 1_000;
/** Of what is refused, changed or gone so many are kept, with their number. */
const MOST = 1_000;

/** A book at which the process ends each time is given up, so that it does not stand before the others. */
const MOST_TRIES = 5;

/** Nothing is to stay of a book that is only checked. */
class CheckedOnly extends Error {}

/**
 * Reads a book that came by the API, and keeps what became of it. What is written, and that it was, is one transaction: killed anywhere it
 * may be done again, and no row comes in twice.
 */
export async function takeUploaded(db: Database, seal: Seal, it: Import, { now, country }: Options): Promise<void> {
  const id = it.import;
  await beginImport(db.pool, id, now);
  let noted = 0;
  const onProgress = (file: string, read: number) => {
    if (performance.now() - noted < NOTED_MS) return;
    noted = performance.now();
    // It is only shown: what is not noted now is noted the next time.
    void noteRead(db.pool, id, file, read, now).catch(() => undefined);
  };
  const refuse = (problems: readonly string[], count: number, more: object = {}) =>
    endImport(db.pool, seal, { id, state: 'refused', result: { problems, count, ...more } }, now);
  if (it.tries >= MOST_TRIES)
    return refuse([`begun ${it.tries} times, and never came to its end: nothing was written; the log says why`], 1);
  // Of the same name each time: what a killed process left of it goes.
  const dir = join(tmpdir(), `postloan-import-${id}-${it.sha256.slice(0, 16)}`);
  await rm(dir, { recursive: true, force: true });
  await mkdir(dir, { mode: 0o700 });
  try {
    for await (const { name, bytes } of importFiles(db.pool, seal, id))
      await writeFile(join(dir, name), bytes, { mode: 0o600 });
    const how = { now, actor: it.askedBy, country, onProgress };
    if (it.kind === 'daily') {
      const written = (client: pg.PoolClient, taken: object) =>
        endImport(client, seal, { id, state: 'taken', result: shortened(taken) }, now);
      const taken = await takeFeed(db, seal, dir, {
        ...how,
        ofOthers: true,
        dryRun: it.checkOnly,
        ...(it.checkOnly ? {} : { written }),
      });
      if (!taken.ok) return await refuse(taken.problems, taken.count);
      if (it.checkOnly) await endImport(db.pool, seal, { id, state: 'checked', result: shortened(taken) }, now);
      return;
    }
    let found: object = {};
    const written = async (client: pg.PoolClient, taken: object) => {
      found = shortened(taken);
      if (it.checkOnly) throw new CheckedOnly();
      await endImport(client, seal, { id, state: 'taken', result: found }, now);
    };
    const taken = await importBook(db, seal, dir, { ...how, acceptWarnings: it.acceptWarnings, written }).catch(
      (error: unknown) => {
        if (error instanceof CheckedOnly) return null;
        throw error;
      },
    );
    if (taken === null) return await endImport(db.pool, seal, { id, state: 'checked', result: found }, now);
    if (!taken.ok)
      await refuse(taken.problems, taken.count, { warnings: taken.warnings.listed, acceptable: taken.acceptable });
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    await refuse(error.problems, error.problems.length);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** Lists of which each may be as long as the book. */
function shortened(taken: object): object {
  const cut = ([name, value]: [string, unknown]): [string, unknown][] =>
    Array.isArray(value)
      ? [
          [name, value.slice(0, MOST)],
          ...(value.length > MOST ? [[`${name}Count`, value.length] as [string, number]] : []),
        ]
      : [[name, value]];
  return Object.fromEntries(Object.entries(taken).flatMap(cut));
}
