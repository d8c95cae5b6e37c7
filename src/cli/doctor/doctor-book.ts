import { placeOf } from '../../book/arriving/place.js';
import { inEnglish } from '../../domain/reason/words.js';
import { type Moment, MS_A_DAY } from '../../domain/time/dates.js';
import { bookAge, feedPlace } from '../../lender/feed-settings.js';
import { arrivals } from '../../store/base/arrivals.js';
import type { Sql } from '../../store/base/connection/database.js';
import { booksTaken, missingBookNow } from '../../store/notices/book-age.js';

/** A book is whole within minutes of its first file. */
const LONG_MS = 3_600_000;
/** A book that was refused so long ago is history. */
const NEWS_MS = 7 * MS_A_DAY;
const LOOKED_AT = 50;

/** Whether the daily book comes, is read, and is as young as the lender wants it; and the newest. */
export async function bookFaults(
  sql: Sql,
  env: NodeJS.ProcessEnv,
  now: Moment,
): Promise<{ faults: string[]; note: string }> {
  const missing = await missingBookNow(sql, now, bookAge(env));
  const there = await arrivals(sql, LOOKED_AT);
  const place = feedPlace(env);
  const unread =
    place === null
      ? null
      : await placeOf(place)
          .list()
          .then(
            () => null,
            (error: Error) => error.message,
          );
  const faults = [
    ...(missing === null
      ? []
      : [`${inEnglish({ code: 'book-missing', ...missing })}: \`import --daily\` it, or \`import without DAY\``]),
    ...(unread === null ? [] : [`what arrives cannot be seen: ${unread}`]),
    ...there.flatMap(({ name, state, waitsFor, seenAt, changedAt, putAway, faults }) => {
      if (state === 'waits' && seenAt < now - LONG_MS)
        return [`${name} waits since ${minutes(now - seenAt)} minutes: ${waitsFor}`];
      if (state === 'refused' && changedAt > now - NEWS_MS)
        return [`${name} was refused, ${faults} faults: see faults.txt in ${putAway}, send it again`];
      return [];
    }),
  ];
  const [newest] = await booksTaken(sql, 1);
  return { faults, note: newest === undefined ? 'no daily book was taken in yet' : `the newest is of ${newest.day}` };
}

const minutes = (ms: number) => Math.round(ms / 60_000);
