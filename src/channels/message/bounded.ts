import { setTimeout as sleep } from 'node:timers/promises';
import type { Channel, Found, Outcome } from './channel.js';

/** Each step at the provider has ten seconds; one that answers a byte at a time would never be through. */
const MOST_MS = 60_000;
/** A mail with papers is large. */
const MOST_WITH_PAPER_MS = 5 * 60_000;

const NO_OUTCOME: Outcome = { status: 'unknown', code: 'no-outcome', reason: 'no outcome in time' };

/** The same channel; whatever its provider does, there is an answer in the end. */
export function bounded(channel: Channel, mostMs = MOST_MS): Channel {
  return {
    ...channel,
    send: (message, signal) =>
      within(channel.send(message, signal), message.paper ? MOST_WITH_PAPER_MS : mostMs, () => NO_OUTCOME),
    find: (message, exclude) =>
      within<Found>(channel.find(message, exclude), mostMs, () => {
        throw new Error('the provider does not answer in time');
      }),
  };
}

async function within<T>(answer: Promise<T>, ms: number, otherwise: () => T): Promise<T> {
  const waiting = new AbortController();
  const late = sleep(ms, undefined, { signal: waiting.signal }).then(otherwise);
  late.catch(() => undefined);
  try {
    return await Promise.race([answer, late]);
  } finally {
    waiting.abort();
    answer.catch(() => undefined);
  }
}
