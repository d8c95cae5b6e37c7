import { lastDayToErase } from '../src/domain/person/retention.js';
import { addDays, type Moment, momentAt } from '../src/domain/time/dates.js';
import { noteRemoved, recordingsToRemove } from '../src/store/notices/recordings.js';
import { erasePast } from '../src/store/people/erase.js';
import { beating } from './beating.js';
import type { Dependencies } from './dependencies.js';

const AT_ONCE = 500;

/** Whom it is time for is looked up in the whole book. */
const PATIENCE_MS = 5 * 60_000;

export function retentionActivities({ db, channels, clock, retention }: Dependencies) {
  /** Erases personal data whose time is over; answers how much of what. Doing it twice does nothing. */
  async function eraseDue({ now }: { now: number }): Promise<Record<string, number>> {
    const progress = { persons: 0 };
    return beating(progress, PATIENCE_MS, async (step) => {
      const count = () => {
        progress.persons += 1;
        step();
      };
      const at = clock.toBusiness(now);
      const erased = await erasePast(db, retention, at, count);
      return { ...erased, recordings: await removeRecordings(at, step) };
    });
  }

  /** Of one that the provider does not remove today the next night will. */
  async function removeRecordings(now: Moment, step: () => void): Promise<number> {
    const remove = channels.voice?.removeRecording;
    if (!remove) return 0;
    const before = momentAt(addDays(lastDayToErase(now, retention.recordings.years), 1), '00:00');
    for (let removed = 0; ; ) {
      const due = await recordingsToRemove(db.pool, before, AT_ONCE);
      for (const recording of due) {
        await remove(recording);
        await noteRemoved(db.pool, recording, now);
        removed += 1;
        step();
      }
      if (due.length < AT_ONCE) return removed;
    }
  }
  return { eraseDue };
}
