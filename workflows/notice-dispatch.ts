import { allHandlersFinished, condition, continueAsNew, setHandler, sleep, workflowInfo } from '@temporalio/workflow';
import type { DispatchResult } from '../activities/notices.js';
import { nudge } from './messages.js';
import { dispatchNotices } from './proxies.js';

const LONG_HISTORY = 2000;

export interface DispatchInput {
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
  let rest = input.rest ?? null;
  for (;;) {
    nudged = false;
    const batch: DispatchResult = await dispatchNotices({ channel: input.channel, now: Date.now(), rest });
    // Batches of before a provider was left in peace do not say.
    rest = batch.rest ?? null;
    if (workflowInfo().continueAsNewSuggested || workflowInfo().historyLength > LONG_HISTORY) {
      await condition(allHandlersFinished);
      await continueAsNew<typeof noticeDispatch>({ ...input, rest });
    }
    if (batch.more) continue;
    // Whoever nudges meanwhile, nothing is tried; what they reserved is found afterwards.
    if (rest !== null && rest > Date.now())
      await sleep(rest - Date.now(), { summary: `${input.channel}: provider is down` });
    else if (batch.next === null) await condition(() => nudged);
    else
      await condition(() => nudged, Math.max(1, batch.next - Date.now()), { summary: `${input.channel}: next notice` });
  }
}
