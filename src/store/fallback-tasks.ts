import type pg from 'pg';
import type { Moment } from '../domain/dates.js';
import { contentReview, fallbackTask, MAY_REACH, messageOf, unreachedTask } from '../domain/fallback.js';
import type { LoanFile } from '../domain/loan-file.js';
import { restrictedAt } from '../domain/relief.js';
import type { Undelivered } from '../domain/send-again.js';
import type { Step } from '../domain/steps.js';
import { rows, type Sql } from './database.js';
import { readLoanFiles } from './loan-files.js';
import type { Nudge } from './nudges.js';
import { writeSteps } from './write-steps.js';

/**
 * What no channel could deliver becomes a call by the account manager, once; nobody calls a person whose data may only be
 * stored. Answers whom to tell of it.
 */
export async function writeFallbackTask(sql: Sql, noticeId: number, because: string, now: Moment): Promise<Nudge[]> {
  return writeForNotice(sql, noticeId, now, (notice, file) =>
    restrictedAt(file, now) ? null : fallbackTask(notice, because, file.state.delinquency),
  );
}

/**
 * A message that was tried and is of no use any more becomes a call, unless another of its channels reached the borrower or
 * still may. In the transaction that settles the notice, so that of two channels the later one sees the other.
 */
export async function writeUnreachedTask(client: pg.PoolClient, noticeId: number, now: Moment): Promise<Nudge[]> {
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
  if (others.length > 0) return [];
  return writeForNotice(client, noticeId, now, (it, file) => unreachedTask(it, file.state.delinquency));
}

/** One open task for the words of a template on a channel, however many messages were blocked. */
export async function writeContentReview(sql: Sql, noticeId: number, code: string, now: Moment): Promise<Nudge[]> {
  const open = await rows(
    sql,
    `SELECT 1 FROM notices n JOIN tasks t ON t.task_id LIKE '%/content-review/' || n.channel || '/' || n.template || '/%'
     WHERE n.notice_id = $1 AND t.kind = 'content-review' AND t.status = 'open' LIMIT 1`,
    [noticeId],
  );
  if (open.length > 0) return [];
  return writeForNotice(sql, noticeId, now, (notice) => contentReview(notice, code, now));
}

/** A notice with its line of the diary. */
type NoticeEntry = Undelivered & { planVersion: number };

/** Writes what follows from a notice into its loan's diary, once; null: nothing does. Answers whom to tell of it. */
export async function writeForNotice(
  sql: Sql,
  noticeId: number,
  now: Moment,
  decide: (notice: NoticeEntry, file: LoanFile) => Step | null,
): Promise<Nudge[]> {
  const [entry] = await rows<NoticeEntry>(
    sql,
    `SELECT n.loan_id AS loan, n.entry, n.channel, n.template, n.purpose, n.about, n.due_at AS at, n.stale_at AS "staleAt",
            d.rule, d.dpd, d.stage, d.plan_version AS "planVersion", d.detail->'figures' AS figures
     FROM notices n JOIN diary d USING (loan_id, entry) WHERE n.notice_id = $1`,
    [noticeId],
  );
  if (!entry) return [];
  for (;;) {
    const [loan] = await readLoanFiles(sql, [entry.loan], now);
    if (!loan) return [];
    const step = decide(entry, loan.file);
    if (step === null || loan.file.done.has(step.key)) return [];
    const told = await writeSteps(sql, loan, [step], loan.file.state, entry.planVersion, now);
    if (told !== null) return told;
  }
}
