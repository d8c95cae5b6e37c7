import { log } from '@temporalio/activity';
import { beating } from './beating.js';
import type { Dependencies } from './dependencies.js';

/** The server's list of a hundred thousand workflows is the longest step. */
const PATIENCE_MS = 5 * 60_000;

export function reconcileActivities({ mend }: Dependencies) {
  /** Mends what drifted between database and Temporal; answers how much of what. Doing it twice does nothing. */
  async function mendAll(): Promise<Record<string, number>> {
    const { counted, failed } = await beating({}, PATIENCE_MS, mend);
    for (const { what, why } of failed) log.warn(`${what} could not be mended: ${why}`);
    return { ...counted, failed: failed.length };
  }
  return { mendAll };
}
