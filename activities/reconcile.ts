import { Context } from '@temporalio/activity';
import type { Dependencies } from './dependencies.js';

const HEARTBEAT_MS = 10_000;

export function reconcileActivities({ mend }: Dependencies) {
  /** Mends what drifted between database and Temporal; answers how much of what. Doing it twice does nothing. */
  async function mendAll(): Promise<Record<string, number>> {
    const { heartbeat } = Context.current();
    const beating = setInterval(() => heartbeat(), HEARTBEAT_MS);
    try {
      return await mend();
    } finally {
      clearInterval(beating);
    }
  }
  return { mendAll };
}
