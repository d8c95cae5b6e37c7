import type { Moment } from '../domain/dates.js';
import { fallbackTask } from '../domain/fallback.js';
import { rows, type Sql } from './database.js';
import { readLoanFiles } from './loan-files.js';
import type { Nudge } from './nudges.js';
import { writeSteps } from './write-steps.js';

/** What no channel could deliver becomes a call by the account manager, once. Answers whom to tell of it. */
export async function writeFallbackTask(sql: Sql, noticeId: number, because: string, now: Moment): Promise<Nudge[]> {
  const [entry] = await rows<Parameters<typeof fallbackTask>[0] & { planVersion: number }>(
    sql,
    `SELECT n.loan_id AS loan, n.entry, n.channel, n.template, n.purpose, n.due_at AS at, d.rule, d.dpd, d.stage, d.plan_version AS "planVersion"
     FROM notices n JOIN diary d USING (loan_id, entry) WHERE n.notice_id = $1`,
    [noticeId],
  );
  if (!entry) return [];
  for (;;) {
    const [loan] = await readLoanFiles(sql, [entry.loan], now);
    if (!loan) return [];
    const step = fallbackTask(entry, because, loan.file.state.delinquency);
    if (loan.file.done.has(step.key)) return [];
    const told = await writeSteps(sql, loan, [step], loan.file.state, entry.planVersion, now);
    if (told !== null) return told;
  }
}
