import type pg from 'pg';
import { type Day, dayOf, formatMoment, type Moment } from '../domain/dates.js';
import type { Minor } from '../domain/money.js';
import { type Begin, type Database, rows, type Sql, transaction } from './database.js';
import { FactRefused } from './fact-refused.js';
import type { Nudge, NudgeKind } from './nudges.js';

/**
 * A fact enters once: by its own reference, in one transaction with its audit entry and a nudge to the workflow it
 * concerns. Each function answers false when the fact is already there, and throws FactRefused when it cannot be taken.
 */

/** Who says so, and when (the business moment). */
export interface Source {
  actor: string;
  at: Moment;
}

export async function recordPayment(
  db: Begin,
  payment: { loan: string; reference: string; paidOn: Day; amount: Minor },
  source: Source,
): Promise<boolean> {
  const { loan, reference, paidOn, amount } = payment;
  return transaction(db, async (client) => {
    const [known] = await rows<{ loan_id: string; amount: number; paid_on: Day }>(
      client,
      'SELECT loan_id, amount, paid_on FROM payments WHERE reference = $1',
      [reference],
    );
    if (known) {
      if (known.loan_id === loan && known.amount === amount && known.paid_on === paidOn) return false;
      throw new FactRefused(`payment ${reference} is known with another loan, day or amount`);
    }
    await touchLoan(client, loan);
    await client.query(
      'INSERT INTO payments (reference, loan_id, paid_on, amount, recorded_at) VALUES ($1, $2, $3, $4, $5)',
      [reference, loan, paidOn, amount, new Date(source.at)],
    );
    await noteFact(client, source, 'payment', `loan/${loan}`, { reference, paidOn, amount });
    await leaveNudge(client, 'loan', loan, `payment ${reference}`);
    return true;
  });
}

/** The payment counts no more from the day of `source.at` on. */
export async function reversePayment(db: Begin, reference: string, source: Source): Promise<boolean> {
  return transaction(db, async (client) => {
    const [payment] = await rows<{ loan_id: string; paid_on: Day; reversed_on: Day | null }>(
      client,
      'SELECT loan_id, paid_on, reversed_on FROM payments WHERE reference = $1 FOR UPDATE',
      [reference],
    );
    if (!payment) throw new FactRefused(`no payment ${reference}`);
    if (payment.reversed_on !== null) return false;
    if (payment.paid_on > dayOf(source.at))
      throw new FactRefused(`payment ${reference} is of a later day than its reversal`);
    await touchLoan(client, payment.loan_id);
    await client.query('UPDATE payments SET reversed_on = $2, reversal_recorded_at = $3 WHERE reference = $1', [
      reference,
      dayOf(source.at),
      new Date(source.at),
    ]);
    await noteFact(client, source, 'reversal', `loan/${payment.loan_id}`, { reference });
    await leaveNudge(client, 'loan', payment.loan_id, `reversal of ${reference}`);
    return true;
  });
}

/**
 * Nothing goes out for the loan from `from` until `until` (null: until released). `from` left out: from now on; it may
 * lie ahead, or back, as when a dispute is found to be older: its days then do not count towards the ladder, and what
 * was done meanwhile stays done.
 */
export async function placeHold(
  db: Database,
  hold: { loan: string; from?: Moment | undefined; until: Moment | null; reason: string },
  source: Source,
): Promise<boolean> {
  const { loan, from = source.at, until, reason } = hold;
  if (until !== null && until <= from) throw new FactRefused('a hold must end after it begins');
  return transaction(db, async (client) => {
    await touchLoan(client, loan);
    const [before] = await rows<{ from: Moment; until: Moment | null }>(
      client,
      `SELECT from_at AS from, until_at AS until FROM holds
       WHERE loan_id = $1 AND tstzrange(from_at, until_at) && tstzrange($2, $3) LIMIT 1`,
      [loan, new Date(from), until === null ? null : new Date(until)],
    );
    if (before) {
      const end = before.until === null ? 'until released' : `until ${formatMoment(before.until)}`;
      throw new FactRefused(`loan ${loan} is already held from ${formatMoment(before.from)} ${end}: release it first`);
    }
    await client.query('INSERT INTO holds (loan_id, from_at, until_at, reason) VALUES ($1, $2, $3, $4)', [
      loan,
      new Date(from),
      until === null ? null : new Date(until),
      reason,
    ]);
    await noteFact(client, source, 'hold', `loan/${loan}`, { from, until, reason });
    await leaveNudge(client, 'loan', loan, 'hold');
    return true;
  });
}

/** Ends the hold that runs now; one that lies ahead will not begin. */
export async function releaseHold(db: Database, loan: string, source: Source): Promise<boolean> {
  return transaction(db, async (client) => {
    await touchLoan(client, loan);
    const result = await client.query(
      `UPDATE holds SET until_at = greatest(from_at, $2) WHERE loan_id = $1 AND (until_at IS NULL OR until_at > $2)
         AND NOT isempty(tstzrange(from_at, until_at))`,
      [loan, new Date(source.at)],
    );
    if (!result.rowCount) return false;
    await noteFact(client, source, 'release', `loan/${loan}`, {});
    await leaveNudge(client, 'loan', loan, 'release');
    return true;
  });
}

/**
 * The borrower wants no more messages on this channel; with `address` (its look-up keys) only that address is meant: a
 * guarantor speaks for nobody else.
 */
export async function recordOptOut(
  db: Database,
  optOut: { borrower: string; channel: string; address?: readonly Buffer[] },
  source: Source,
): Promise<boolean> {
  const { borrower, channel, address = null } = optOut;
  return transaction(db, async (client) => {
    const result = await client.query(
      `UPDATE contacts SET consent = false
       WHERE borrower_id = $1 AND channel = $2 AND consent AND ($3::bytea[] IS NULL OR address_key = ANY($3))`,
      [borrower, channel, address],
    );
    if (!result.rowCount) return false;
    await tellOfConsent(client, borrower, 'opt-out', { channel }, source);
    return true;
  });
}

/** The person at an address (its look-up keys) wants messages there; what comes from it lives, so it is no longer retired. */
export async function recordOptIn(
  db: Database,
  optIn: { borrower: string; channel: string; address: readonly Buffer[] },
  source: Source,
): Promise<boolean> {
  const { borrower, channel, address } = optIn;
  return transaction(db, async (client) => {
    const result = await client.query(
      `UPDATE contacts SET consent = true, retired_at = NULL
       WHERE borrower_id = $1 AND channel = $2 AND address_key = ANY($3) AND (NOT consent OR retired_at IS NOT NULL)`,
      [borrower, channel, address],
    );
    if (!result.rowCount) return false;
    await tellOfConsent(client, borrower, 'opt-in', { channel }, source);
    return true;
  });
}

async function tellOfConsent(client: pg.PoolClient, borrower: string, what: string, detail: object, source: Source) {
  await noteFact(client, source, what, `borrower/${borrower}`, detail);
  await tellLoansOf(client, borrower, what);
}

/** Locks the loan and makes steps decided on its older file void. */
export async function touchLoan(client: pg.PoolClient, loan: string): Promise<void> {
  const result = await client.query('UPDATE loans SET revision = revision + 1 WHERE loan_id = $1', [loan]);
  if (!result.rowCount) throw new FactRefused(`no loan ${loan}`);
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
