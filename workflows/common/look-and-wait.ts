import {
  allHandlersFinished,
  condition,
  continueAsNew,
  patched,
  setCurrentDetails,
  setHandler,
} from '@temporalio/workflow';
import { nudge } from '../messages.js';
import { historyIsLong } from './history-is-long.js';

const LONG_HISTORY = 1000;

export interface Look {
  /** For the Temporal web UI. */
  details: string;
  open: boolean;
  /** In the workflow's own time; null: only news brings anything new. */
  next: number | null;
}

/** Looks, and waits for the next time or a nudge to look again, until what it looks at is no longer open. */
export async function lookAndWait(input: object, look: () => Promise<Look>, waitsFor: string): Promise<void> {
  let nudged = false;
  setHandler(nudge, () => {
    nudged = true;
  });
  for (;;) {
    nudged = false;
    const { details, open, next } = await look();
    setCurrentDetails(details);
    if (!open) break;
    if (historyIsLong(LONG_HISTORY) && patched('begins-anew')) {
      await condition(allHandlersFinished);
      await continueAsNew(input);
    }
    if (next === null) await condition(() => nudged);
    else await condition(() => nudged, Math.max(1, next - Date.now()), { summary: waitsFor });
  }
  await condition(allHandlersFinished);
}
