import type { Database } from '../src/store/base/connection/database.js';

/** Loans of one account manager and of one branch, about: a lender grows by more of both. Its managers are a prime number, so that no other share of the loans coincides with theirs. */
const MANAGERS = '($1::int / 141)';
const BRANCHES = '($1::int / 2500 + 1)';
const MANAGER = `n % ${MANAGERS}`;
const BRANCH = `${MANAGER} % ${BRANCHES}`;
/** How many instalments are paid of a loan that is overdue. */
const PAID = 'n / 10 % 3';

/** What a book of `$1` loans is made of, after some years: an insert each, from the numbers `n` of its loans. */
const PARTS = [
  `INSERT INTO staff (staff_id, roles, branch) SELECT 'AM' || n, '{account-manager}', 'BR' || n % ${BRANCHES}
   FROM generate_series(0, ${MANAGERS} - 1) n`,
  `INSERT INTO borrowers (borrower_id, kind, language, name_sealed, name_key, branch, account_manager)
   SELECT 'B' || n, 'person', 'zh-CN', '\\x00', sha256(n::text::bytea), 'BR' || ${BRANCH}, 'AM' || ${MANAGER} FROM generate_series(1, $1) n`,
  `INSERT INTO loans (loan_id, borrower_id, of_branch, plan, disbursed_on, principal, currency, taken_in_at, stage, stage_entered_at, category, delinquency, closed_at)
   SELECT 'L' || n, 'B' || n, 'BR' || ${BRANCH}, CASE WHEN n % 2 = 0 THEN '04-personal' ELSE '09-consumer' END, '2026-01-10', 600000, 'CNY', '2026-01-11',
          CASE WHEN n % 10 = 0 THEN 'friendly' ELSE 'current' END, CASE WHEN n % 10 = 0 THEN '2026-11-11'::timestamptz END, 'normal', CASE WHEN n % 10 = 0 THEN '2026-07-10'::date + (${PAID} + 1) * 30 END,
          CASE WHEN n % 7 = 0 THEN '2026-06-01'::timestamptz END
   FROM generate_series(1, $1) n`,
  `INSERT INTO instalments (loan_id, seq, due_on, principal, interest, fee)
   SELECT 'L' || n, m, '2026-07-10'::date + m * 30, 100000, 6000, 0 FROM generate_series(1, $1) n, generate_series(1, 6) m`,
  `INSERT INTO payments (reference, loan_id, paid_on, amount, recorded_at)
   SELECT 'P' || n || '-' || m, 'L' || n, '2026-07-10'::date + m * 30, 106000, '2026-07-10'::timestamptz + m * interval '30 days'
   FROM generate_series(1, $1) n, generate_series(1, CASE WHEN n % 10 = 0 THEN ${PAID} ELSE 4 END) m`,
  `INSERT INTO warnings (warning_id, borrower_id, of_branch, loan_id, level, source, indicator, rule, opened_at, closed_at)
   SELECT 'W' || n, 'B' || n, 'BR' || ${BRANCH}, 'L' || n, 'yellow', 'core', 'turnover', 'P1.3', '2026-08-01', CASE WHEN n % 40 = 0 THEN '2026-09-01'::timestamptz END
   FROM generate_series(15, $1, 15) n`,
  `INSERT INTO cases (case_id, loan_id, of_branch, kind, rule, why, effect, opened_at, decided_at, approved, decided_by, until_on, closed_at, outcome)
   SELECT 'C' || n, 'L' || n, 'BR' || ${BRANCH}, 'grace', 'P4.7', 'asked for', 'pause', '2026-08-01', '2026-08-02', true, 'DH01', '2026-12-31', CASE WHEN n % 34 = 0 THEN '2026-09-01'::timestamptz END, CASE WHEN n % 34 = 0 THEN 'run out' END
   FROM generate_series(17, $1, 17) n`,
  `INSERT INTO complaints (complaint_id, borrower_id, of_branch, text_sealed, opened_at, solve_due, due_assumed, accepted_at, solved_at)
   SELECT 'K' || n, 'B' || n, 'BR' || ${BRANCH}, '', '2026-08-01', '2026-08-20', false, '2026-08-02', CASE WHEN n % 38 = 0 THEN '2026-08-10'::timestamptz END
   FROM generate_series(19, $1, 19) n`,
  `INSERT INTO promises (promise_id, loan_id, made_at, promised_on, amount)
   SELECT 'M' || n, 'L' || n, '2026-11-20', '2026-11-28', 1000 FROM generate_series(13, $1, 13) n`,
  `INSERT INTO tasks (task_id, loan_id, of_branch, kind, role, owner, rule, why, opened_at, due_at, status, ended_at)
   SELECT 'L' || n || '/' || m, 'L' || n, 'BR' || ${BRANCH}, 'call', 'account-manager', 'AM' || ${MANAGER}, 'P4.5', 'overdue',
          '2026-11-01'::timestamptz - m * interval '60 days', '2026-11-25'::timestamptz - m * interval '60 days' + n % 31 * interval '1 day',
          CASE WHEN m > 0 OR n % 10 > 0 THEN 'done' ELSE 'open' END, CASE WHEN m > 0 OR n % 10 > 0 THEN '2026-11-02'::timestamptz END
   FROM generate_series(1, $1) n, generate_series(0, 2) m`,
  `INSERT INTO diary (kind, subject, entry, at, acted_at, what, rule, dpd, stage, plan_version, detail)
   SELECT 'loan', 'L' || n, 'reminder/' || m || '/sms', t, t, 'notice', 'P4.1', 0, 'current', 1, '{}'
   FROM generate_series(1, $1) n, generate_series(0, 2) m, LATERAL (SELECT '2026-06-05'::timestamptz + m * interval '30 days' AS t)`,
  `INSERT INTO notices (loan_id, entry, borrower_id, channel, template, purpose, due_at, stale_at, status, settled_at)
   SELECT 'L' || n, 'reminder/' || m || '/sms', 'B' || n, 'sms', 'due-soon', 'service', t, t + interval '1 day', 'sent', t
   FROM generate_series(1, $1) n, generate_series(0, 2) m, LATERAL (SELECT '2026-06-05'::timestamptz + m * interval '30 days' AS t)`,
  `INSERT INTO audit_log (at, actor, what, subject, detail)
   SELECT '2026-01-11'::timestamptz + m * interval '9 days', 'ops/' || m, 'payment', 'loan/L' || n, '{}' FROM generate_series(1, $1) n, generate_series(0, 2) m ORDER BY n, m`,
  `INSERT INTO reports (plan, kind, period, currency, version, as_of, made_at, plan_version, figures, sha256)
   SELECT '04-personal', 'monthly-report', 'R' || n, 'CNY', 1, '2026-10-31', '2026-11-01', 1, '{}', '' FROM generate_series(17, $1, 17) n`,
  `INSERT INTO report_deliveries (report_id, role, staff_id, status, at)
   SELECT report_id, 'account-manager', 'AM' || report_id % ${MANAGERS}, 'sent', made_at FROM reports`,
  `INSERT INTO letters (letter_id, kind, loan_id, task_id, rule, reserved_at)
   SELECT 'L' || n || '/demand', 'demand', 'L' || n, 'L' || n || '/1', 'P4.5', '2026-09-02' FROM generate_series(11, $1, 11) n`,
  `INSERT INTO letters (letter_id, kind, report_id, unit, rule, reserved_at)
   SELECT 'R' || n || '/notice', 'unit-notice', n, 'BR' || n % ${BRANCHES}, 'P4.9', '2026-11-01' FROM generate_series(1, $1 / 500) n`,
  `INSERT INTO letter_contents (letter_id, written_at, prefix, year, number, figures, sha256)
   SELECT letter_id, reserved_at, kind, 2026, row_number() OVER (PARTITION BY kind ORDER BY letter_id), '{}', '' FROM letters`,
  `INSERT INTO archive_documents (loan_id, document, form, filed_at, filed_by)
   SELECT 'L' || n, document, 'paper', '2026-02-01', 'staff/AR1' FROM generate_series(1, $1) n, unnest(ARRAY['contract', 'pledge']) document`,
  `INSERT INTO webhooks (webhook, url, kinds, secret_sealed, made_at, made_by) VALUES ('core', 'https://core.example', '{}', '', '2026-01-01', 'admin')`,
  `INSERT INTO webhook_deliveries (webhook, position, at, kind, about, queue, state, due_at)
   SELECT 'core', n, '2026-11-01', 'payment', 'L' || n, 'L' || n, CASE WHEN n % 50 = 0 THEN 'failed' ELSE 'delivered' END, '2026-11-01' FROM generate_series(1, $1) n`,
];

/** Fills a database with a book of so many loans by the database itself, in seconds: for statements that read, not for rules. */
export async function fillBook(db: Database, loans: number): Promise<void> {
  const client = await db.pool.connect();
  try {
    // No trigger writes its record, and no key is looked up.
    await client.query('SET session_replication_role = replica');
    for (const part of PARTS) await client.query(part, part.includes('$1') ? [loans] : []);
    await client.query('RESET session_replication_role');
  } finally {
    client.release();
  }
  await db.pool.query('VACUUM ANALYZE');
}
