import type pg from 'pg';
import { formatMoment, type Moment } from '../../domain/time/dates.js';
import { type Begin, rows, transaction } from '../base/connection/database.js';
import { FactRefused } from './fact-refused.js';
import { leaveNudge, noteFact, type Source, tellLoansOf, touchLoan } from './facts.js';

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
  if (until !== null && until <= from) throw new FactRefused('a hold must end after it begins', 'until');
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
      throw new FactRefused(
        `loan ${loan} is already held from ${formatMoment(before.from)} ${end}: release it first`,
        'loan',
      );
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
