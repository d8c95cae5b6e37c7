import type { Reason } from '../../domain/reason/reason.js';
import type { Moment } from '../../domain/time/dates.js';
import { type Database, rows, type Sql } from '../base/connection/database.js';
import { whyOf } from '../base/why.js';
import { inSight, OF_LOAN, type Sight } from '../lists/filter.js';

/** A letter that was reserved: which, for what, for which moment. Nothing personal. */
export interface ReservedLetter {
  letter: string;
  /** A file of plans/letters/. */
  kind: string;
  /** Null: to a unit. */
  loan: string | null;
  /** The piece of work it goes with; null: none. */
  task: string | null;
  /** To a unit: the paper whose figures it says, and the branch (null: of those without one). */
  report: number | null;
  unit: string | null;
  /** A receipt: for this payment. */
  payment: string | null;
  rule: string;
  why: Reason;
  at: Moment;
}

/** In SQL: the letters that are still to be made, neither made nor withdrawn. */
export const UNMADE = 'SELECT l.letter_id, l.reserved_at FROM unmade_letters JOIN letters l USING (letter_id)';

const RESERVED = `l.letter_id AS letter, l.kind, l.loan_id AS loan, l.task_id AS task, l.report_id AS report, l.unit, l.payment, l.rule, ${whyOf('l')} AS why, l.reserved_at AS at`;

/** Letters that are still to be made, oldest first, after the one that is named (null: from the beginning). */
export async function unmadeLetters(
  sql: Sql,
  after: Pick<ReservedLetter, 'letter' | 'at'> | null,
  limit: number,
): Promise<ReservedLetter[]> {
  return rows<ReservedLetter>(
    sql,
    `SELECT ${RESERVED} FROM unmade_letters JOIN letters l USING (letter_id)
     WHERE ($1::timestamptz IS NULL OR (l.reserved_at, l.letter_id) > ($1, $2))
     ORDER BY l.reserved_at, l.letter_id LIMIT $3`,
    [after && new Date(after.at), after?.letter ?? null, limit],
  );
}

export async function reservedLetter(sql: Sql, letter: string): Promise<ReservedLetter | null> {
  const [found] = await rows<ReservedLetter>(sql, `SELECT ${RESERVED} FROM letters l WHERE letter_id = $1`, [letter]);
  return found ?? null;
}

/** Reserves a letter once; one that is reserved stays as it is. Answers whether it is new. */
export async function reserveLetter(sql: Sql, it: ReservedLetter): Promise<boolean> {
  const result = await sql.query(
    `INSERT INTO letters (letter_id, kind, loan_id, task_id, report_id, unit, payment, rule, because, reserved_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING`,
    [
      it.letter,
      it.kind,
      it.loan,
      it.task,
      it.report,
      it.unit,
      it.payment,
      it.rule,
      JSON.stringify(it.why),
      new Date(it.at),
    ],
  );
  return (result.rowCount ?? 0) > 0;
}

/** What was written of a letter: its number, or why it was withdrawn; the content is sealed (null: erased). */
export interface WrittenLetter {
  number: number | null;
  withdrawn: string | null;
  sha256: string | null;
  contentSealed: Buffer | null;
}

export async function writtenLetter(sql: Sql, letter: string): Promise<WrittenLetter | null> {
  const [found] = await rows<WrittenLetter>(
    sql,
    `SELECT number, withdrawn, sha256, content_sealed AS "contentSealed" FROM letter_contents WHERE letter_id = $1`,
    [letter],
  );
  return found ?? null;
}

/** The next number of a prefix in a year. Held until the transaction ends: none is given twice, and none is left out. */
export async function nextNumber(sql: Sql, prefix: string, year: number): Promise<number> {
  await sql.query(`SELECT pg_advisory_xact_lock(hashtext('letter number'), hashtext($1 || $2::text))`, [prefix, year]);
  const [found] = await rows<{ next: number }>(
    sql,
    'SELECT coalesce(max(number), 0) + 1 AS next FROM letter_contents WHERE prefix = $1 AND year = $2',
    [prefix, year],
  );
  return found!.next;
}

/** A letter in a list: no name, no content. */
export interface ListedLetter {
  letter: string;
  kind: string;
  loan: string | null;
  unit: string | null;
  task: string | null;
  rule: string;
  at: Moment;
  /** 催〔2026〕12号; null: not made yet, or withdrawn. */
  number: string | null;
  /** Why it was not made; null: it was, or is still to be. */
  withdrawn: string | null;
  figures: Record<string, unknown> | null;
  files: { format: string; sha256: string; size: number }[];
  /** Signed receipts that are kept: numbers of `evidence`. */
  receipts: number[];
}

/** Which letters; left out: all. `sight`: of borrowers in sight, and of units of the branch. `page`: those of units first, then by loan, after one (empty: the first). */
export interface LettersAsked {
  loan?: string | undefined;
  borrower?: string | undefined;
  kind?: string | undefined;
  sha256?: string | undefined;
  letter?: string | undefined;
  sight?: Sight | undefined;
  page?: { after: { loan: string; letter: string }; limit: number } | undefined;
}

/** Letters in the order in which they were reserved; of a page by loan. */
export async function listLetters({ pool }: Pick<Database, 'pool'>, asked: LettersAsked): Promise<ListedLetter[]> {
  const scope = asked.sight?.scope ?? 'all';
  const { page } = asked;
  const byPlace = page !== undefined;
  // Letters of loans and of units apart, so that each is found by an index of its own.
  const part = (
    from: string,
    loan: string,
    which: string,
  ) => `(SELECT x.letter_id, ${loan} AS place FROM letters x ${from}
       WHERE ($1::text IS NULL OR x.loan_id = $1) AND ($2::text IS NULL OR x.kind = $2) AND ($6::text IS NULL OR x.letter_id = $6)
         AND ($3::text IS NULL OR x.letter_id IN (SELECT letter_id FROM letter_files WHERE sha256 = $3))
         AND ${which} AND (${loan}, x.letter_id) > ($7, $8)
       ORDER BY ${loan}, x.letter_id LIMIT $9)`;
  const ofLoans = `($4::text IS NULL OR l.borrower_id = $4) AND ${inSight(scope, '$5', OF_LOAN)} AND l.loan_id >= $7`;
  return rows<ListedLetter>(
    pool,
    `WITH part AS (${part('JOIN loans l USING (loan_id)', 'l.loan_id', ofLoans)}
       UNION ALL ${part('', "''::text", `x.loan_id IS NULL AND $4::text IS NULL AND ($10 = 'all' OR ($10 = 'branch' AND x.unit = $5))`)}
       ORDER BY place, letter_id LIMIT $9)
     SELECT l.letter_id AS letter, l.kind, l.loan_id AS loan, l.unit, l.task_id AS task, l.rule, l.reserved_at AS at,
            prefix || '〔' || year || '〕' || number || '号' AS number, c.withdrawn, c.figures,
            (SELECT coalesce(json_agg(json_build_object('format', format, 'sha256', f.sha256, 'size', size) ORDER BY format), '[]')
               FROM letter_files f WHERE f.letter_id = l.letter_id) AS files,
            (SELECT coalesce(json_agg(evidence_id ORDER BY evidence_id), '[]') FROM evidence e WHERE e.letter_id = l.letter_id) AS receipts
     FROM part JOIN letters l USING (letter_id) LEFT JOIN letter_contents c USING (letter_id)
     ORDER BY ${byPlace ? 'place' : 'l.reserved_at'}, letter_id`,
    [
      ...[asked.loan, asked.kind, asked.sha256, asked.borrower, asked.sight?.of, asked.letter].map((it) => it ?? null),
      ...[page?.after.loan ?? '', page?.after.letter ?? '', page?.limit ?? null, scope],
    ],
  );
}
