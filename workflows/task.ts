import { lookAndWait } from './common/look-and-wait.js';
import { advanceTask } from './common/proxies.js';

interface TaskInput {
  task: string;
  schemaVersion: 1;
}

/** One piece of work by one person: reminded, overdue, up to the supervisor, until it is done or cancelled (S1). */
export async function task(input: TaskInput): Promise<void> {
  await lookAndWait(
    input,
    async () => {
      const { kind, role, did, open, next } = await advanceTask({ task: input.task, now: Date.now() });
      return { details: [`**${kind}** by ${role}`, ...did.map((it) => `- ${it}`)].join('\n'), open, next };
    },
    'reminder, due time, a step up',
  );
}
