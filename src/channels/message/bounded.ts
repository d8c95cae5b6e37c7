import { setTimeout as sleep } from 'node:timers/promises';
import type { Channel, Found, Outcome } from './channel.js';

/** Each step at a provider has a time limit of its own (ten seconds), but one that answers byte by byte would never reach it. */
const MOST_MS = 60_000;
/** The same for a mail with papers, which has megabytes. */
const MOST_WITH_PAPER_MS = 5 * 60_000;

const NO_OUTCOME: Outcome = { status: 'unknown', code: 'no-outcome', reason: 'no outcome in time' };

/** The same channel, which gives an answer within `mostMs` whatever its provider does. */
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
