import { addDays, dayOf, type Moment, momentAt } from '../../src/domain/time/dates.js';
import type { Database } from '../../src/store/base/connection/database.js';
import type { Seal } from '../../src/store/base/seal.js';
import { addLoans } from './loans.js';

const DETAIL = { channel: 'sms', template: 'overdue-friendly', to: 'borrower', purpose: 'collection', about: null };

/** Loans M000… of borrowers of their own, four days overdue, each with a message of this morning that the provider refused. Nobody is told of them. */
export async function toldInVain(db: Database, seal: Seal, count: number, now: Moment): Promise<string[]> {
  const loans = Array.from({ length: count }, (_, n) => `M${String(n).padStart(3, '0')}`);
  const today = dayOf(now);
  const instalments = [
    { dueOn: addDays(today, -4), amount: 106_000 },
    { dueOn: addDays(today, 26), amount: 106_000 },
  ];
  await addLoans(
    db,
    seal,
    loans.map((loan) => ({ loan, instalments })),
    momentAt(addDays(today, -20), '12:00'),
  );
  const [at, staleAt] = [momentAt(today, '09:00'), momentAt(addDays(today, 1), '09:00')].map((it) => new Date(it));
  await db.pool.query(
    `INSERT INTO diary (kind, subject, entry, at, acted_at, what, rule, why, dpd, stage, plan_version, detail)
     SELECT 'loan', l, 'stage/friendly/sms', $2, $2, 'notice', 'P4.5', 'overdue', 4, 'current', 1, $3 FROM unnest($1::text[]) l`,
    [loans, at, JSON.stringify(DETAIL)],
  );
  await db.pool.query(
    `INSERT INTO notices (loan_id, entry, borrower_id, channel, template, purpose, due_at, stale_at, status, reason, attempts)
     SELECT l, 'stage/friendly/sms', 'B-' || l, 'sms', 'overdue-friendly', 'collection', $2, $3, 'failed', 'refused', 1 FROM unnest($1::text[]) l`,
    [loans, at, staleAt],
  );
  await db.pool.query('DELETE FROM nudges');
  return loans;
}
