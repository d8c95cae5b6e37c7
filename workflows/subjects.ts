import { lookAndWait } from './common/look-and-wait.js';
import { deciding, deliverWebhook, workBatch } from './common/proxies.js';

/** Workflows that look and wait until their subject has ended; src/store/base/subjects.ts says for which subjects one must run. */

/** One piece of work by one person: reminded, overdue, up to the supervisor, until it is done or cancelled (S1). */
export function task(input: { task: string; schemaVersion: 1 }): Promise<void> {
  const look = (now: number) => deciding.advanceTask({ task: input.task, now });
  return lookAndWait(input, look, 'reminder, due time, a step up', ({ kind, role }) => [`**${kind}** by ${role}`]);
}

/** A complaint: accepted in 24 hours, solved in 3 working days, then a satisfaction call; a breach goes up (P4.8). */
export function complaint(input: { complaint: string; schemaVersion: 1 }): Promise<void> {
  const look = (now: number) => deciding.advanceComplaint({ complaint: input.complaint, now });
  return lookAndWait(input, look, 'time limit of the complaint');
}

/** A risk signal: handling form, review, measures, closure, each a task of its own with owner and deadline (P2.10, P5.6). */
export function warningCase(input: { warning: string; schemaVersion: 1 }): Promise<void> {
  const look = (now: number) => deciding.advanceWarning({ warning: input.warning, now });
  return lookAndWait(input, look, 'its tasks', ({ level }) => [`**${level}**`]);
}

/** Relief or disposal of a loan: proposal, approval by another role, the work after it, the end (S5, P2.7, P8.6). */
export function disposalCase(input: { case: string; schemaVersion: 1 }): Promise<void> {
  const look = (now: number) => deciding.advanceCase({ case: input.case, now });
  return lookAndWait(input, look, 'its tasks, or the end of the relief', ({ kind }) => [`**${kind}**`]);
}

/** Tells one of the lender's systems what has changed, in order for each loan, again and again for three days; never ends, but with the subscription. */
export function webhook(input: { webhook: string; schemaVersion: 1 }): Promise<void> {
  return lookAndWait(input, (now) => deliverWebhook({ webhook: input.webhook, now }), 'the next try');
}

/** What somebody does to many loans: part by part at the pace that was said, until each was done once or it is cancelled. */
export function batch(input: { batch: string; schemaVersion: 1 }): Promise<void> {
  return lookAndWait(input, (now) => workBatch({ batch: input.batch, now }), 'the next part');
}
