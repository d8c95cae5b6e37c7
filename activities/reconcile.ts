import { beating } from './beating.js';
import type { Dependencies } from './dependencies.js';

export function reconcileActivities({ mend }: Dependencies) {
  /** Mends what drifted between database and Temporal; answers how much of what. Doing it twice does nothing. */
  async function mendAll(): Promise<Record<string, number>> {
    return beating({}, mend);
  }
  return { mendAll };
}
