import type { LoanFile } from '../../src/domain/loan/loan-file.js';
import type { Step } from '../../src/domain/loan/steps.js';
import type { Plan } from '../../src/domain/plan/plan.js';
import type { Moment } from '../../src/domain/time/dates.js';
import { type Database, rows } from '../../src/store/base/connection/database.js';
import type { Seal } from '../../src/store/base/seal.js';
import { readLoanFiles } from '../../src/store/loans/files/loan-files.js';
import { writeSteps } from '../../src/store/loans/steps/write-steps.js';
import type { liveUntil } from './lives.js';

type Life = ReturnType<typeof liveUntil>;

/** Puts a loan into the database with all that it has lived through: written as wake-ups write it, a month at a time. */
export async function putLife(db: Database, seal: Seal, plan: Plan, { file, lived, now }: Life): Promise<void> {
  await putLoan(db, seal, plan.plan, file);
  for (const { at, steps, state } of monthly(lived)) {
    const [stored] = await readLoanFiles(db.pool, [file.loan], at);
    if ((await writeSteps(db.pool, stored!, steps, state, plan.version, at)) === null) throw new Error('not written');
  }
  const { loan, openTasks, payments } = file;
  const open = openTasks.map((it) => it.task);
  await rows(db.pool, `UPDATE notices SET status = 'sent', contacted_at = due_at WHERE loan_id = $1`, [loan]);
  await rows(
    db.pool,
    `UPDATE tasks SET status = 'done', ended_at = $3 WHERE loan_id = $1 AND status = 'open' AND task_id <> ALL($2)`,
    [loan, open, new Date(now)],
  );
  await rows(
    db.pool,
    `INSERT INTO payments (reference, loan_id, paid_on, amount, recorded_at)
     SELECT reference, $1, "paidOn", amount, "recordedAt"
     FROM jsonb_to_recordset($2) AS it (reference text, "paidOn" date, amount bigint, "recordedAt" timestamptz)`,
    [loan, JSON.stringify(payments.map((it) => ({ ...it, recordedAt: new Date(it.recordedAt) })))],
  );
}

async function putLoan(db: Database, seal: Seal, plan: string, file: LoanFile): Promise<void> {
  const { loan, borrower, instalments } = file;
  const address = '+8613800000001';
  const key = seal.hash(address);
  await rows(
    db.pool,
    `INSERT INTO borrowers (borrower_id, kind, language, name_sealed, name_key) VALUES ($1, 'person', 'zh-CN', $2, $3)`,
    [borrower, seal.seal('张三', 'borrowers.name_sealed', borrower), seal.hash('张三')],
  );
  await rows(
    db.pool,
    `INSERT INTO contacts (borrower_id, whose, channel, consent_given, consent, address_sealed, address_key)
     VALUES ($1, 'self', 'sms', true, true, $2, $3)`,
    [borrower, seal.seal(address, 'contacts.address_sealed', borrower, 'self', 'sms', key), key],
  );
  await rows(
    db.pool,
    `INSERT INTO loans (loan_id, borrower_id, plan, disbursed_on, principal, currency, taken_in_at, revision)
     VALUES ($1, $2, $3, $4, $5, 'CNY', $6, 1)`,
    [loan, borrower, plan, file.disbursedOn, file.principal, new Date(file.takenInAt)],
  );
  await rows(
    db.pool,
    `INSERT INTO instalments (loan_id, seq, due_on, principal, interest, fee)
     SELECT $1, seq, "dueOn", principal, interest, fee
     FROM jsonb_to_recordset($2) AS it (seq int, "dueOn" date, principal bigint, interest bigint, fee bigint)`,
    [loan, JSON.stringify(instalments)],
  );
}

const MONTH_MS = 30 * 86_400_000;

function monthly(lived: Life['lived']): { at: Moment; steps: Step[]; state: LoanFile['state'] }[] {
  const months = new Map<number, { at: Moment; steps: Step[]; state: LoanFile['state'] }>();
  for (const { at, steps, state } of lived) {
    const month = Math.floor(at / MONTH_MS);
    months.set(month, { at, steps: [...(months.get(month)?.steps ?? []), ...steps], state });
  }
  return [...months.values()];
}
