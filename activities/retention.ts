import { erasePast } from '../src/store/erase.js';
import { beating } from './beating.js';
import type { Dependencies } from './dependencies.js';

export function retentionActivities({ db, seal, clock, retention }: Dependencies) {
  /** Erases personal data whose time is over; answers how much of what. Doing it twice does nothing. */
  async function eraseDue({ now }: { now: number }): Promise<Record<string, number>> {
    const progress = { persons: 0 };
    const count = () => {
      progress.persons += 1;
    };
    return beating(progress, async () => ({ ...(await erasePast(db, seal, retention, clock.toBusiness(now), count)) }));
  }
  return { eraseDue };
}
