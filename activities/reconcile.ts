import { log } from '@temporalio/activity';
import { beating } from './beating.js';
import type { Dependencies } from './dependencies.js';
import { mailBrokenGlass } from './glass-mails.js';
import { MAIL_PATIENCE_MS } from './sending/staff-mail.js';

/** The server's list of a hundred thousand workflows is the longest step. */
const PATIENCE_MS = 5 * 60_000;

export function reconcileActivities(dependencies: Dependencies) {
  const { mend, clock } = dependencies;
  /** Mends what drifted between database and Temporal; answers how much of what. Doing it twice does nothing. */
  async function mendAll(): Promise<Record<string, number>> {
    // Before all else: what is told to auditors must not wait for what cannot be mended.
    await beating({}, MAIL_PATIENCE_MS, (step) =>
      mailBrokenGlass(dependencies, clock.toBusiness(Date.now()), step),
    ).catch((error: Error) => log.warn(`auditors could not be mailed: ${error.message}`));
    const { counted, failed } = await beating({}, PATIENCE_MS, mend);
    for (const { what, why } of failed) log.warn(`${what} could not be mended: ${why}`);
    return { ...counted, failed: failed.length };
  }
  return { mendAll };
}
