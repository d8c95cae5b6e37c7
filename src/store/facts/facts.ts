import type pg from 'pg';
import { paidOnFault } from '../../domain/facts/account/payment.js';
import { formatMoney, type Minor, MOST_MONEY } from '../../domain/money/money.js';
import { type Day, dayOf, formatMoment, type Moment } from '../../domain/time/dates.js';
import { type Begin, rows, type Sql, transaction } from '../base/connection/database.js';
import type { Nudge } from '../base/nudges.js';
import type { NudgeKind } from '../base/subjects.js';
import { FactRefused } from './fact-refused.js';

/**
 * A fact enters once: by its own reference, in one transaction with its audit entry and a nudge to the workflow it
 * concerns. Each function answers false when the fact is already there, and throws FactRefused when it cannot be taken.
 */

/** Who says so, and when (the business moment). */
export interface Source {
  actor: string;
  at: Moment;
}

export async function recordPayment(db: Begin, payment: Booking, source: Source): Promise<boolean> {
  const { loan, reference, paidOn, amount } = payment;
  return transaction(db, async (client) => {
    await lockReference(client, reference);
    const known = await bookingsOf(client, reference);
    const standing = known.find((it) => it.reversedOn === null);
    if (standing) {
      if (standing.loan === loan && standing.amount === amount && standing.paidOn === paidOn) return false;
      throw new FactRefused(`payment ${reference} is known with another loan, day or amount`);
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
async function bookingsOf(sql: Sql, reference: string): Promise<(Booking & { reversedOn: Day | null })[]> {
  return rows(
    sql,
    `SELECT reference, loan_id AS loan, paid_on AS "paidOn", amount, reversed_on AS "reversedOn"
     FROM payments WHERE reference = $1 ORDER BY booking`,
    [reference],
  );
}

/** A payment and its reversal may come at the same moment by two doors. */
const lockReference = (client: pg.PoolClient, reference: string) =>
  client.query(`SELECT pg_advisory_xact_lock(hashtext('payment/' || $1))`, [reference]);

/** A payment of a day that cannot be, or of more than figures hold, would wait unseen for its day, or break every paper. */
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
  if (fault !== null) throw new FactRefused(`payment ${reference} of ${paidOn}: ${fault}`);
  if (Number(sums!.ofLoan) + amount > MOST_MONEY)
    throw new FactRefused(
      `payment ${reference}: with it more than ${formatMoney(MOST_MONEY)} would be paid for loan ${loan}`,
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
    if (!dropped.rowCount) throw new FactRefused(`no payment ${reference}, and no reversal that waits for it`);
    await noteFact(client, source, 'reversal dropped', `payment/${reference}`, {});
    return true;
  });
}

/**
 * Nothing goes out for the loan from `from` until `until` (null: until released). `from` left out: from now on; it may
 * lie ahead, or back, as when a dispute is found to be older: its days then do not count towards the ladder, and what
 * was done meanwhile stays done.
 */
export async function placeHold(
  db: Begin,
  hold: { loan: string; from?: Moment | undefined; until: Moment | null; reason: string; everything?: boolean },
  source: Source,
): Promise<boolean> {
  const { loan, from = source.at, until, reason, everything = false } = hold;
  if (until !== null && until <= from) throw new FactRefused('a hold must end after it begins');
  return transaction(db, async (client) => {
    await touchLoan(client, loan);
    const [before] = await rows<{ from: Moment; until: Moment | null }>(
      client,
      `SELECT from_at AS from, until_at AS until FROM holds
       WHERE loan_id = $1 AND tstzrange(from_at, until_at) && tstzrange($2, $3) LIMIT 1`,
      [loan, new Date(from), until === null ? null : new Date(until)],
    );
    if (before && before.from === from && before.until === until) return false;
    if (before) {
      const end = before.until === null ? 'until released' : `until ${formatMoment(before.until)}`;
      throw new FactRefused(`loan ${loan} is already held from ${formatMoment(before.from)} ${end}: release it first`);
    }
    await client.query(
      'INSERT INTO holds (loan_id, from_at, until_at, reason, everything) VALUES ($1, $2, $3, $4, $5)',
      [loan, new Date(from), until === null ? null : new Date(until), reason, everything],
    );
    await noteFact(client, source, 'hold', `loan/${loan}`, { from, until, reason, everything });
    await leaveNudge(client, 'loan', loan, 'hold');
    return true;
  });
}

/** Ends the hold that runs now; one that lies ahead will not begin. */
export async function releaseHold(db: Begin, loan: string, source: Source): Promise<boolean> {
  return transaction(db, async (client) => {
    await touchLoan(client, loan);
    const result = await client.query(
      `UPDATE holds SET until_at = greatest(from_at, $2) WHERE loan_id = $1 AND (until_at IS NULL OR until_at > $2)
         AND NOT isempty(tstzrange(from_at, until_at))`,
      [loan, new Date(source.at)],
    );
    const [of] = await rows<{ borrower: string }>(
      client,
      'SELECT borrower_id AS borrower FROM loans WHERE loan_id = $1',
      [loan],
    );
    const decided = await endRests(client, of!.borrower, source);
    if (!result.rowCount) return decided;
    await noteFact(client, source, 'release', `loan/${loan}`, {});
    await leaveNudge(client, 'loan', loan, 'release');
    return true;
  });
}

/**
 * A person has decided that the borrower may be contacted again: what news of a death or the like rested goes on, for all of
 * the borrower's loans. Answers whether there was any.
 */
export async function endRests(client: pg.PoolClient, borrower: string, source: Source): Promise<boolean> {
  const ended = await rows<{ kind: string }>(
    client,
    `UPDATE signals s SET rest_ended_at = $2 WHERE borrower_id = $1 AND at <= $2 AND rest_ended_at IS NULL AND EXISTS (
       SELECT FROM loans l, LATERAL (SELECT content FROM plans p WHERE p.plan = l.plan ORDER BY version DESC LIMIT 1) p
       WHERE l.borrower_id = $1
         AND jsonb_path_exists(p.content, '$.warnings.rests[*].kinds[*] ? (@ == $kind)', jsonb_build_object('kind', s.kind)))
     RETURNING kind`,
    [borrower, new Date(source.at)],
  );
  if (ended.length === 0) return false;
  await noteFact(client, source, 'rest ended', `borrower/${borrower}`, { kinds: ended.map((it) => it.kind) });
  await tellLoansOf(client, borrower, 'rest ended');
  return true;
}

/** Locks the loan and makes steps decided on its older file void. */
export async function touchLoan(client: pg.PoolClient, loan: string): Promise<void> {
  const result = await client.query('UPDATE loans SET revision = revision + 1 WHERE loan_id = $1', [loan]);
  if (!result.rowCount) throw new FactRefused(`no loan ${loan}`);
}

/** Tells a loan, and the borrower's other open ones: what is overdue is summed over all of them. */
async function tellOfMoney(client: pg.PoolClient, loan: string, why: string): Promise<void> {
  await leaveNudge(client, 'loan', loan, why);
  await client.query(
    `INSERT INTO nudges (kind, subject, reason) SELECT 'loan', o.loan_id, 'another loan: money'
     FROM loans l JOIN loans o USING (borrower_id)
     WHERE l.loan_id = $1 AND o.loan_id <> l.loan_id AND o.closed_at IS NULL AND o.taken_in_at IS NOT NULL`,
    [loan],
  );
}

/** Tells all open loans of a borrower, and makes steps decided on their older files void. Answers how many there are. */
export async function tellLoansOf(client: pg.PoolClient, borrower: string, why: string): Promise<number> {
  const loans = await rows<{ loan: string }>(
    client,
    'UPDATE loans SET revision = revision + 1 WHERE borrower_id = $1 AND closed_at IS NULL RETURNING loan_id AS loan',
    [borrower],
  );
  for (const { loan } of loans) await leaveNudge(client, 'loan', loan, why);
  return loans.length;
}

/** The same. @throws FactRefused for a borrower that is not there or has no open loan */
export async function touchBorrower(client: pg.PoolClient, borrower: string): Promise<void> {
  if ((await tellLoansOf(client, borrower, 'news of the borrower')) === 0)
    throw new FactRefused(`borrower ${borrower} has no open loan`);
}

/** An entry of the audit log: who said what about whom. */
export async function noteFact(
  client: Sql,
  source: Source,
  what: string,
  subject: string,
  detail: object,
): Promise<void> {
  await client.query('INSERT INTO audit_log (at, actor, what, subject, detail) VALUES ($1, $2, $3, $4, $5)', [
    new Date(source.at),
    source.actor,
    what,
    subject,
    JSON.stringify(detail),
  ]);
}

/** Null: a loan that is not yet taken in has no workflow to be told; its intake will see the fact. */
export async function leaveNudge(
  client: pg.PoolClient,
  kind: NudgeKind,
  subject: string,
  reason: string,
): Promise<Nudge | null> {
  const [nudge] = await rows<Nudge>(
    client,
    `INSERT INTO nudges (kind, subject, reason) SELECT $1, $2, $3
     WHERE $1 <> 'loan' OR EXISTS (SELECT 1 FROM loans WHERE loan_id = $2 AND taken_in_at IS NOT NULL)
     RETURNING nudge_id AS "nudgeId", kind, subject, reason`,
    [kind, subject, reason],
  );
  return nudge ?? null;
}
