import type { Minor } from '../../domain/money/money.js';
import type { Day, Moment } from '../../domain/time/dates.js';
import { rows, type Sql } from '../base/connection/database.js';
import { standingsOf } from './loan-list.js';

/** A thing that secures loans as a list shows it. */
export interface ListedCollateral {
  collateral: string;
  /** Whose it is. */
  borrower: string;
  kind: string;
  /** The open loans that it secures, of whichever borrower. */
  loans: string[];
  /** Null: nobody has said. */
  value: Minor | null;
  valuedOn: Day | null;
  /** What is owed of all of those loans. */
  outstanding: Minor;
  /** What is owed against what it is worth, 0.7; null: no value is known, or it is nought. */
  loanToValue: number | null;
}

/** Things that secure an open loan, those with most owed against their value first. */
export async function listCollateral(
  sql: Sql,
  { loan = null, borrower = null }: { loan?: string | null; borrower?: string | null },
  now: Moment,
): Promise<ListedCollateral[]> {
  const things = await rows<Omit<ListedCollateral, 'outstanding' | 'loanToValue'>>(
    sql,
    `SELECT c.collateral_id AS collateral, c.borrower_id AS borrower, c.kind, last.value, last.valued_on AS "valuedOn",
            ARRAY(SELECT loan_id FROM loans l WHERE l.loan_id = ANY(c.loans) AND closed_at IS NULL ORDER BY 1) AS loans
     FROM (SELECT collateral_id, borrower_id, kind, loans, value, valued_on FROM collateral WHERE released_at IS NULL
           UNION ALL SELECT loan_id, borrower_id, collateral, ARRAY[loan_id], NULL, NULL FROM loans l
             WHERE collateral IS NOT NULL AND NOT EXISTS (SELECT FROM collateral c WHERE c.loans @> ARRAY[l.loan_id])) c
     LEFT JOIN LATERAL (SELECT value, valued_on FROM (
         SELECT value, valued_on, recorded_at FROM valuations v WHERE v.collateral_id = c.collateral_id
         UNION ALL SELECT c.value, c.valued_on, '-infinity' WHERE c.value IS NOT NULL) v
       ORDER BY valued_on DESC, recorded_at DESC LIMIT 1) last ON true
     WHERE ($1::text IS NULL OR c.loans @> ARRAY[$1]) AND ($2::text IS NULL OR c.borrower_id = $2)
       AND EXISTS (SELECT FROM loans l WHERE l.loan_id = ANY(c.loans) AND closed_at IS NULL)`,
    [loan, borrower],
  );
  const standings = await standingsOf(
    sql,
    things.flatMap((it) => it.loans),
    now,
  );
  return things
    .map((it) => {
      const outstanding = it.loans.reduce((sum, one) => sum + (standings.get(one)?.outstanding ?? 0), 0);
      return { ...it, outstanding, loanToValue: it.value ? outstanding / it.value : null };
    })
    .sort((a, b) => (b.loanToValue ?? -1) - (a.loanToValue ?? -1) || (a.collateral < b.collateral ? -1 : 1));
}
