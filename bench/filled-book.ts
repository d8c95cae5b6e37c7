import type { Database } from '../src/store/base/connection/database.js';

/** Loans that one account manager looks after. */
const EACH = 200;
const BRANCHES = 40;

/** What a book of `$1` loans is made of, after some years: an insert each, from the numbers `n` of its loans. */
const PARTS = [
  `INSERT INTO staff (staff_id, roles, branch) SELECT 'AM' || n, '{account-manager}', 'BR' || n % ${BRANCHES}
   FROM generate_series(0, $1::int / ${EACH}) n`,
  `INSERT INTO borrowers (borrower_id, kind, language, name_sealed, name_key, branch, account_manager)
   SELECT 'B' || n, 'person', 'zh-CN', '\\x00', sha256(n::text::bytea), 'BR' || n % ($1::int / ${EACH} + 1) % ${BRANCHES}, 'AM' || n % ($1::int / ${EACH} + 1) FROM generate_series(1, $1) n`,
  `INSERT INTO loans (loan_id, borrower_id, plan, disbursed_on, principal, currency, taken_in_at, stage, stage_entered_at, category, delinquency, closed_at)
   SELECT 'L' || n, 'B' || n, CASE WHEN n % 2 = 0 THEN '04-personal' ELSE '09-consumer' END, '2026-01-10', 600000, 'CNY', '2026-01-11',
          CASE WHEN n % 20 = 0 THEN 'friendly' ELSE 'current' END, CASE WHEN n % 20 = 0 THEN '2026-11-11'::timestamptz END, 'normal', CASE WHEN n % 20 = 0 THEN '2026-11-10'::date END,
          CASE WHEN n % 7 = 0 THEN '2026-06-01'::timestamptz END
   FROM generate_series(1, $1) n`,
  `INSERT INTO instalments (loan_id, seq, due_on, principal, interest, fee)
   SELECT 'L' || n, m, '2026-07-10'::date + m * 30, 100000, 6000, 0 FROM generate_series(1, $1) n, generate_series(1, 6) m`,
  `INSERT INTO payments (reference, loan_id, paid_on, amount, recorded_at)
   SELECT 'P' || n || '-' || m, 'L' || n, '2026-07-10'::date + m * 30, 106000, '2026-07-10'::timestamptz + m * interval '30 days'
   FROM generate_series(1, $1) n, generate_series(1, CASE WHEN n % 20 = 0 THEN 2 ELSE 4 END) m`,
  `INSERT INTO warnings (warning_id, borrower_id, loan_id, level, source, indicator, rule, opened_at, closed_at)
   SELECT 'W' || n, 'B' || n, 'L' || n, 'yellow', 'core', 'turnover', 'P1.3', '2026-08-01', CASE WHEN n % 40 = 0 THEN '2026-09-01'::timestamptz END
   FROM generate_series(20, $1, 20) n`,
  `INSERT INTO cases (case_id, loan_id, kind, rule, why, effect, opened_at, decided_at, approved, decided_by, until_on, closed_at, outcome)
   SELECT 'C' || n, 'L' || n, 'grace', 'P4.7', 'asked for', 'pause', '2026-08-01', '2026-08-02', true, 'DH01', '2026-12-31', CASE WHEN n % 60 = 0 THEN '2026-09-01'::timestamptz END, CASE WHEN n % 60 = 0 THEN 'run out' END
   FROM generate_series(30, $1, 30) n`,
  `INSERT INTO complaints (complaint_id, borrower_id, text_sealed, opened_at, solve_due, due_assumed, accepted_at, solved_at)
   SELECT 'K' || n, 'B' || n, '', '2026-08-01', '2026-08-20', false, '2026-08-02', CASE WHEN n % 100 = 0 THEN '2026-08-10'::timestamptz END
   FROM generate_series(50, $1, 50) n`,
  `INSERT INTO promises (promise_id, loan_id, made_at, promised_on, amount)
   SELECT 'M' || n, 'L' || n, '2026-11-20', '2026-11-28', 1000 FROM generate_series(15, $1, 15) n`,
  `INSERT INTO tasks (task_id, loan_id, kind, role, owner, rule, why, opened_at, due_at, status, ended_at)
   SELECT 'L' || n || '/' || m, 'L' || n, 'call', 'account-manager', 'AM' || n % ($1::int / ${EACH} + 1), 'P4.5', 'overdue',
          '2026-11-01'::timestamptz - m * interval '60 days', '2026-11-25'::timestamptz - m * interval '60 days',
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
   SELECT '04-personal', 'monthly-report', 'R' || n, 'CNY', 1, '2026-10-31', '2026-11-01', 1, '{}', '' FROM generate_series(50, $1, 50) n`,
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
