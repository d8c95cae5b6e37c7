import type { Envelope } from '../../../domain/proof/envelope.js';
import { headOf } from '../../../domain/proof/head.js';
import { consistencyProof, type Range } from '../../../domain/proof/merkle.js';
import type { EarlierHead } from '../../../domain/proof/segment.js';
import { rows, type Sql } from '../../base/connection/database.js';

/**
 * The heads between the entry `first` and the head of `size` that an export shows: the last of each month, the last before it, and those
 * of the sizes `given`, which readers have from before.
 */
export async function headsBetween(
  sql: Sql,
  first: number,
  size: number,
  given: readonly number[],
): Promise<{ size: number; envelope: Envelope }[]> {
  const found = await rows<{ envelope: Envelope }>(
    sql,
    `SELECT envelope FROM record_heads WHERE head_id IN (
       SELECT max(head_id) FROM record_heads WHERE size > $1 AND size < $2 GROUP BY date_trunc('month', at AT TIME ZONE 'UTC')
       UNION SELECT max(head_id) FROM record_heads WHERE size > 0 AND size < $2
       UNION SELECT head_id FROM record_heads WHERE size > 0 AND size < $2 AND size = ANY ($3::bigint[]))
     ORDER BY head_id`,
    [first, size, given],
  );
  return found.flatMap(({ envelope }) => {
    const head = headOf(envelope);
    return head ? [{ size: head.size, envelope }] : [];
  });
}

export const withProofs = (
  heads: readonly { size: number; envelope: Envelope }[],
  tree: Range,
  size: number,
): EarlierHead[] =>
  heads.map(({ size: before, envelope }) => ({
    head: envelope,
    proof: consistencyProof(tree, before, size).map((it) => it.toString('hex')),
  }));
