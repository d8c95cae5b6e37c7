import type pg from 'pg';
import { contentReview, fallbackTask, MAY_REACH, type Vain } from '../../domain/contact/fallback.js';
import type { Undelivered } from '../../domain/contact/send-again.js';
import { isCallInstead } from '../../domain/loan/call-instead.js';
import type { LoanFile } from '../../domain/loan/loan-file.js';
import { restrictedAt, restsByNews } from '../../domain/loan/relief/relief.js';
import type { NoticeStep, TaskOpenStep } from '../../domain/loan/steps.js';
import type { Moment } from '../../domain/time/dates.js';
import { rows, type Sql } from '../base/connection/database.js';
import type { Nudge } from '../base/nudges.js';
import { readLoanFiles } from '../loans/files/loan-files.js';
import { readPlan } from '../loans/plans.js';
import { writeSteps } from '../loans/steps/write-steps.js';

/**
 * What came to nothing becomes a call by the account manager: unless another channel of the message reached the borrower or still
 * may, or such a call with the person is open already, about whichever loan. Nobody calls a person whose data may only be stored.
 * In the transaction that settles the notice, while nobody else decides, so that of two channels the later one sees the other.
 * `lastHope`: only if it was to go on other channels too, which did not reach. Answers whom to tell of it.
 */
export async function writeFallbackTask(
  client: pg.PoolClient,
  noticeId: number,
  vain: Vain,
  now: Moment,
  lastHope = false,
): Promise<Nudge[]> {
  const [message] = await rows<{ channels: number; mayReach: boolean; calls: string[] }>(
    client,
    `SELECT count(o.*) FILTER (WHERE o.entry !~ $3)::int AS channels,
            coalesce(bool_or(o.notice_id <> n.notice_id AND coalesce(s.status, o.status) = ANY($2)
              AND coalesce(s.delivery_status, o.delivery_status) IS DISTINCT FROM 'undelivered'), false) AS "mayReach",
            ARRAY(SELECT t.task_id FROM loans l JOIN tasks t USING (loan_id)
              WHERE l.borrower_id = n.borrower_id AND t.status IN ('open', 'joined') AND t.kind = 'call') AS calls
     FROM notices n JOIN notices o ON o.loan_id = n.loan_id
       AND starts_with(o.entry, regexp_replace(regexp_replace(n.entry, $3, ''), '/[^/]*$', '/'))
     LEFT JOIN notices s ON s.notice_id = o.joined_to
     WHERE n.notice_id = $1 GROUP BY n.notice_id`,
    [noticeId, [...MAY_REACH], '/again[-/][0-9]+$'],
  );
  if (!message || message.mayReach || message.calls.some(isCallInstead)) return [];
  if (lastHope && message.channels === 1) return [];
  return writeForNotice(client, noticeId, now, (notice, file) =>
    restrictedAt(file, now) ? null : fallbackTask(notice, vain, message.channels, file),
  );
}

/** One open task for the words of a template on a channel, however many messages were blocked. */
export async function writeContentReview(sql: Sql, noticeId: number, code: string, now: Moment): Promise<Nudge[]> {
  const open = await rows(
    sql,
    `SELECT 1 FROM notices n JOIN tasks t ON t.about = n.channel || '/' || n.template
     WHERE n.notice_id = $1 AND t.kind = 'content-review' AND t.status = 'open' LIMIT 1`,
    [noticeId],
  );
  if (open.length > 0) return [];
  return writeForNotice(sql, noticeId, now, (notice, file) => contentReview(notice, code, now, file));
}

/** A notice with its line of the diary. */
type NoticeEntry = Undelivered & { planVersion: number };

/** Writes what follows from a notice into its loan's diary, once; null: nothing does. Answers whom to tell of it. */
export async function writeForNotice(
  sql: Sql,
  noticeId: number,
  now: Moment,
  decide: (notice: NoticeEntry, file: LoanFile) => TaskOpenStep | NoticeStep | null,
): Promise<Nudge[]> {
  const [entry] = await rows<NoticeEntry>(
    sql,
    `SELECT n.loan_id AS loan, n.entry, n.channel, n.template, n.purpose, n.about, n.due_at AS at, n.stale_at AS "staleAt",
            d.rule, d.dpd, d.stage, d.plan_version AS "planVersion", d.detail->'figures' AS figures
     FROM notices n JOIN loan_diary d USING (loan_id, entry) WHERE n.notice_id = $1`,
    [noticeId],
  );
  if (!entry) return [];
  for (;;) {
    const [loan] = await readLoanFiles(sql, [entry.loan], now);
    if (!loan) return [];
    const step = decide(entry, loan.file);
    // No call to a person who is reported dead.
    if (
      step !== null &&
      'kind' in step &&
      step.kind === 'call' &&
      restsByNews(loan.file, await readPlan(sql, loan.plan), now)
    )
      return [];
    if (step === null || loan.file.done.has(step.key)) return [];
    const told = await writeSteps(sql, loan, [step], loan.file.state, entry.planVersion, now);
    if (told !== null) return told;
  }
}
