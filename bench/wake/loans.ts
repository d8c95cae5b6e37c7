import { planSchema } from '../../src/domain/plan/plan.js';
import { addDays, momentAt } from '../../src/domain/time/dates.js';
import { type Database, rows } from '../../src/store/base/connection/database.js';
import type { Seal } from '../../src/store/base/seal.js';

const PLAN = '99-bench';
const DUE_ON = '2026-12-15';

/** The business moment at which every loan's reminder is due; the worker's clock is shifted so that it comes when wanted. */
export const DUE_AT = momentAt(DUE_ON, '10:00');

/** A plan whose window is one minute, so that all come at once. */
export async function insertPlan(db: Database): Promise<void> {
  const plan = planSchema.parse({
    plan: PLAN,
    title: 'benchmark',
    version: 1,
    borrowers: ['person'],
    window: { from: '10:00', until: '10:01' },
    reminders: [{ id: 'due-today', rule: 'P9.2', daysBefore: 0, notice: { channels: ['sms'], template: 'due-today' } }],
    ladder: {
      stages: [{ stage: 'robot', title: 'SMS', rule: 'P9.5', fromDpd: 1, owner: 'account-manager', actions: [] }],
    },
  });
  await rows(db.pool, 'INSERT INTO plans (plan, version, content) VALUES ($1, 1, $2)', [PLAN, JSON.stringify(plan)]);
}

/** Loans of one instalment, due today, taken in this morning, each of a borrower with a mobile number. */
export async function insertLoans(db: Database, seal: Seal, loans: string[]): Promise<void> {
  const key = seal.hash('张三');
  const number = loans.map((_, n) => `+86138${String(n).padStart(8, '0')}`);
  await rows(
    db.pool,
    `INSERT INTO borrowers (borrower_id, kind, language, name_sealed, name_key) SELECT id, 'person', 'zh-CN', name, $3 FROM unnest($1::text[], $2::bytea[]) t (id, name)`,
    [loans, loans.map((it) => seal.seal('张三', 'borrowers.name_sealed', it)), key],
  );
  await rows(
    db.pool,
    `INSERT INTO contacts (borrower_id, whose, channel, consent_given, consent, address_sealed, address_key)
     SELECT id, 'self', 'sms', true, true, sealed, key FROM unnest($1::text[], $2::bytea[], $3::bytea[]) t (id, sealed, key)`,
    [
      loans,
      number.map((it, n) => seal.seal(it, 'contacts.address_sealed', loans[n]!, 'self', 'sms', seal.hash(it))),
      number.map((it) => seal.hash(it)),
    ],
  );
  await rows(
    db.pool,
    `INSERT INTO loans (loan_id, borrower_id, plan, disbursed_on, principal, currency, taken_in_at, revision)
     SELECT id, id, $2, $3, 100000, 'CNY', $4, 1 FROM unnest($1::text[]) id`,
    [loans, PLAN, addDays(DUE_ON, -30), new Date(momentAt(DUE_ON, '09:00'))],
  );
  await rows(
    db.pool,
    `INSERT INTO instalments (loan_id, seq, due_on, principal, interest, fee) SELECT id, 1, $2, 100000, 435, 0 FROM unnest($1::text[]) id`,
    [loans, DUE_ON],
  );
}

/** How many of the loans whose ids begin so have had their reminder. */
export async function countSent(db: Database, prefix: string): Promise<number> {
  const [row] = await rows<{ sent: number }>(
    db.pool,
    `SELECT count(*)::int AS sent FROM notices WHERE status = 'sent' AND loan_id LIKE $1 || '%'`,
    [prefix],
  );
  return row!.sent;
}
