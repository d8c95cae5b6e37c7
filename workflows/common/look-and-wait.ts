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

interface Look {
  did: string[];
  open: boolean;
  /** When to look again, in the workflow's own time; left out or null: only when nudged. */
  next?: number | null;
}

/**
 * Looks, and waits for the next time or a nudge to look again, until what it looks at is no longer open. `title`: what stands in
 * the Temporal web UI above what was done.
 */
export async function lookAndWait<L extends Look>(
  input: object,
  lookAt: (now: number) => Promise<L>,
  waitsFor: string,
  title: (look: L) => string[] = () => [],
): Promise<void> {
  let nudged = false;
  setHandler(nudge, () => {
    nudged = true;
  });
  for (;;) {
    nudged = false;
    const look = await lookAt(Date.now());
    const { did, open, next = null } = look;
    setCurrentDetails([...title(look), ...did.map((it) => `- ${it}`)].join('\n'));
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
