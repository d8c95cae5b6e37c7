import type pg from 'pg';
import { isWorkday } from '../../domain/time/calendar.js';
import { addDays, type Day, daysBetween } from '../../domain/time/dates.js';
import { calendarNow } from '../../store/base/calendar.js';
import { rows } from '../../store/base/connection/database.js';

/** Where a feed stands among those that were taken in. */
export interface Place {
  /** It is of a day before the last one: of its state nothing counts any more, of its payments all. */
  older: boolean;
  /** A feed of its day was taken in before. */
  again: boolean;
  said: string[];
}

interface Taken {
  day: Day;
  sequence: number | null;
}

/** Without numbers a working day between two feeds is missing; with numbers, whatever stands between them. */
export async function placeOf(client: pg.PoolClient, feed: Taken): Promise<Place> {
  const [last] = await rows<Taken>(
    client,
    'SELECT day, sequence FROM feeds ORDER BY day DESC, sequence DESC NULLS LAST LIMIT 1',
  );
  if (!last) return { older: false, again: false, said: [] };
  const [same] = await rows(
    client,
    'SELECT FROM feeds WHERE day = $1 AND sequence IS NOT DISTINCT FROM $2 AND given_up IS NULL LIMIT 1',
    [feed.day, feed.sequence],
  );
  const number = (it: Taken) => (it.sequence === null ? '' : `, number ${it.sequence}`);
  const name = `the feed of ${feed.day}${number(feed)}`;
  const older =
    feed.day < last.day ||
    (feed.day === last.day && feed.sequence !== null && last.sequence !== null && feed.sequence < last.sequence);
  const said: string[] = [];
  if (same) said.push(`${name} was taken in before`);
  if (older)
    said.push(`${name} is older than the last one, of ${last.day}${number(last)}: only its payments are taken in`);
  else if (!same) said.push(...(await missingBetween(client, last, feed)));
  return { older, again: same !== undefined, said };
}

async function missingBetween(client: pg.PoolClient, last: Taken, feed: Taken): Promise<string[]> {
  if (last.sequence !== null && feed.sequence !== null) {
    if (feed.sequence === last.sequence)
      return [`number ${feed.sequence} comes again, and for another day: ${feed.day} after ${last.day}`];
    if (feed.sequence < last.sequence)
      return [
        `number ${feed.sequence} comes after number ${last.sequence}, and is of a later day: ${feed.day} after ${last.day}`,
      ];
    const [from, to] = [last.sequence + 1, feed.sequence - 1];
    if (from > to) return [];
    return [`${from === to ? `number ${from} is` : `numbers ${from} to ${to} are`} missing: ${WHO_PAID}`];
  }
  const calendar = await calendarNow(client);
  const days = Array.from({ length: Math.max(0, daysBetween(last.day, feed.day) - 1) }, (_, n) =>
    addDays(last.day, n + 1),
  );
  const missing = days.filter((it) => isWorkday(calendar, it));
  if (missing.length === 0) return [];
  return [
    `no feed of ${missing.slice(0, 5).join(', ')}${missing.length > 5 ? ` and ${missing.length - 5} more` : ''}: ${WHO_PAID}`,
  ];
}

const WHO_PAID = 'payments of then are not known, import it as soon as it is there';
