import type { Plan } from '../../domain/plan/plan.js';
import type { Segment } from '../../domain/plan/segment.js';
import { rows, type Sql } from '../../store/base/connection/database.js';
import { DIMENSIONS, type Dimension } from './of-loans/portfolio.js';
import type { Scope } from './scope.js';
import { inSegment, saidInBook } from './segment-sql.js';

/** A part of a book: all that is given must fit. */
export interface Only {
  segment?: Segment | undefined;
  branches?: readonly string[] | undefined;
  manager?: string | undefined;
  borrower?: string | undefined;
  /** The open loans of one group of the book. */
  group?: { by: Dimension; key: string } | undefined;
}

/** The tables of the loans of `book` that figures are counted from. */
const OF_LOANS = ['at_begin', 'at_end', 'money'] as const;

/**
 * Measures a part of a book that is laid out (lay-out.ts): in its place the tables of the part stand for as long as `work`
 * lasts, so that every figure is counted by the statement that counts it for the whole. `loans`: how many are in the part.
 */
export async function within<T>(
  sql: Sql,
  scope: Scope,
  plan: Pick<Plan, 'tiers' | 'classes' | 'trades'>,
  only: Only,
  work: (part: Scope, loans: number) => Promise<T>,
): Promise<T> {
  const values: unknown[] = [plan.tiers?.levels.at(-1)?.tier ?? null];
  const fits = [
    ...(only.branches === undefined ? [] : [`branch = ANY($${values.push(only.branches)}::text[])`]),
    ...(only.manager === undefined ? [] : [`account_manager = $${values.push(only.manager)}`]),
    ...(only.borrower === undefined ? [] : [`borrower_id = $${values.push(only.borrower)}`]),
    ...(only.group === undefined
      ? []
      : [
          `n IN (SELECT n FROM whole_at_end JOIN whole_book USING (n, borrower)
                 WHERE outstanding > 0 AND coalesce(${DIMENSIONS[only.group.by]}, 'unknown') = $${values.push(only.group.key)})`,
        ]),
    inSegment(only.segment, 'whole_book', 'tier', values, await saidInBook(sql, plan)),
  ];
  return instead(sql, async () => {
    for (const table of ['book', ...OF_LOANS])
      await sql.query(
        `ALTER TABLE ${table} RENAME TO whole_${table}; CREATE TEMP TABLE ${table} (LIKE whole_${table}) ON COMMIT DROP`,
      );
    await sql.query(
      `INSERT INTO book SELECT whole_book.* FROM whole_book, LATERAL (
         SELECT coalesce((SELECT tier FROM loans WHERE loans.loan_id = whole_book.loan_id), $1::text) AS tier) t
       WHERE ${fits.join(' AND ')}`,
      values,
    );
    for (const table of OF_LOANS)
      await sql.query(`INSERT INTO ${table} SELECT s.* FROM whole_${table} s JOIN book USING (n)`);
    await sql.query('ANALYZE book (n); ANALYZE at_begin (n); ANALYZE at_end (n); ANALYZE money (n)');
    const [found] = await rows<{ loans: number }>(sql, 'SELECT count(*)::int AS loans FROM book');
    return work({ ...scope, part: true }, found!.loans);
  });
}

/** The book as it stood before the period stands in the place of that at the cut-off; `before`: the time before, for what came in it. */
export async function atOpening<T>(sql: Sql, before: Scope, work: (scope: Scope) => Promise<T>): Promise<T> {
  return instead(sql, async () => {
    await sql.query(`ALTER TABLE at_end RENAME TO at_close;
                     CREATE TEMP TABLE at_end ON COMMIT DROP AS SELECT * FROM at_begin WHERE present`);
    return work(before);
  });
}

/** Other tables stand in the place of those that are laid out for as long as `work` lasts. */
async function instead<T>(sql: Sql, work: () => Promise<T>): Promise<T> {
  await sql.query('SAVEPOINT narrowed');
  try {
    return await work();
  } finally {
    await sql.query('ROLLBACK TO SAVEPOINT narrowed');
    await sql.query('RELEASE SAVEPOINT narrowed');
  }
}

/** Indexes for measuring many parts one after the other, so that each finds its own loans without reading the whole book. */
export async function indexParts(sql: Sql): Promise<void> {
  for (const column of ['branch', 'account_manager'])
    await sql.query(`CREATE INDEX IF NOT EXISTS part_by_${column} ON book (${column})`);
  for (const table of OF_LOANS) await sql.query(`CREATE INDEX IF NOT EXISTS ${table}_of_part ON ${table} (n)`);
  await sql.query('ANALYZE book (branch, account_manager)');
}

/** The branches or account managers with a loan of which something is unpaid at either end of the period. */
export async function unitsOf(sql: Sql, column: 'branch' | 'account_manager'): Promise<string[]> {
  const found = await rows<{ key: string }>(
    sql,
    `SELECT DISTINCT ${column} AS key FROM book JOIN at_begin b USING (n) JOIN at_end e USING (n)
     WHERE ${column} IS NOT NULL AND (b.outstanding > 0 OR e.outstanding > 0) ORDER BY 1`,
  );
  return found.map((it) => it.key);
}
