import type { Moment } from '../../domain/time/dates.js';
import { type Begin, rows, type Sql, transaction } from '../base/connection/database.js';
import type { Seal } from '../base/seal.js';
import { FactRefused } from '../facts/fact-refused.js';
import type { Source } from '../facts/facts.js';
import { inSight, OF_LOAN, type Sight } from '../lists/filter.js';
import { readEvidence } from '../work/evidence.js';
import { noteLook } from './archive.js';

/** A document of the archive: `contract/paper`. */
export interface Archived {
  loan: string;
  document: string;
  at: Moment;
  by: string;
  /** Of its file; null: on paper, or kept by another system. */
  sha256: string | null;
  /** Whether the file is kept here. */
  file: boolean;
}

/** Where a page begins: after this document; empty: at the first. */
type After = Pick<Archived, 'loan' | 'document'>;

const NAME = `a.document || '/' || a.form`;
/** The evidence whose file a document is. */
const EVIDENCE = `(SELECT min(evidence_id) FROM evidence e JOIN tasks t USING (task_id) WHERE e.sha256 = a.sha256 AND t.loan_id = a.loan_id AND e.bytes_sealed IS NOT NULL)`;

/** The documents of loans in sight that are in the archive, by loan and name. */
export const listArchived = (
  sql: Sql,
  {
    loan,
    sight: { scope, of = null },
    after,
    limit,
  }: { loan: string | null; sight: Sight; after: After; limit: number },
): Promise<Archived[]> =>
  rows(
    sql,
    `SELECT a.loan_id AS loan, ${NAME} AS document, a.filed_at AS at, a.filed_by AS by, a.sha256, ${EVIDENCE} IS NOT NULL AS file
     FROM archive_documents a JOIN loans l USING (loan_id)
     WHERE ($1::text IS NULL OR a.loan_id = $1) AND ${inSight(scope, '$2', OF_LOAN)}
       AND l.loan_id >= $3 AND (a.loan_id > $3 OR (a.loan_id = $3 AND ${NAME} > $4))
     ORDER BY l.loan_id, ${NAME} LIMIT $5`,
    [loan, of, after.loan, after.document, limit],
  );

/** The file of a document; that it was looked at, and why, is noted (P4.10). @throws FactRefused for one that is not there, or whose file is not here */
export async function readArchived(
  db: Begin,
  seal: Seal,
  { loan, document, reason }: { loan: string; document: string; reason: string },
  source: Source,
): Promise<Buffer> {
  return transaction(db, async (client) => {
    await noteLook(client, { loan, document, reason }, source);
    const [found] = await rows<{ evidence: number | null }>(
      client,
      `SELECT ${EVIDENCE} AS evidence FROM archive_documents a WHERE loan_id = $1 AND ${NAME} = $2`,
      [loan, document],
    );
    if (found!.evidence === null)
      throw new FactRefused(
        `the file of ${document} is not kept here: it is on paper, or in the lender's own archive`,
        'document',
      );
    return (await readEvidence(client, seal, found!.evidence, reason, source)).bytes;
  });
}
