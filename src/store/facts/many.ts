import type { Sql } from '../base/connection/database.js';
import type { Source } from './facts.js';

/** The same as `noteFact` of each: one statement for thousands of them, as the book of a day has. */
export async function noteFacts(
  client: Sql,
  source: Source,
  what: string,
  facts: readonly { subject: string; detail: object }[],
): Promise<void> {
  if (facts.length === 0) return;
  await client.query(
    `INSERT INTO audit_log (at, actor, what, subject, detail)
     SELECT $1, $2, $3, it.subject, it.detail FROM jsonb_to_recordset($4) AS it (subject text, detail jsonb)`,
    [new Date(source.at), source.actor, what, JSON.stringify(facts)],
  );
}

/** Tells loans, and makes steps decided on their older files void. A loan that is not yet taken in has no workflow to be told. */
export async function tellLoans(client: Sql, loans: readonly string[], why: string): Promise<void> {
  if (loans.length === 0) return;
  await client.query(
    `WITH told AS (UPDATE loans SET revision = revision + 1 WHERE loan_id = ANY($1) RETURNING loan_id, taken_in_at)
     INSERT INTO nudges (kind, subject, reason) SELECT 'loan', loan_id, $2 FROM told WHERE taken_in_at IS NOT NULL`,
    [loans, why],
  );
}

/** The same of all open loans of borrowers. */
export async function tellBorrowers(client: Sql, borrowers: readonly string[], why: string): Promise<void> {
  if (borrowers.length === 0) return;
  await client.query(
    `WITH told AS (UPDATE loans SET revision = revision + 1 WHERE borrower_id = ANY($1) AND closed_at IS NULL RETURNING loan_id, taken_in_at)
     INSERT INTO nudges (kind, subject, reason) SELECT 'loan', loan_id, $2 FROM told WHERE taken_in_at IS NOT NULL`,
    [borrowers, why],
  );
}
