import type pg from 'pg';
import type { Heard } from '../../domain/facts/facts.js';
import type { Minor } from '../../domain/money/money.js';
import { type Day, dayOf } from '../../domain/time/dates.js';
import { type Begin, rows, transaction } from '../base/connection/database.js';
import { FactRefused } from '../facts/fact-refused.js';
import { leaveNudge, noteFact, type Source } from '../facts/facts.js';

/** A thing is entered, or is otherwise from now on: of another kind, on other loans. */
export async function enterCollateral(db: Begin, said: Heard<'collateral'>, source: Source): Promise<boolean> {
  const { collateral, borrower, kind, loans, value = null, valuedOn = null } = said;
  return transaction(db, async (client) => {
    await refuseUnknown(client, said);
    const [before] = await rows<{ same: boolean; loans: string[]; borrower: string }>(
      client,
      `SELECT loans, borrower_id AS borrower, kind = $2 AND loans = $3 AND released_at IS NULL
         AND ($4::bigint IS NULL OR (value, valued_on) IS NOT DISTINCT FROM ($4, $5::date)) AS same
       FROM collateral WHERE collateral_id = $1 FOR UPDATE`,
      [collateral, kind, loans, value, valuedOn],
    );
    if (before?.same) return false;
    if (before && before.borrower !== borrower)
      throw new FactRefused(`collateral ${collateral} is known as that of ${before.borrower}`, 'collateral');
    await client.query(
      `INSERT INTO collateral (collateral_id, borrower_id, kind, loans, value, valued_on, since) VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (collateral_id) DO UPDATE SET kind = EXCLUDED.kind, loans = EXCLUDED.loans, since = EXCLUDED.since, released_at = NULL`,
      [collateral, borrower, kind, loans, value, valuedOn, new Date(source.at)],
    );
    if (before && value !== null) await keepValue(client, { collateral, value, on: valuedOn! }, source);
    await noteFact(client, source, 'collateral', `collateral/${collateral}`, { kind, loans, value, valuedOn });
    await tellLoans(client, [...loans, ...(before?.loans ?? [])], 'collateral');
    return true;
  });
}

async function refuseUnknown(client: pg.PoolClient, { borrower, loans }: Heard<'collateral'>): Promise<void> {
  const known = await rows<{ loan: string }>(client, 'SELECT loan_id AS loan FROM loans WHERE loan_id = ANY($1)', [
    loans,
  ]);
  const unknown = loans.filter((it) => !known.some(({ loan }) => loan === it));
  if (unknown.length > 0) throw new FactRefused(`no loan ${unknown.join(', ')}`, 'loans');
  const owner = await rows(client, 'SELECT FROM borrowers WHERE borrower_id = $1', [borrower]);
  if (owner.length === 0) throw new FactRefused(`no borrower ${borrower}`, 'borrower');
}

/** What a thing is worth; `on` left out: from today. */
export async function recordValuation(
  db: Begin,
  { collateral, value, on }: { collateral: string; value: Minor; on?: Day | undefined },
  source: Source,
): Promise<boolean> {
  const day = on ?? dayOf(source.at);
  if (day > dayOf(source.at)) throw new FactRefused(`a value of ${day}: the day has not come`, 'on');
  return transaction(db, async (client) => {
    const loans = await lockThing(client, collateral, source);
    if (!(await keepValue(client, { collateral, value, on: day }, source))) return false;
    await noteFact(client, source, 'valuation', `collateral/${collateral}`, { value, on: day });
    await tellLoans(client, loans, 'valuation');
    return true;
  });
}

/** False: it is known with that value. */
async function keepValue(
  client: pg.PoolClient,
  { collateral, value, on }: { collateral: string; value: Minor; on: Day },
  source: Source,
): Promise<boolean> {
  const [known] = await rows<{ value: Minor }>(
    client,
    `SELECT value FROM (SELECT value, valued_on, recorded_at FROM valuations WHERE collateral_id = $1
       UNION ALL SELECT value, valued_on, '-infinity' FROM collateral WHERE collateral_id = $1 AND value IS NOT NULL) v
     WHERE valued_on = $2 ORDER BY recorded_at DESC LIMIT 1`,
    [collateral, on],
  );
  if (known?.value === value) return false;
  await client.query(
    `INSERT INTO valuations (collateral_id, valued_on, value, recorded_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (collateral_id, valued_on, recorded_at) DO UPDATE SET value = EXCLUDED.value`,
    [collateral, on, value, new Date(source.at)],
  );
  return true;
}

/** A thing was given back: its loans are secured by it no more. */
export async function dischargeCollateral(
  db: Begin,
  { collateral, reason }: { collateral: string; reason: string },
  source: Source,
): Promise<boolean> {
  return transaction(db, async (client) => {
    const loans = await lockThing(client, collateral, source);
    const released = await client.query(
      'UPDATE collateral SET released_at = $2 WHERE collateral_id = $1 AND released_at IS NULL',
      [collateral, new Date(source.at)],
    );
    if (!released.rowCount) return false;
    await noteFact(client, source, 'discharge', `collateral/${collateral}`, { reason });
    await tellLoans(client, loans, 'discharge');
    return true;
  });
}

/**
 * The loans that a thing secures. What loans.csv says of a loan, and nobody has entered, is entered by the loan's id.
 * @throws FactRefused for a thing that is not here
 */
async function lockThing(client: pg.PoolClient, collateral: string, source: Source): Promise<string[]> {
  const implied = await client.query(
    `INSERT INTO collateral (collateral_id, borrower_id, kind, loans)
     SELECT loan_id, borrower_id, collateral, ARRAY[loan_id] FROM loans l WHERE loan_id = $1 AND collateral IS NOT NULL
       AND NOT EXISTS (SELECT FROM collateral c WHERE c.loans @> ARRAY[l.loan_id]) ON CONFLICT DO NOTHING`,
    [collateral],
  );
  if (implied.rowCount)
    await noteFact(client, source, 'collateral', `collateral/${collateral}`, { loans: [collateral] });
  const [thing] = await rows<{ loans: string[] }>(
    client,
    'SELECT loans FROM collateral WHERE collateral_id = $1 FOR UPDATE',
    [collateral],
  );
  if (!thing) throw new FactRefused(`no collateral ${collateral}`, 'collateral');
  return thing.loans;
}

/** Tells the open ones, and makes steps decided on their older files void. */
async function tellLoans(client: pg.PoolClient, loans: readonly string[], why: string): Promise<void> {
  const open = await rows<{ loan: string }>(
    client,
    'UPDATE loans SET revision = revision + 1 WHERE loan_id = ANY($1) AND closed_at IS NULL RETURNING loan_id AS loan',
    [loans],
  );
  for (const { loan } of open) await leaveNudge(client, 'loan', loan, why);
}
