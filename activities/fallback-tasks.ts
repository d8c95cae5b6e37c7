import type { Moment } from '../src/domain/dates.js';
import { fallbackTask } from '../src/domain/fallback.js';
import { rows } from '../src/store/database.js';
import { readLoanFiles } from '../src/store/loan-files.js';
import { writeSteps } from '../src/store/write-steps.js';
import type { Dependencies } from './dependencies.js';

/** What no channel could deliver becomes a call by the account manager; the loan's workflow then follows the task. */
export async function openFallbackTasks(
  { db, messenger }: Dependencies,
  undelivered: { notice: { noticeId: number }; because: string }[],
  now: Moment,
): Promise<void> {
  for (const { notice, because } of undelivered) {
    const [entry] = await rows<Parameters<typeof fallbackTask>[0] & { planVersion: number }>(
      db.pool,
      `SELECT n.loan_id AS loan, n.entry, n.channel, n.template, n.due_at AS at, d.rule, d.dpd, d.stage, d.plan_version AS "planVersion"
       FROM notices n JOIN diary d USING (loan_id, entry) WHERE n.notice_id = $1`,
      [notice.noticeId],
    );
    if (!entry) continue;
    const step = fallbackTask(entry, because);
    for (let written = false; !written; ) {
      const [loan] = await readLoanFiles(db.pool, [entry.loan], now);
      if (!loan || loan.file.done.has(step.key)) break;
      written = await writeSteps(db.pool, loan, [step], loan.file.state, entry.planVersion, now);
    }
    await messenger.nudge('loan', entry.loan);
  }
}
