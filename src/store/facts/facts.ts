import type pg from 'pg';
import type { Moment } from '../../domain/time/dates.js';
import { rows, type Sql } from '../base/connection/database.js';
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
  /** Why somebody does alone what two must do (domain/work/two-people.ts): recorded with whatever he does by it. */
  glass?: string;
  /** The batch in which it is done: recorded with whatever comes of it. */
  batch?: string;
}

/** Locks the loan, and raises its revision: steps that were decided on an earlier file can no longer be written. */
export async function touchLoan(client: pg.PoolClient, loan: string): Promise<void> {
  const result = await client.query('UPDATE loans SET revision = revision + 1 WHERE loan_id = $1', [loan]);
  if (!result.rowCount) throw new FactRefused(`no loan ${loan}`, 'loan');
}

/** Tells a loan, and the borrower's other open ones: what is overdue is summed over all of them. */
export async function tellOfMoney(client: pg.PoolClient, loan: string, why: string): Promise<void> {
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
    throw new FactRefused(`borrower ${borrower} has no open loan`, 'borrower');
}

/** An entry of the audit log: who said what about whom. */
export async function noteFact(
  client: Sql,
  source: Source,
  what: string,
  subject: string,
  detail: object,
): Promise<void> {
  const { glass, batch } = source;
  await client.query('INSERT INTO audit_log (at, actor, what, subject, detail) VALUES ($1, $2, $3, $4, $5)', [
    new Date(source.at),
    source.actor,
    what,
    subject,
    JSON.stringify(
      glass || batch ? { ...detail, ...(glass && { breakGlass: glass }), ...(batch && { batch }) } : detail,
    ),
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
