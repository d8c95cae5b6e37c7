import type { ChannelName } from '../../src/domain/plan/plan.js';
import { addDays, dayOf, type Moment, momentAt } from '../../src/domain/time/dates.js';
import { type Database, transaction } from '../../src/store/base/connection/database.js';
import type { Seal } from '../../src/store/base/seal.js';
import { takeIn } from '../../src/store/loans/intake.js';
import { seeded } from './run-logs.js';

/** A loan and its borrower as a test needs them. */
export interface TestLoan {
  loan: string;
  /** Default: a borrower of the loan's own. */
  borrower?: string;
  name?: string;
  plan?: string;
  /** Default: a mobile number of the loan's own, by sms. */
  contacts?: { channel: ChannelName; address: string; consent?: boolean; whose?: 'self' | 'guarantor' | 'emergency' }[];
  instalments: { dueOn: string; amount: number }[];
}

/** Puts loans into the database, paid out by `at`, without taking them in: nothing is done for them yet. */
export async function putLoans(db: Database, seal: Seal, loans: TestLoan[], at = Infinity): Promise<void> {
  await transaction(db, async (client) => {
    for (const [n, it] of loans.entries()) {
      const { loan, borrower = `B-${loan}`, name = `Borrower of ${loan}`, plan = '04-personal' } = it;
      seeded(it.name ?? 'Borrower of ');
      const { contacts = [{ channel: 'sms', address: mobile(n) }] } = it;
      await client.query(
        `INSERT INTO borrowers (borrower_id, kind, language, name_sealed, name_key) VALUES ($1, 'person', 'en', $2, $3)
         ON CONFLICT DO NOTHING`,
        [borrower, seal.seal(name, 'borrowers.name_sealed', borrower), seal.hash(name)],
      );
      seeded(...(it.contacts ?? []).map(({ address }) => address));
      for (const { channel, address, consent = true, whose = 'self' } of contacts) {
        const key = seal.hash(address);
        const sealed = seal.seal(address, 'contacts.address_sealed', borrower, whose, channel, key);
        await client.query(
          `INSERT INTO contacts (borrower_id, whose, channel, consent_given, consent, address_sealed, address_key)
           VALUES ($1, $2, $3, $4, $4, $5, $6) ON CONFLICT DO NOTHING`,
          [borrower, whose, channel, consent, sealed, key],
        );
      }
      const monthBefore = addDays(it.instalments[0]!.dueOn, -30);
      const disbursedOn = at < momentAt(monthBefore, '00:00') ? dayOf(at) : monthBefore;
      const principal = it.instalments.reduce((sum, { amount }) => sum + amount, 0);
      await client.query(
        `INSERT INTO loans (loan_id, borrower_id, plan, disbursed_on, principal, currency) VALUES ($1, $2, $3, $4, $5, 'CNY')`,
        [loan, borrower, plan, disbursedOn, principal],
      );
      for (const [index, { dueOn, amount }] of it.instalments.entries()) {
        await client.query(
          'INSERT INTO instalments (loan_id, seq, due_on, principal, interest, fee) VALUES ($1, $2, $3, $4, 0, 0)',
          [loan, index + 1, dueOn, amount],
        );
      }
    }
  });
}

/** The same, and from `at` on they are looked after once their nudges are delivered. */
export async function addLoans(db: Database, seal: Seal, loans: TestLoan[], at: Moment): Promise<void> {
  await putLoans(db, seal, loans, at);
  await takeIn(
    db,
    loans.map((it) => it.loan),
    at,
  );
}

/** Loans whose reminder (plan 04-personal: three days before) goes out the moment they are taken in. */
export function loansToRemind(count: number, at: Moment, prefix = 'L'): TestLoan[] {
  const dueOn = addDays(dayOf(at), 3);
  return Array.from({ length: count }, (_, n) => ({
    loan: `${prefix}${String(n + 1).padStart(3, '0')}`,
    instalments: [{ dueOn, amount: 100_000 + n }],
  }));
}

/** A valid mobile number, another one for each n. */
export const mobile = (n: number) => `+86138${String(10_000_000 + n)}`;
