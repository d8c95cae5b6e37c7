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

const LONG_HISTORY = 2000;

interface DispatchInput {
  channel: string;
  /** Of the run before: until when the provider is left in peace. */
  rest?: number | null;
  schemaVersion: 1;
}

/** Sends what is reserved on one channel, a hundred at a time: an outage of a channel holds up no loan. */
export async function noticeDispatch(input: DispatchInput): Promise<void> {
  let nudged = false;
  setHandler(nudge, () => {
    nudged = true;
  });
  // Every nudge is a part of the history, and the server takes ten thousand in a run: so it is looked at while waiting too.
  const looks = patched('looks-at-its-history-while-it-waits');
  const full = () => looks && historyIsLong(LONG_HISTORY);
  let rest = input.rest ?? null;
  for (;;) {
    // Letters had a dispatch before they had a workflow of their own, which makes what this one has left.
    if (input.channel === 'letters' && patched('letters-have-their-own')) return;
    nudged = false;
    const batch = await unless(full, () => dispatchNotices({ channel: input.channel, now: Date.now(), rest }));
    // Batches of before a provider was left in peace do not say.
    if (batch !== null) rest = batch.rest ?? null;
    if (batch === null || historyIsLong(LONG_HISTORY)) {
      await condition(allHandlersFinished);
      await continueAsNew<typeof noticeDispatch>({ ...input, rest });
      return;
    }
    if (batch.more) continue;
    // Whoever nudges meanwhile, nothing is tried; what they reserved is found afterwards.
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

/** Null when it was broken off. What a batch that was broken off has begun it ends, and the next one waits for it. */
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
