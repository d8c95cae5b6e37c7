import { lookAndWait } from './common/look-and-wait.js';
import { advanceComplaint } from './common/proxies.js';

interface ComplaintInput {
  complaint: string;
  schemaVersion: 1;
}

/** A complaint: accepted in 24 hours, solved in 3 working days, then a satisfaction call; a breach goes up (P4.8). */
export async function complaint(input: ComplaintInput): Promise<void> {
  await lookAndWait(
    input,
    async () => {
      const { did, open, next } = await advanceComplaint({ complaint: input.complaint, now: Date.now() });
      return { details: did.map((it) => `- ${it}`).join('\n'), open, next };
    },
    'time limit of the complaint',
  );
}
