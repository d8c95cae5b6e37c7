import { lookAndWait } from './common/look-and-wait.js';
import { advanceCase } from './common/proxies.js';

interface DisposalCaseInput {
  case: string;
  schemaVersion: 1;
}

/** Relief or disposal of a loan: proposal, approval by another role, the work after it, the end (S5, P2.7, P8.6). */
export async function disposalCase(input: DisposalCaseInput): Promise<void> {
  await lookAndWait(
    input,
    async () => {
      const { kind, did, open, next } = await advanceCase({ case: input.case, now: Date.now() });
      return { details: [`**${kind}**`, ...did.map((it) => `- ${it}`)].join('\n'), open, next };
    },
    'its tasks, or the end of the relief',
  );
}
