import type { Day } from '../../domain/time/dates.js';
import { rows, type Sql } from '../base/connection/database.js';

/** Which loans an auditor asks for. */
export interface Which {
  /** Null: of any. */
  borrower: string | null;
  /** For which something was decided from this day on, to before that one; null: open. */
  from: Day | null;
  until: Day | null;
  /** So many of them, drawn by the seed; null: all. */
  sample: { size: number; seed: string } | null;
}

/**
 * By their ids; drawn ones in the order in which they were drawn: by the MD5 of seed and id, so that whoever knows the seed can draw again, and nobody
 * can choose.
 */
export async function whichLoans(sql: Sql, { borrower, from, until, sample }: Which): Promise<string[]> {
  const found = await rows<{ loan: string }>(
    sql,
    `SELECT loan_id AS loan FROM loans l WHERE ($1::text IS NULL OR borrower_id = $1)
       AND ($2::date IS NULL AND $3::date IS NULL OR EXISTS (SELECT FROM diary d WHERE d.kind = 'loan' AND d.subject = l.loan_id
         AND ($2::date IS NULL OR d.at >= $2::date::timestamp AT TIME ZONE 'Asia/Shanghai')
         AND ($3::date IS NULL OR d.at < $3::date::timestamp AT TIME ZONE 'Asia/Shanghai')))
     ORDER BY CASE WHEN $4::text IS NULL THEN '' ELSE md5($4 || loan_id) END, loan_id COLLATE "C" LIMIT $5`,
    [borrower, from, until, sample?.seed ?? null, sample?.size ?? null],
  );
  return found.map((it) => it.loan);
}
