import { allHandlersFinished, condition, setCurrentDetails, setHandler } from '@temporalio/workflow';
import { nudge } from './messages.js';
import { advanceComplaint } from './proxies.js';

export interface ComplaintInput {
  complaint: string;
  schemaVersion: 1;
}

/** A complaint: accepted in 24 hours, solved in 3 working days, then a satisfaction call; a breach goes up (P4.8). */
export async function complaint(input: ComplaintInput): Promise<void> {
  let nudged = false;
  setHandler(nudge, () => {
    nudged = true;
  });
  for (;;) {
    nudged = false;
    const advance = await advanceComplaint({ complaint: input.complaint, now: Date.now() });
    setCurrentDetails(advance.did.map((it) => `- ${it}`).join('\n'));
    if (!advance.open) break;
    if (advance.next === null) await condition(() => nudged);
    else
      await condition(() => nudged, Math.max(1, advance.next - Date.now()), { summary: 'time limit of the complaint' });
  }
  await condition(allHandlersFinished);
}
