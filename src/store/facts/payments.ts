import type pg from 'pg';
import { paidOnFault } from '../../domain/facts/account/payment.js';
import { formatMoney, type Minor, MOST_MONEY } from '../../domain/money/money.js';
import { type Day, dayOf, type Moment } from '../../domain/time/dates.js';
import { type Begin, rows, type Sql, transaction } from '../base/connection/database.js';
import { FactRefused } from './fact-refused.js';
import { noteFact, type Source, tellOfMoney, touchLoan } from './facts.js';

export async function recordPayment(db: Begin, payment: Booking, source: Source): Promise<boolean> {
  const { loan, reference, paidOn, amount } = payment;
  return transaction(db, async (client) => {
    await lockReference(client, reference);
    const known = await bookingsOf(client, reference);
    const standing = known.find((it) => it.reversedOn === null);
    if (standing) {
      if (standing.loan === loan && standing.amount === amount && standing.paidOn === paidOn) return false;
      throw new FactRefused(`payment ${reference} is known with another loan, day or amount`, 'reference');
    }
    await touchLoan(client, loan);
    await refusePayment(client, payment, dayOf(source.at));
    const [waited] = await rows<{ on: Day }>(
      client,
      'DELETE FROM waiting_reversals WHERE reference = $1 RETURNING reversed_on AS on',
      [reference],
    );
    await client.query(
      `INSERT INTO payments (reference, booking, loan_id, paid_on, amount, recorded_at, reversed_on, reversal_recorded_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        reference,
        known.length + 1,
        loan,
        paidOn,
        amount,
        new Date(source.at),
        waited?.on ?? null,
        waited ? new Date(source.at) : null,
      ],
    );
    await noteFact(client, source, 'payment', `loan/${loan}`, { reference, paidOn, amount });
    if (waited) await noteFact(client, source, 'reversal', `loan/${loan}`, { reference, on: waited.on });
    await tellOfMoney(client, loan, `payment ${reference}`);
    return true;
  });
}

export interface Booking {
  loan: string;
  reference: string;
  paidOn: Day;
  amount: Minor;
}

/** All bookings of a reference, the first one first: once reversed, it may be booked again. */
export async function bookingsOf(sql: Sql, reference: string): Promise<(Booking & { reversedOn: Day | null })[]> {
  return rows(
    sql,
    `SELECT reference, loan_id AS loan, paid_on AS "paidOn", amount, reversed_on AS "reversedOn"
     FROM payments WHERE reference = $1 ORDER BY booking`,
    [reference],
  );
}

/** Locks a reference, since a payment and its reversal may come in at the same moment by two doors. */
const lockReference = (client: pg.PoolClient, reference: string) =>
  client.query(`SELECT pg_advisory_xact_lock(hashtext('payment/' || $1))`, [reference]);

/** Refuses a payment of an impossible day, which would wait unseen for that day, and of more than figures can hold. */
async function refusePayment(
  client: pg.PoolClient,
  { loan, reference, paidOn, amount }: Booking,
  today: Day,
): Promise<void> {
  const [sums] = await rows<{ disbursedOn: Day; ofLoan: string }>(
    client,
    `SELECT disbursed_on AS "disbursedOn", (SELECT coalesce(sum(amount), 0) FROM payments WHERE loan_id = $1)::text AS "ofLoan"
     FROM loans WHERE loan_id = $1`,
    [loan],
  );
  const fault = paidOnFault(paidOn, sums!.disbursedOn, today);
  if (fault !== null) throw new FactRefused(`payment ${reference} of ${paidOn}: ${fault}`, 'paidOn');
  if (Number(sums!.ofLoan) + amount > MOST_MONEY)
    throw new FactRefused(
      `payment ${reference}: with it more than ${formatMoney(MOST_MONEY)} would be paid for loan ${loan}`,
      'amount',
    );
}

/**
 * The payment counts no more from the day of `source.at` on; one of a later day never does. A reversal of a payment that is not
 * here waits for it. False: it was reversed before.
 */
export async function reversePayment(
  db: Begin,
  reference: string,
  source: Source,
): Promise<'reversed' | 'waits' | false> {
  return transaction(db, async (client) => {
    await lockReference(client, reference);
    const known = await bookingsOf(client, reference);
    const at = new Date(source.at);
    if (known.length === 0) {
      const added = await client.query('INSERT INTO waiting_reversals VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING', [
        reference,
        dayOf(source.at),
        at,
        source.actor,
      ]);
      if (!added.rowCount) return false;
      await noteFact(client, source, 'reversal waits', `payment/${reference}`, {});
      return 'waits';
    }
    const standing = known.findIndex((it) => it.reversedOn === null);
    if (standing < 0) return false;
    const { loan } = known[standing]!;
    await touchLoan(client, loan);
    await client.query(
      'UPDATE payments SET reversed_on = $3, reversal_recorded_at = $4 WHERE reference = $1 AND booking = $2',
      [reference, standing + 1, dayOf(source.at), at],
    );
    await noteFact(client, source, 'reversal', `loan/${loan}`, { reference });
    await tellOfMoney(client, loan, `reversal of ${reference}`);
    return 'reversed';
  });
}

/**
 * A payment that was reversed counts again, on the same loan unless another is named; a reversal that waits for its payment is
 * dropped. False: the payment stands. @throws FactRefused for one that never was here
 */
export async function bookAgain(
  db: Begin,
  reference: string,
  change: { [Part in keyof Omit<Booking, 'reference'>]?: Booking[Part] | undefined },
  source: Source,
): Promise<boolean> {
  return transaction(db, async (client) => {
    await lockReference(client, reference);
    const before = (await bookingsOf(client, reference)).at(-1);
    if (before) {
      const { loan = before.loan, paidOn = before.paidOn, amount = before.amount } = change;
      return recordPayment(client, { reference, loan, paidOn, amount }, source);
    }
    const dropped = await client.query('DELETE FROM waiting_reversals WHERE reference = $1', [reference]);
    if (!dropped.rowCount)
      throw new FactRefused(`no payment ${reference}, and no reversal that waits for it`, 'reference');
    await noteFact(client, source, 'reversal dropped', `payment/${reference}`, {});
    return true;
  });
}

/** A payment of a loan as it is shown; refunds are payments below nought. */
export interface PaymentShown {
  reference: string;
  paidOn: Day;
  amount: Minor;
  heardAt: Moment;
  /** Null: it stands. */
  reversedOn: Day | null;
}

/** All of a loan, in the order in which they were heard. */
export const listPayments = (sql: Sql, loan: string): Promise<PaymentShown[]> =>
  rows<PaymentShown>(
    sql,
    `SELECT reference, paid_on AS "paidOn", amount, recorded_at AS "heardAt", reversed_on AS "reversedOn" FROM payments
     WHERE loan_id = $1 ORDER BY recorded_at, reference, booking`,
    [loan],
  );
