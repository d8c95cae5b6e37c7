import type pg from 'pg';
import {
  contentReview,
  fallbackTask,
  isUnsaid,
  MAY_REACH,
  messageOf,
  unreachedTask,
  unsaidTask,
} from '../../domain/contact/fallback.js';
import type { Undelivered } from '../../domain/contact/send-again.js';
import type { LoanFile } from '../../domain/loan/loan-file.js';
import { restrictedAt, restsByNews } from '../../domain/loan/relief.js';
import type { NoticeStep, TaskOpenStep } from '../../domain/loan/steps.js';
import type { Reason } from '../../domain/reason/reason.js';
import type { Moment } from '../../domain/time/dates.js';
import { rows, type Sql } from '../base/database.js';
import type { Nudge } from '../base/nudges.js';
import { readLoanFiles } from '../loans/loan-files.js';
import { readPlan } from '../loans/plans.js';
import { writeSteps } from '../loans/write-steps.js';

/**
 * What no channel could deliver becomes a call by the account manager, once; nobody calls a person whose data may only be
 * stored. Answers whom to tell of it.
 */
export async function writeFallbackTask(sql: Sql, noticeId: number, because: Reason, now: Moment): Promise<Nudge[]> {
  return writeForNotice(sql, noticeId, now, (notice, file) =>
    restrictedAt(file, now) ? null : fallbackTask(notice, because, file),
  );
}

/**
 * A message that was tried and is of no use any more becomes a call, unless another of its channels reached the borrower or
 * still may. In the transaction that settles the notice, so that of two channels the later one sees the other.
 */
export async function writeUnreachedTask(client: pg.PoolClient, noticeId: number, now: Moment): Promise<Nudge[]> {
  if (await mayReach(client, noticeId)) return [];
  return writeForNotice(client, noticeId, now, (it, file) => unreachedTask(it, file));
}

/** A message that no cap allowed while it was of use: one call for all of the person's loans while it is open. */
export async function writeUnsaidTask(client: pg.PoolClient, noticeId: number, now: Moment): Promise<Nudge[]> {
  if (await mayReach(client, noticeId)) return [];
  const open = await rows<{ task: string }>(
    client,
    `SELECT task_id AS task FROM notices n JOIN loans l USING (borrower_id) JOIN tasks t ON t.loan_id = l.loan_id
     WHERE n.notice_id = $1 AND t.status = 'open' AND t.kind = 'call'`,
    [noticeId],
  );
  if (open.some(({ task }) => isUnsaid(task))) return [];
  return writeForNotice(client, noticeId, now, (it, file) => unsaidTask(it, file));
}

/** Another channel of the same message reached the borrower, or still may. */
async function mayReach(client: pg.PoolClient, noticeId: number): Promise<boolean> {
  const [notice] = await rows<{ loan: string; entry: string }>(
    client,
    'SELECT loan_id AS loan, entry FROM notices WHERE notice_id = $1',
    [noticeId],
  );
  const others = await rows(
    client,
    `SELECT 1 FROM notices WHERE loan_id = $1 AND starts_with(entry, $2) AND status = ANY($3) LIMIT 1`,
    [notice!.loan, `${messageOf(notice!.entry)}/`, [...MAY_REACH]],
  );
  return others.length > 0;
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
    // Nobody calls the dead.
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
