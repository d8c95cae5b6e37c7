import type { Plan } from '../../domain/plan/plan.js';
import type { Segment } from '../../domain/plan/segment.js';
import { rows, type Sql } from '../../store/base/connection/database.js';
import type { Scope } from './scope.js';
import { inSegment, saidInBook } from './segment-sql.js';

/** A part of a book: all that is given must fit. */
export interface Only {
  segment?: Segment | undefined;
  branches?: readonly string[] | undefined;
  manager?: string | undefined;
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
    inSegment(only.segment, 'whole_book', 'tier', values, await saidInBook(sql, plan)),
  ];
  await sql.query('SAVEPOINT narrowed');
  try {
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
    return await work({ ...scope, part: true }, found!.loans);
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
