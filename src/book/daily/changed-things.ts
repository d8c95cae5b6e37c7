import type pg from 'pg';
import { rows } from '../../store/base/connection/database.js';
import type { Found } from './differences.js';

interface Row {
  line: number;
  collateral: string;
  borrower: string;
  kind: string;
  loans: string[];
  value: number | null;
  valuedOn: string | null;
  /** It is of another kind, secures other loans, or secures them again. */
  other: boolean;
}

/** What the staged rows say otherwise of known things: what they are, which loans they secure, what they are worth. */
export async function changedThings(client: pg.PoolClient): Promise<Found[]> {
  const found = await rows<Row>(
    client,
    `SELECT s.line, s.collateral_id AS collateral, s.borrower_id AS borrower, s.kind, s.loans, s.value, s.valued_on AS "valuedOn",
            s.kind <> t.kind OR s.loans <> t.loans OR t.released_at IS NOT NULL AS other
     FROM stage_collateral s JOIN collateral t USING (collateral_id)
     WHERE s.kind <> t.kind OR s.loans <> t.loans OR t.released_at IS NOT NULL OR s.value IS NOT NULL AND NOT EXISTS (
       SELECT FROM (SELECT t.value, t.valued_on UNION ALL SELECT value, valued_on FROM valuations v WHERE v.collateral_id = t.collateral_id) v
       WHERE (v.value, v.valued_on) = (s.value, s.valued_on))
     ORDER BY s.line`,
  );
  return found.map(({ line, collateral, borrower, kind, loans, value, valuedOn, other }) => ({
    fact: other
      ? {
          kind: 'collateral',
          said: { collateral, borrower, kind, loans, ...(value === null ? {} : { value, valuedOn: valuedOn! }) },
        }
      : { kind: 'valuation', said: { collateral, value: value!, on: valuedOn! } },
    row: { file: 'collateral', line },
  }));
}
