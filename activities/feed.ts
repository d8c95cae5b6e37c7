import { dayOf } from '../src/domain/time/dates.js';
import { transaction } from '../src/store/base/connection/database.js';
import { missingBookNow } from '../src/store/notices/book-age.js';
import { askForMissingBook, endMissingTask } from '../src/store/work/feed-task.js';
import { beating } from './beating.js';
import type { Dependencies } from './dependencies.js';

/** One statement of a large book takes many minutes; what takes longer than this will never answer. */
const PATIENCE_MS = 3_600_000;

export function feedActivities({ db, clock, book }: Dependencies) {
  /** Takes in the books of a day that have arrived, and asks for one that is missing. Doing it twice does nothing. */
  async function takeBooks({ now }: { now: number }): Promise<Record<string, number>> {
    const at = clock.toBusiness(now);
    const take = book?.take;
    const counted = take ? await beating({}, PATIENCE_MS, (step) => take(at, step)) : {};
    const missing = await missingBookNow(db.pool, at, book?.atMost);
    await transaction(db, (client) =>
      missing === null
        ? endMissingTask(client, { code: 'feed-taken', day: dayOf(at) }, at)
        : askForMissingBook(client, { day: dayOf(at), why: { code: 'book-missing', ...missing } }, at),
    );
    return { ...counted, missing: missing === null ? 0 : 1 };
  }
  return { takeBooks };
}
