import { allHandlersFinished, condition, setCurrentDetails, setHandler } from '@temporalio/workflow';
import { nudge } from './messages.js';
import { advanceTask } from './proxies.js';

export interface TaskInput {
  task: string;
  schemaVersion: 1;
}

/** One piece of work by one person: reminded, overdue, up to the supervisor, until it is done or cancelled (S1). */
export async function task(input: TaskInput): Promise<void> {
  let nudged = false;
  setHandler(nudge, () => {
    nudged = true;
  });
  for (;;) {
    nudged = false;
    const advance = await advanceTask({ task: input.task, now: Date.now() });
    setCurrentDetails([`**${advance.kind}** by ${advance.role}`, ...advance.did.map((it) => `- ${it}`)].join('\n'));
    if (!advance.open) break;
    if (advance.next === null) await condition(() => nudged);
    else
      await condition(() => nudged, Math.max(1, advance.next - Date.now()), {
        summary: `${advance.kind} by ${advance.role}`,
      });
  }
  await condition(allHandlersFinished);
}
