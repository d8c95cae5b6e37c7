import { allHandlersFinished, condition, setCurrentDetails, setHandler } from '@temporalio/workflow';
import { nudge } from './messages.js';
import { advanceWarning } from './proxies.js';

export interface WarningInput {
  warning: string;
  schemaVersion: 1;
}

/** A risk signal: handling form, review, measures, closure, each a task of its own with owner and deadline (P2.10, P5.6). */
export async function warningCase(input: WarningInput): Promise<void> {
  let nudged = false;
  setHandler(nudge, () => {
    nudged = true;
  });
  for (;;) {
    nudged = false;
    const advance = await advanceWarning({ warning: input.warning, now: Date.now() });
    setCurrentDetails([`**${advance.level}**`, ...advance.did.map((it) => `- ${it}`)].join('\n'));
    if (!advance.open) break;
    await condition(() => nudged);
  }
  await condition(allHandlersFinished);
}
