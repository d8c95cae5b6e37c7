import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  patched,
  setHandler,
  sleep,
} from '@temporalio/workflow';
import type { DispatchResult } from '../activities/sending/notices.js';
import { brief } from './common/brief.js';
import { historyIsLong } from './common/history-is-long.js';
import { dispatchNotices } from './common/proxies.js';
import { nudge } from './messages.js';

/** Events: far below the ten thousand signals that the server takes in a run, and cheap to replay. */
const LONG_HISTORY = 2000;

interface DispatchInput {
  channel: string;
  /** Taken over from the run before: until when nothing is sent, since the provider is down. */
  rest?: number | null;
  schemaVersion: 1;
}

/** Sends what is reserved on one channel, a hundred at a time: an outage of a channel holds up no loan. */
export async function noticeDispatch(input: DispatchInput): Promise<void> {
  let nudged = false;
  setHandler(nudge, () => {
    nudged = true;
  });
  // Each nudge adds to the history, and the server takes ten thousand in a run: its length is watched while waiting, too.
  const looks = patched('looks-at-its-history-while-it-waits');
  const full = () => looks && historyIsLong(LONG_HISTORY);
  let rest = input.rest ?? null;
  for (;;) {
    // In earlier versions letters had a dispatch. They now have a workflow of their own, which also makes those left over here.
    if (input.channel === 'letters' && patched('letters-have-their-own')) return;
    nudged = false;
    const batch = await unless(full, () => dispatchNotices({ channel: input.channel, now: Date.now(), rest }));
    // Batches of earlier versions do not answer `rest`.
    if (batch !== null) rest = batch.rest ?? null;
    if (batch === null || historyIsLong(LONG_HISTORY)) {
      await condition(allHandlersFinished);
      await continueAsNew<typeof noticeDispatch>({ ...input, rest });
      return;
    }
    if (batch.more) continue;
    // While the provider is down a nudge changes nothing: what was reserved meanwhile is found afterwards.
    if (rest !== null && rest > Date.now()) {
      const summary = brief(`${input.channel}: provider is down`);
      if (looks) await condition(full, rest - Date.now(), { summary });
      else await sleep(rest - Date.now(), { summary });
    } else if (batch.next === null) await condition(() => nudged);
    else {
      const summary = brief(`${input.channel}: next notice`);
      await condition(() => nudged, Math.max(1, batch.next - Date.now()), { summary });
    }
  }
}

/** Does `work` unless `stop` becomes true. Null: it was stopped. A stopped batch ends what it has begun, and the next waits for it. */
async function unless(stop: () => boolean, work: () => Promise<DispatchResult>): Promise<DispatchResult | null> {
  return CancellationScope.cancellable(async () => {
    const result = work();
    try {
      await Promise.race([result, condition(stop)]);
    } finally {
      CancellationScope.current().cancel();
    }
    try {
      return await result;
    } catch (error) {
      if (isCancellation(error)) return null;
      throw error;
    }
  });
}
