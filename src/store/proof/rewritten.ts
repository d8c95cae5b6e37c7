import { WRITTEN_ONCE } from '../../domain/proof/leaf.js';
import { rows, type Sql } from '../base/connection/database.js';
import type { Finding } from './finding.js';

/** Who takes away the trigger that refuses, and leaves those that tell the record, is told on by the record: it has a row twice that is written once. */
export async function rewritten(sql: Sql): Promise<Finding[]> {
  const found = await rows<{ table: string; key: string; leaves: string }>(
    sql,
    `SELECT tbl AS table, key, string_agg(position::text, ', ' ORDER BY position) AS leaves FROM record_leaves
     WHERE tbl = ANY ($1) GROUP BY tbl, key HAVING count(*) > 1 ORDER BY 1, 2`,
    [WRITTEN_ONCE],
  );
  return found.map(({ table, key, leaves }) => ({
    what: 'rewritten',
    where: `${table} ${key}`,
    says: `it is written once, and the record has it more often (leaves ${leaves})`,
  }));
}
