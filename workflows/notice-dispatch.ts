import { allHandlersFinished, condition, continueAsNew, setHandler, workflowInfo } from '@temporalio/workflow';
import { nudge } from './messages.js';
import { dispatchNotices } from './proxies.js';

const LONG_HISTORY = 2000;

export interface DispatchInput {
  channel: string;
  schemaVersion: 1;
}

/** Sends what is reserved on one channel, a hundred at a time: an outage of a channel holds up no loan. */
export async function noticeDispatch(input: DispatchInput): Promise<void> {
  let nudged = false;
  setHandler(nudge, () => {
    nudged = true;
  });
  for (;;) {
    nudged = false;
    const batch = await dispatchNotices({ channel: input.channel, now: Date.now() });
    if (workflowInfo().continueAsNewSuggested || workflowInfo().historyLength > LONG_HISTORY) {
      await condition(allHandlersFinished);
      await continueAsNew<typeof noticeDispatch>(input);
    }
    if (batch.more) continue;
    if (batch.next === null) await condition(() => nudged);
    else
      await condition(() => nudged, Math.max(1, batch.next - Date.now()), { summary: `${input.channel}: next notice` });
  }
}
