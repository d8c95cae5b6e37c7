import { lookAndWait } from './common/look-and-wait.js';
import { advanceWarning } from './common/proxies.js';

interface WarningInput {
  warning: string;
  schemaVersion: 1;
}

/** A risk signal: handling form, review, measures, closure, each a task of its own with owner and deadline (P2.10, P5.6). */
export async function warningCase(input: WarningInput): Promise<void> {
  await lookAndWait(
    input,
    async () => {
      const { level, did, open } = await advanceWarning({ warning: input.warning, now: Date.now() });
      return { details: [`**${level}**`, ...did.map((it) => `- ${it}`)].join('\n'), open, next: null };
    },
    'its tasks',
  );
}
