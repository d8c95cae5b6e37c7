import type pg from 'pg';
import { rows } from '../store/base/connection/database.js';
import { TAKEN_IN } from '../store/base/nudges.js';
import { saidStop } from '../store/notices/consent.js';
import { isKnown, STAGED, STAGED_FILES, type StagedFile } from './staging.js';

/**
 * Nudges the loans we look after of which the book brings something new. This locks them before anything is compared, so that a
 * fact that comes in at the same moment by another door is seen.
 */
export async function touchKnownLoans(client: pg.PoolClient): Promise<number> {
  const { rowCount } = await client.query(`
    WITH touched AS (
      UPDATE loans SET revision = revision + 1
      WHERE taken_in_at IS NOT NULL AND (
        loan_id IN (
          SELECT loan_id FROM (SELECT loan_id, seq FROM stage_instalments EXCEPT SELECT loan_id, seq FROM instalments) news
          UNION
          SELECT loan_id FROM stage_payments s WHERE NOT ${isKnown('payments')}
          UNION
          SELECT unnest(loans) FROM stage_collateral s WHERE NOT ${isKnown('collateral')})
        OR (closed_at IS NULL AND borrower_id IN (
          SELECT borrower_id FROM stage_contacts s WHERE NOT EXISTS (
            SELECT FROM contacts t WHERE (t.borrower_id, t.whose, t.channel, t.address_key) = (s.borrower_id, s.whose, s.channel, s.address_key)))))
      RETURNING loan_id)
    INSERT INTO nudges (kind, subject, reason) SELECT 'loan', loan_id, 'import' FROM touched`);
  return rowCount ?? 0;
}

/** Puts in what is not known yet, file by file; answers how many rows of each. */
export async function insertNew(
  client: pg.PoolClient,
  options: { now: number; takeIn?: boolean },
): Promise<Record<StagedFile, number>> {
  const takeIn = options.takeIn ?? true;
  const now = new Date(options.now).toISOString();
  // Columns that no file has, in SQL.
  const more: Partial<Record<StagedFile, Record<string, string>>> = {
    // From a number that said STOP no consent is taken over, whoever has that number now.
    contacts: { consent: `consent_given AND NOT ${saidStop('s')}` },
    loans: { taken_in_at: takeIn ? `timestamptz '${now}'` : 'NULL', revision: takeIn ? '1' : '0' },
    payments: {
      recorded_at: `timestamptz '${now}'`,
      booking: '(SELECT count(*) + 1 FROM payments t WHERE t.reference = s.reference)',
      reversed_on: '(SELECT w.reversed_on FROM waiting_reversals w WHERE w.reference = s.reference)',
      reversal_recorded_at: `(SELECT timestamptz '${now}' FROM waiting_reversals w WHERE w.reference = s.reference)`,
    },
    // Instalments of a loan that is known already came in now; those of a new loan were there from the beginning (null). The loans
    // are in the database by then: they stand before their instalments in STAGED_FILES.
    instalments: {
      recorded_at: `(SELECT CASE WHEN l.taken_in_at < '${now}' THEN timestamptz '${now}' END FROM loans l WHERE l.loan_id = s.loan_id)`,
    },
    // The same of what secures them.
    collateral: {
      since: `(SELECT CASE WHEN max(l.taken_in_at) < '${now}' THEN timestamptz '${now}' END FROM loans l WHERE l.loan_id = ANY(s.loans))`,
    },
  };
  const inserted = {} as Record<StagedFile, number>;
  for (const file of STAGED_FILES) {
    const { columns, key } = STAGED[file];
    const others = more[file] ?? {};
    // Not ON CONFLICT, which looks into the index row by row. In the order of the key, in which an index is filled fastest.
    const insert = `INSERT INTO ${file} (${[...columns, ...Object.keys(others)].join(', ')})
      SELECT ${[...columns, ...Object.values(others)].join(', ')} FROM stage_${file} s
      WHERE NOT ${isKnown(file)}
      ORDER BY ${key.join(', ')}`;
    const nudge = `INSERT INTO nudges (kind, subject, reason) SELECT 'loan', loan_id, '${TAKEN_IN}' FROM fresh`;
    const sql = file === 'loans' && takeIn ? `WITH fresh AS (${insert} RETURNING loan_id) ${nudge}` : insert;
    inserted[file] = (await client.query(sql)).rowCount ?? 0;
  }
  await client.query('DELETE FROM waiting_reversals w USING stage_payments s WHERE w.reference = s.reference');
  return inserted;
}

/** What `insertNew` would put in: file by file, each in the order of its rows; a borrower who is only named by a loan has no row. */
export async function newRows(client: pg.PoolClient): Promise<{ kind: string; about: string }[]> {
  const of = (kind: string, about: string, key: string, file: string, known: string) =>
    `SELECT '${kind}' AS kind, '${about}/' || ${key} AS about, '${file}' AS file, line FROM stage_${file} s WHERE NOT EXISTS (SELECT FROM ${file} t WHERE ${known})`;
  const news = [
    of('new borrower', 'borrower', 'borrower_id', 'borrowers', 't.borrower_id = s.borrower_id'),
    of('new loan', 'loan', 'loan_id', 'loans', 't.loan_id = s.loan_id'),
    of('new collateral', 'collateral', 'collateral_id', 'collateral', 't.collateral_id = s.collateral_id'),
    of('new payment', 'payment', 'reference', 'payments', 't.reference = s.reference'),
    of(
      'new contact',
      'borrower',
      'borrower_id',
      'contacts',
      '(t.borrower_id, t.whose, t.channel, t.address_key) = (s.borrower_id, s.whose, s.channel, s.address_key)',
    ),
  ].join(' UNION ALL ');
  return rows(
    client,
    `SELECT kind, about FROM (${news}) news ORDER BY array_position($1::text[], file), line NULLS LAST, about`,
    [STAGED_FILES],
  );
}
