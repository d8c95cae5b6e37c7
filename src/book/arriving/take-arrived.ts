import { dayOf, type Moment } from '../../domain/time/dates.js';
import { BadInput } from '../../library/checked-yaml.js';
import { type Arrival, arrivalsThere, forgetArrival, noteArrival, notePutAway } from '../../store/base/arrivals.js';
import { type Database, transaction } from '../../store/base/connection/database.js';
import type { Seal } from '../../store/base/seal.js';
import { askForUnreadBook } from '../../store/work/feed-task.js';
import { MANIFEST } from '../daily/manifest.js';
import { takeFeed } from '../daily/take-feed.js';
import { type Arrived, isSame, type Place, waitsFor } from './arrived.js';

interface Options {
  /** The business moment: from it on what is new counts. */
  now: Moment;
  country: string;
  /** Something was done. */
  step: () => void;
}

/** The next book is not read before one that is still being written, unless nothing was written to that one for so long. */
const GIVEN_UP_MS = 3_600_000;
/** How far a book is read is noted this often. */
const NOTED_MS = 2_000;

/**
 * Reads each book that has arrived whole, in the order of the names, and puts it away. Killed anywhere it may be done again: a book that
 * was taken in changes nothing the second time. Answers how many were taken, refused, and wait.
 */
export async function takeArrived(
  db: Database,
  seal: Seal,
  place: Place,
  { now, country, step }: Options,
): Promise<Record<'taken' | 'refused' | 'waiting', number>> {
  const counted = { taken: 0, refused: 0, waiting: 0 };
  const books = await place.list();
  const known = new Map((await arrivalsThere(db.pool)).map((it) => [it.name, it]));
  await settleGone(db, known, books, now);
  for (const book of books) {
    step();
    const state = known.get(book.name)?.state;
    if (state === 'taken' || state === 'refused') {
      // It was read, and the worker ended before it was put away.
      await putAway(db, place, book, state, now);
      continue;
    }
    const why = waitsFor(book, await place.read(book, MANIFEST), Date.now());
    if (why !== null) {
      await noteArrival(db.pool, { name: book.name, state: 'waits', waitsFor: why }, now);
      counted.waiting++;
      const lastAt = Math.max(...book.files.map((it) => it.changedAt));
      if (Date.now() - lastAt < GIVEN_UP_MS) break;
      continue;
    }
    const became = await takeOne(db, seal, place, book, { now, country, step });
    counted[became]++;
  }
  return counted;
}

async function takeOne(
  db: Database,
  seal: Seal,
  place: Place,
  book: Arrived,
  { now, country, step }: Options,
): Promise<'taken' | 'refused' | 'waiting'> {
  const { name } = book;
  await noteArrival(db.pool, { name, state: 'reading' }, now);
  let noted = 0;
  const onProgress = (file: string, rows: number) => {
    step();
    if (performance.now() - noted < NOTED_MS) return;
    noted = performance.now();
    // It is only shown: what is not noted now is noted the next time.
    void noteArrival(db.pool, { name, state: 'reading', file, rows }, now).catch(() => undefined);
  };
  const { dir, format, remove } = await place.fetch(book);
  const taken = await takeFeed(db, seal, dir, { now, country, format, actor: 'feed', onProgress })
    .catch((error: unknown) => {
      if (error instanceof BadInput)
        return { ok: false as const, problems: error.problems, count: error.problems.length };
      throw error;
    })
    .finally(remove);
  const after = (await place.list()).find((it) => it.name === name);
  if (!isSame(book, after)) {
    await noteArrival(
      db.pool,
      { name, state: 'waits', waitsFor: 'more came while it was read: it is read once more' },
      now,
    );
    return 'waiting';
  }
  const [state, file, text] = taken.ok
    ? (['taken', 'refused.jsonl', taken.refused.map((it) => `${JSON.stringify(it)}\n`).join('')] as const)
    : (['refused', 'faults.txt', faultsOf(taken)] as const);
  // Before it counts as read: killed in between, it is read once more.
  if (text !== '') await place.say(book, file, text);
  await transaction(db, async (client) => {
    await noteArrival(client, { name, state, faults: taken.ok ? taken.refused.length : taken.count }, now);
    if (taken.ok) return;
    const why = { code: 'book-unread', book: name, faults: taken.count } as const;
    await askForUnreadBook(client, { day: dayOf(now), why }, now);
  });
  const files = text === '' ? book.files : [...book.files, { name: file, changedAt: 0 }];
  await putAway(db, place, { name, files }, state, now);
  return state;
}

const faultsOf = ({ problems, count }: { problems: string[]; count: number }) =>
  [...problems, ...(count > problems.length ? [`and ${count - problems.length} more`] : [])]
    .map((it) => `${it}\n`)
    .join('');

async function putAway(
  db: Database,
  place: Place,
  book: Arrived,
  state: 'taken' | 'refused',
  now: Moment,
): Promise<void> {
  const there = await place.putAway(book, state === 'taken' ? 'done' : 'refused');
  await notePutAway(db.pool, book.name, there, now);
}

/** Of books that do not lie there any more: one that was read was put away, the others somebody took. */
async function settleGone(
  db: Database,
  known: ReadonlyMap<string, Arrival>,
  books: readonly Arrived[],
  now: Moment,
): Promise<void> {
  for (const { name, state } of known.values()) {
    if (books.some((it) => it.name === name)) continue;
    if (state === 'taken' || state === 'refused')
      await notePutAway(db.pool, name, state === 'taken' ? 'done' : 'refused', now);
    else await forgetArrival(db.pool, name);
  }
}
