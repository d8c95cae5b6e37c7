import { Context } from '@temporalio/activity';
import { erasePast } from '../src/store/erase.js';
import type { Dependencies } from './dependencies.js';

const HEARTBEAT_MS = 10_000;

export function retentionActivities({ db, seal, clock, retention }: Dependencies) {
  /** Erases personal data whose time is over; answers how much of what. Doing it twice does nothing. */
  async function eraseDue({ now }: { now: number }): Promise<Record<string, number>> {
    const { heartbeat } = Context.current();
    let persons = 0;
    const beating = setInterval(() => heartbeat({ persons }), HEARTBEAT_MS);
    try {
      const count = () => {
        persons += 1;
      };
      return { ...(await erasePast(db, seal, retention, clock.toBusiness(now), count)) };
    } finally {
      clearInterval(beating);
    }
  }
  return { eraseDue };
}
