import type pg from 'pg';
import { formatMoney, type Minor } from '../../domain/money/money.js';
import type { Day, Moment } from '../../domain/time/dates.js';
import { type Database, rows, type Sql, transaction } from '../base/connection/database.js';
import type { Seal } from '../base/seal.js';
import { FactRefused } from '../facts/fact-refused.js';
import { noteFact, type Source } from '../facts/facts.js';
import { recordPayment } from '../facts/payments.js';

/** Money of a bank statement that nobody could be found for; `said`: who paid, and what for, as the bank has it. */
export interface Unmatched {
  reference: string;
  paidOn: Day;
  amount: Minor;
  said: string;
  heardAt: Moment;
}

/** Keeps those that are not known yet; answers how many. */
export async function keepUnmatched(
  client: pg.PoolClient,
  seal: Seal,
  all: readonly Omit<Unmatched, 'heardAt'>[],
  source: Source,
): Promise<number> {
  let fresh = 0;
  for (const { reference, paidOn, amount, said } of all) {
    const { rowCount } = await client.query(
      `INSERT INTO unmatched_payments (reference, paid_on, amount, said_sealed, heard_at)
       SELECT $1, $2, $3, $4, $5 WHERE NOT EXISTS (SELECT FROM payments WHERE reference = $1) ON CONFLICT DO NOTHING`,
      [reference, paidOn, amount, seal.seal(said, 'unmatched_payments.said_sealed', reference), new Date(source.at)],
    );
    fresh += rowCount ?? 0;
  }
  return fresh;
}

/** Those that wait for a person, the oldest first. */
export async function listUnmatched(sql: Sql, seal: Seal): Promise<Unmatched[]> {
  const found = await rows<Omit<Unmatched, 'said'> & { sealed: Buffer | null }>(
    sql,
    `SELECT reference, paid_on AS "paidOn", amount, said_sealed AS sealed, heard_at AS "heardAt" FROM unmatched_payments
     WHERE loan_id IS NULL ORDER BY heard_at, reference`,
  );
  return found.map(({ sealed, ...it }) => ({
    ...it,
    said: seal.tryOpen(sealed, 'unmatched_payments.said_sealed', it.reference) ?? '',
  }));
}

/** A person says whose money it is: it is a payment of that loan, of the day on which it was paid. @throws FactRefused */
export async function matchPayment(db: Database, reference: string, loan: string, source: Source): Promise<boolean> {
  return transaction(db, async (client) => {
    const [known] = await rows<{ paidOn: Day; amount: Minor; loan: string | null }>(
      client,
      `SELECT paid_on AS "paidOn", amount, loan_id AS loan FROM unmatched_payments WHERE reference = $1 FOR UPDATE`,
      [reference],
    );
    if (!known)
      throw new FactRefused(`no payment ${reference} waits for a loan (\`payment list --unmatched\`)`, 'reference');
    if (known.loan === loan) return false;
    if (known.loan !== null)
      throw new FactRefused(
        `payment ${reference} was matched with loan ${known.loan}: \`payment reverse\`, then \`again --loan\``,
        'reference',
      );
    await recordPayment(client, { loan, reference, paidOn: known.paidOn, amount: known.amount }, source);
    await client.query(
      'UPDATE unmatched_payments SET loan_id = $2, matched_at = $3, matched_by = $4 WHERE reference = $1',
      [reference, loan, new Date(source.at), source.actor],
    );
    await noteFact(client, source, 'payment matched', `loan/${loan}`, { reference, amount: formatMoney(known.amount) });
    return true;
  });
}
