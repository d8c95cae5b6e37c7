import { type KnownBook, type MissingBook, missingBook, USUAL_BOOK_AGE } from '../../domain/contact/book-age.js';
import type { ReasonCode } from '../../domain/reason/reason.js';
import { type Day, dayOf, type Moment } from '../../domain/time/dates.js';
import { calendarNow } from '../base/calendar.js';
import { type Database, rows, type Sql, transaction } from '../base/connection/database.js';
import { leaveWake } from '../base/nudges.js';
import { FactRefused } from '../facts/fact-refused.js';
import { noteFact, type Source } from '../facts/facts.js';

/** What was missing longer ago than this was settled otherwise. */
const MATTERS_DAYS = 31;

/** What is missing of the daily books at a moment, so that nobody may be dunned; null: nothing. `atMost`: as in `missingBook`; left out: the usual. */
export async function missingBookNow(
  sql: Sql,
  now: Moment,
  atMost: number | null = USUAL_BOOK_AGE,
): Promise<MissingBook | null> {
  if (atMost === null) return null;
  const today = dayOf(now);
  const books = await rows<KnownBook>(
    sql,
    {
      name: 'books of late',
      text: `SELECT DISTINCT day, sequence FROM feeds
        WHERE day >= least($1::date - ${MATTERS_DAYS}, (SELECT max(day) FROM feeds)) ORDER BY day, sequence NULLS FIRST`,
    },
    [today],
  );
  if (books.length === 0) return null;
  return missingBook(books, { today, calendar: await calendarNow(sql), atMost });
}

/** The reason of a notice that waits for a missing book. */
export const NO_BOOK = 'no book of the day' satisfies ReasonCode;

/** A book has come: what waited for one is looked at again, at once. */
export async function lookAgainAtWaiting(sql: Sql, now: Moment): Promise<void> {
  const channels = await rows<{ channel: string }>(
    sql,
    `WITH waiting AS (UPDATE notices SET due_at = least(due_at, $2) WHERE status = 'reserved' AND reason = $1 RETURNING channel)
     SELECT DISTINCT channel FROM waiting`,
    [NO_BOOK, new Date(now)],
  );
  for (const { channel } of channels) await leaveWake(sql, channel);
}

export interface TakenBook extends KnownBook {
  takenAt: Moment;
  takenBy: string;
  changes: number;
  refused: number;
  /** Why it is not waited for any more; null: it was taken in. */
  givenUp: string | null;
}

/** The newest first. */
export const booksTaken = (sql: Sql, most: number): Promise<TakenBook[]> =>
  rows<TakenBook>(
    sql,
    `SELECT day, sequence, taken_at AS "takenAt", taken_by AS "takenBy", changes, refused, given_up AS "givenUp"
     FROM feeds ORDER BY day DESC, sequence DESC NULLS LAST, feed_id DESC LIMIT $1`,
    [most],
  );

/**
 * A book does not come any more: nobody is kept from being dunned by it.
 * @throws FactRefused for a day to come, and where no book of that day is missing
 */
export async function waitNoMore(
  db: Database,
  { day, why, today }: { day: Day; why: string; today: Day },
  source: Source,
): Promise<void> {
  if (day > today) throw new FactRefused(`${day} is a day to come`, 'day');
  await transaction(db, async (client) => {
    const [known] = await rows<{ has: boolean; any: boolean }>(
      client,
      'SELECT EXISTS (SELECT FROM feeds WHERE day = $1) AS has, EXISTS (SELECT FROM feeds) AS any',
      [day],
    );
    if (!known!.any) throw new FactRefused('no daily book was ever taken in: none is missing', 'day');
    if (known!.has) throw new FactRefused(`the book of ${day} was taken in, or is not waited for already`, 'day');
    await client.query(
      'INSERT INTO feeds (day, taken_at, taken_by, changes, refused, given_up) VALUES ($1, $2, $3, 0, 0, $4)',
      [day, new Date(source.at), source.actor, why],
    );
    await noteFact(client, source, 'daily feed given up', 'book', { day, why });
    await lookAgainAtWaiting(client, source.at);
  });
}
