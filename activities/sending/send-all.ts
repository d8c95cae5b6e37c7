import { cancellationSignal } from '@temporalio/activity';
import pMap from 'p-map';
import type { Channel, Outcome } from '../../src/channels/index.js';
import { CANCELLED, TOO_LATE } from '../../src/channels/message/channel.js';
import type { Sql } from '../../src/store/base/connection/database.js';
import { type DueNotice, SENDING_PAUSED } from '../../src/store/notices/notices.js';
import { isPaused, pausesNow, type Scope } from '../../src/store/notices/sending.js';
import type { Batch } from './alone.js';
import type { Ready } from './notice-words.js';

const AT_ONCE = 16;
const KNOWN_MS = 500;

/** It was not even offered to the provider. */
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

/** Hands over what passed the gate, some at once. A pause holds from the moment it is said, in the middle of a batch too. */
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
    // Looked at here too: what a channel sends only so fast would wait for its turn to learn it.
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

/** What is paused, known half a second long: a batch of a hundred asks more often than anybody can pause. */
function pauseWatch(sql: Sql): () => Promise<Scope[]> {
  let read = -Infinity;
  let known: Promise<Scope[]> = Promise.resolve([]);
  return () => {
    if (performance.now() - read > KNOWN_MS) {
      read = performance.now();
      // Who cannot ask holds back.
      known = pausesNow(sql).catch(() => [{ channel: null, plan: null }]);
    }
    return known;
  };
}
