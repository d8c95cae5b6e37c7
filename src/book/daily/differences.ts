import type pg from 'pg';
import type { Fact } from '../../domain/facts/facts.js';
import type { Row } from '../../domain/loan/relief/schedule-change.js';
import type { Day } from '../../domain/time/dates.js';
import { rows } from '../../store/base/connection/database.js';
import type { Seal } from '../../store/base/seal.js';
import type { NewRate } from '../../store/loans/rates.js';
import type { SaidConsent } from '../../store/notices/consent.js';
import { BOOK } from '../csv/files.js';
import type { RowFault } from '../csv/problems.js';

/** What of a borrower or loan is changed by nobody: the column, and how it is named. */
const FIXED = {
  borrowers: ['kind'],
  loans: ['borrower_id', 'plan', 'disbursed_on', 'currency'],
  collateral: ['borrower_id'],
} as const;

/** Rows that say otherwise of what names a borrower or a loan. */
export async function fixedFaults(client: pg.PoolClient): Promise<RowFault[]> {
  const faults: RowFault[] = [];
  for (const [name, columns] of Object.entries(FIXED)) {
    const file = name as keyof typeof FIXED;
    const [key] = BOOK[file].key as [string];
    for (const field of columns) {
      const found = await rows<{ line: number; id: string }>(
        client,
        `SELECT s.line, s.${key} AS id FROM stage_${file} s JOIN ${file} t USING (${key})
         WHERE s.line IS NOT NULL AND s.${field} IS DISTINCT FROM t.${field} ORDER BY s.line`,
      );
      for (const { line, id } of found) {
        const whose = { loans: { loan: id }, borrowers: { borrower: id }, collateral: {} }[file];
        faults.push({ file, line, field, fault: `${id} is known with another ${field}`, ...whose });
      }
    }
  }
  return faults;
}

/** A fact, and the row that says it. */
export interface Found {
  fact: Fact;
  row: Pick<RowFault, 'file' | 'line' | 'loan' | 'borrower'>;
}

interface Context {
  seal: Seal;
  /** Why: what the audit log says of each. */
  reason: string;
}

/** What the staged rows say otherwise of known borrowers and the terms of known loans. An empty cell says nothing. */
export async function changesOf(client: pg.PoolClient, context: Context): Promise<Found[]> {
  return [...(await ofBorrowers(client, context)), ...(await ofTerms(client, context))];
}

const PROFILE = { class: 'class', size: 'size', industry: 'industry', branch: 'branch', language: 'language' } as const;

async function ofBorrowers(client: pg.PoolClient, { seal, reason }: Context): Promise<Found[]> {
  const names = { ...PROFILE, accountManager: 'account_manager' };
  const differs = Object.entries(names).map(
    ([name, column]) =>
      `CASE WHEN s.${column} IS NOT NULL AND s.${column} IS DISTINCT FROM t.${column} THEN s.${column} END AS "${name}"`,
  );
  const found = await rows<Record<string, string | null> & { line: number; borrower: string }>(
    client,
    `SELECT * FROM (SELECT s.line, borrower_id AS borrower, ${differs.join(', ')}
       FROM stage_borrowers s JOIN borrowers t USING (borrower_id) WHERE s.line IS NOT NULL AND t.erased_at IS NULL) it
     WHERE num_nonnulls(${Object.keys(names)
       .map((it) => `"${it}"`)
       .join(', ')}) > 0 ORDER BY line`,
  );
  const changed = found.map(({ line, borrower, ...change }): Found => {
    const said = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== null));
    return {
      fact: { kind: 'borrower', said: { borrower, reason, ...said } },
      row: { file: 'borrowers', line: Number(line), borrower },
    };
  });
  const named = await rows<{ line: number; borrower: string; sealed: Buffer }>(
    client,
    `SELECT s.line, borrower_id AS borrower, s.name_sealed AS sealed FROM stage_borrowers s JOIN borrowers t USING (borrower_id)
     WHERE s.line IS NOT NULL AND t.erased_at IS NULL AND s.name_key IS DISTINCT FROM t.name_key ORDER BY s.line`,
  );
  const renamed = named.flatMap(({ line, borrower, sealed }): Found[] => {
    const name = seal.open(sealed, 'borrowers.name_sealed', borrower);
    // Stands for a name that was not said.
    if (name === borrower) return [];
    return [{ fact: { kind: 'name', said: { borrower, name, reason } }, row: { file: 'borrowers', line, borrower } }];
  });
  return [...changed, ...renamed];
}

/** Addresses that may be written to, or no longer may. */
export const otherConsents = (client: pg.PoolClient): Promise<SaidConsent[]> =>
  rows<SaidConsent>(
    client,
    `SELECT t.contact_id AS contact, borrower_id AS borrower, whose, channel, s.consent_given AS consent
     FROM stage_contacts s JOIN contacts t USING (borrower_id, whose, channel, address_key)
     WHERE s.consent_given <> t.consent_given ORDER BY s.line`,
  );

async function ofTerms(client: pg.PoolClient, { reason }: Context): Promise<Found[]> {
  const columns = { product: 'product', principal: 'principal', penaltyRate: 'penalty_rate', collateral: 'collateral' };
  const differs = Object.entries(columns).map(([name, column]) => {
    const value = column === 'penalty_rate' ? 'trim_scale(s.penalty_rate)::text' : `s.${column}`;
    return `CASE WHEN s.${column} IS DISTINCT FROM t.${column} THEN ${value} END AS "${name}"`;
  });
  const found = await rows<{ line: number; loan: string; [change: string]: string | number | null }>(
    client,
    `SELECT * FROM (SELECT s.line, loan_id AS loan, ${differs.join(', ')} FROM stage_loans s JOIN loans t USING (loan_id)) it
     WHERE num_nonnulls(${Object.keys(columns)
       .map((it) => `"${it}"`)
       .join(', ')}) > 0 ORDER BY line`,
  );
  return found.map(({ line, loan, ...change }) => ({
    fact: {
      kind: 'terms',
      said: { loan, reason, ...Object.fromEntries(Object.entries(change).filter(([, value]) => value !== null)) },
    },
    row: { file: 'loans', line, loan },
  }));
}

/** Held against the rate that holds on the feed's day: one that was agreed for a day to come stays. */
export const otherRates = (client: pg.PoolClient, day: Day): Promise<NewRate[]> =>
  rows<NewRate>(
    client,
    `SELECT loan_id AS loan, trim_scale(s.annual_rate)::text AS "annualRate", $1::date AS "from" FROM stage_loans s JOIN loans t USING (loan_id)
     WHERE s.annual_rate IS NOT NULL AND s.annual_rate IS DISTINCT FROM coalesce((SELECT r.annual_rate FROM rate_changes r
       WHERE r.loan_id = s.loan_id AND r.from_on <= $1 ORDER BY from_on DESC, rate_change_id DESC LIMIT 1), t.annual_rate)
     ORDER BY s.line`,
    [day],
  );

/** A known loan whose staged instalments are others than the book's. */
export interface OtherSchedule {
  loan: string;
  instalments: (Row & { line: number })[];
}

export async function otherSchedules(client: pg.PoolClient): Promise<OtherSchedule[]> {
  const columns = 'loan_id, seq, due_on, principal, interest, fee';
  const known = 'loan_id IN (SELECT loan_id FROM stage_instalments)';
  return rows<OtherSchedule>(
    client,
    `WITH other AS (
       (SELECT ${columns} FROM stage_instalments EXCEPT SELECT ${columns} FROM instalments WHERE ${known})
       UNION ALL (SELECT ${columns} FROM instalments WHERE ${known} EXCEPT SELECT ${columns} FROM stage_instalments))
     SELECT loan_id AS loan, json_agg(json_build_object('line', line, 'seq', seq, 'dueOn', due_on, 'principal', s.principal,
              'interest', interest, 'fee', fee) ORDER BY seq) AS instalments
     FROM stage_instalments s JOIN loans l USING (loan_id)
     WHERE l.taken_in_at IS NOT NULL AND loan_id IN (SELECT loan_id FROM other) GROUP BY loan_id ORDER BY loan_id`,
  );
}
