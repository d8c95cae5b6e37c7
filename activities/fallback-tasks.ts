import type { Moment } from '../src/domain/dates.js';
import { fallbackTask } from '../src/domain/fallback.js';
import { rows } from '../src/store/database.js';
import { readLoanFiles } from '../src/store/loan-files.js';
import { writeSteps } from '../src/store/write-steps.js';
import type { Dependencies } from './dependencies.js';
import { tell } from './tell.js';

/** What no channel could deliver becomes a call by the account manager. */
export async function openFallbackTasks(
  dependencies: Dependencies,
  undelivered: { notice: { noticeId: number }; because: string }[],
  now: Moment,
): Promise<void> {
  const { db } = dependencies;
  for (const { notice, because } of undelivered) {
    const [entry] = await rows<Parameters<typeof fallbackTask>[0] & { planVersion: number }>(
      db.pool,
      `SELECT n.loan_id AS loan, n.entry, n.channel, n.template, n.purpose, n.due_at AS at, d.rule, d.dpd, d.stage, d.plan_version AS "planVersion"
       FROM notices n JOIN diary d USING (loan_id, entry) WHERE n.notice_id = $1`,
      [notice.noticeId],
    );
    if (!entry) continue;
    for (;;) {
      const [loan] = await readLoanFiles(db.pool, [entry.loan], now);
      if (!loan) break;
      const step = fallbackTask(entry, because, loan.file.state.delinquency);
      if (loan.file.done.has(step.key)) break;
      const told = await writeSteps(db.pool, loan, [step], loan.file.state, entry.planVersion, now);
      if (told === null) continue;
      await tell(dependencies, told);
      break;
    }
  }
}
