import { cancellationSignal } from '@temporalio/activity';
import pMap from 'p-map';
import type { Channel, Outcome } from '../../src/channels/index.js';
import { CANCELLED, TOO_LATE } from '../../src/channels/message/channel.js';
import type { Sql } from '../../src/store/base/connection/database.js';
import { type DueNotice, SENDING_PAUSED } from '../../src/store/notices/notices.js';
import { isPaused, pausesNow, type Scope } from '../../src/store/notices/sending.js';
import type { Batch } from './alone.js';
import type { Ready } from './notice-words.js';

/** Messages under way at the same time: a hundred at ten seconds each are done in about a minute. */
const AT_ONCE = 16;
/** How long an answer to "what is paused?" is used again: nobody notices half a second, and a batch asks a hundred times. */
const KNOWN_MS = 500;

/** Whether a message was not even offered to the provider. */
export const keptBack = ({ code }: { code: string }): boolean =>
  [TOO_LATE, CANCELLED, SENDING_IS_PAUSED].some((it) => it.code === code);

const SENDING_IS_PAUSED: Outcome & { code: string } = {
  status: 'not-sent',
  code: SENDING_PAUSED,
  reason: 'sending is paused',
};

const NOT_CARRIED: Outcome = {
  status: 'refused',
  code: 'not carried',
  reason: 'this channel does not serve the address',
};

/** Hands the messages that passed the gate to the provider. A pause of sending holds at once, in the middle of a batch too. */
export async function sendAll(
  way: Channel,
  ready: Ready[],
  sql: Sql,
  batch: Batch,
): Promise<{ notice: DueNotice; outcome: Outcome }[]> {
  const signal = AbortSignal.any([cancellationSignal(), batch.signal]);
  const pauses = pauseWatch(sql);
  const send = async ({ notice, message }: Ready) => {
    if (isPaused(await pauses(), way.name, notice.plan)) return SENDING_IS_PAUSED;
    // Asked here as well as in the channel, where a message first waits for its turn when a pace is set.
    return signal.aborted ? CANCELLED : way.send(message, signal);
  };
  return pMap(
    ready,
    async (it) => {
      const outcome = way.carries(it.message.to) ? await send(it) : NOT_CARRIED;
      batch.step();
      return { notice: it.notice, outcome };
    },
    { concurrency: AT_ONCE },
  );
}

/** Answers what is paused, from memory for KNOWN_MS. */
function pauseWatch(sql: Sql): () => Promise<Scope[]> {
  let read = -Infinity;
  let known: Promise<Scope[]> = Promise.resolve([]);
  return () => {
    if (performance.now() - read > KNOWN_MS) {
      read = performance.now();
      // When the database does not answer, everything counts as paused.
      known = pausesNow(sql).catch(() => [{ channel: null, plan: null }]);
    }
    return known;
  };
}
