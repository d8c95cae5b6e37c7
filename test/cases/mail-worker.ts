import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { REAL_CLOCK } from '../../activities/dependencies.js';
import { type DispatchResult, noticeActivities } from '../../activities/sending/notices.js';
import { createEmail } from '../../src/channels/email.js';
import { readTemplates } from '../../src/channels/message/words.js';
import type { Moment } from '../../src/domain/time/dates.js';
import { readRetention } from '../../src/library/retention.js';
import { type Database, rows } from '../../src/store/base/connection/database.js';
import type { Seal } from '../../src/store/base/seal.js';
import { planReader } from '../../src/store/loans/plans.js';
import { CHINA } from '../support/contact-rules.js';
import { addLoans } from '../support/loans.js';

/** A worker's dispatch of mails, by one mail server; no Temporal calls it but the test. */
export async function mailWorker(db: Database, seal: Seal, smtpUrl: string) {
  const email = createEmail({ smtpUrl, from: 'service@bank.example', domain: 'bank.example', timeoutMs: 2_000 });
  const logged: string[] = [];
  const { dispatchNotices } = noticeActivities({
    db,
    seal,
    channels: { email },
    templates: await readTemplates(),
    rules: CHINA,
    retention: readRetention(),
    planOf: planReader(db.pool),
    clock: REAL_CLOCK,
    messenger: {
      nudge: async () => undefined,
      restart: async () => undefined,
      startReport: async () => undefined,
    },
    mend: async () => ({ counted: {}, failed: [] }),
    lender: { name: 'Example Bank', hotline: '400-000-0000' },
  });
  const logger = new DefaultLogger('WARN', ({ message }) => void logged.push(message));
  return {
    logged,
    dispatch: (now: Moment): Promise<DispatchResult> =>
      new MockActivityEnvironment({}, { logger }).run(dispatchNotices, { channel: 'email', now }),
    close: () => email.close(),
  };
}

/** Loans whose reminder by mail is due now. */
export async function remindedByMail(
  db: Database,
  seal: Seal,
  loans: Record<string, string>,
  now: Moment,
  /** One person is told of several loans in one mail. */
  borrowerOf = (_loan: string) => 'B1',
) {
  for (const [loan, address] of Object.entries(loans)) {
    const dueOn = new Date(now + 3 * 86_400_000).toISOString().slice(0, 10);
    const contacts = [{ channel: 'email' as const, address }];
    await addLoans(
      db,
      seal,
      [{ loan, borrower: borrowerOf(loan), contacts, instalments: [{ dueOn, amount: 100_000 }] }],
      now,
    );
  }
  const ids = Object.keys(loans);
  await db.pool.query(
    `INSERT INTO diary (kind, subject, entry, at, acted_at, what, rule, why, dpd, stage, plan_version, detail)
     SELECT 'loan', id, 'remind/email', $2, $2, 'notice', 'P4.5', '', 0, 'current', 1, '{}' FROM unnest($1::text[]) AS id`,
    [ids, new Date(now)],
  );
  await db.pool.query(
    `INSERT INTO notices (loan_id, entry, borrower_id, channel, template, purpose, about, due_at, stale_at)
     SELECT id, 'remind/email', borrower, 'email', 'due-soon', 'service', 1, $2, $2::timestamptz + interval '2 days'
     FROM unnest($1::text[], $3::text[]) AS of (id, borrower)`,
    [ids, new Date(now), ids.map(borrowerOf)],
  );
}

/** `reserved smtp-5.7.1`. */
export const noticesOf = async (db: Database) =>
  (
    await rows<{ status: string; reason: string | null }>(
      db.pool,
      `SELECT n.status, coalesce(a.code, n.reason) AS reason FROM notices n
       LEFT JOIN notice_attempts a ON a.notice_id = n.notice_id AND a.attempt = n.attempts ORDER BY n.notice_id`,
    )
  ).map((it) => [it.status, it.reason].filter(Boolean).join(' '));
