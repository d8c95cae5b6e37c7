import type { Reason } from '../../domain/reason/reason.js';

/**
 * In SQL: why a row of `table` (as the query names it) was written, a Reason. It stands in `because`; rows of before reasons were
 * data have a sentence in `why`.
 */
export const whyOf = (table: string): string =>
  `coalesce(${table}.because, jsonb_build_object('code', 'sentence', 'text', ${table}.why))`;

/** The same of a row as Prisma reads it. */
export const reasonOf = ({ because, why }: { because: unknown; why: string | null }): Reason =>
  (because as Reason | null) ?? { code: 'sentence', text: why ?? '' };
