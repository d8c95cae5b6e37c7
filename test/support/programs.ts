import { setTimeout as pause } from 'node:timers/promises';
import { findTemporalCli, findTestServer } from '../../src/embedded/temporal/fetch-temporal.js';

const PAUSE_MS = 20_000;
const TRIES = 6;

/**
 * Temporal's two programs are in the cache before the first test: a network that is away for a minute is waited for once,
 * here, and is no fault of whichever test would have fetched them.
 */
export default async function programs(): Promise<void> {
  for (const find of [findTemporalCli, findTestServer]) await whenReached(() => find(() => undefined));
}

async function whenReached(find: () => Promise<string>): Promise<void> {
  for (let tried = 1; ; tried += 1) {
    try {
      await find();
      return;
    } catch (error) {
      if (tried === TRIES) throw error;
      await pause(PAUSE_MS);
    }
  }
}
