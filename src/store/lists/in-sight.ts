import { rows, type Sql } from '../base/connection/database.js';
import { inSight, ofNoLoan, type Sight } from './filter.js';

/** The borrower that something is about, by its id `$1`. */
const BORROWER_OF = {
  borrower: 'SELECT $1::text',
  loan: 'SELECT borrower_id FROM loans WHERE loan_id = $1',
  payment: 'SELECT borrower_id FROM payments JOIN loans USING (loan_id) WHERE reference = $1',
  complaint: 'SELECT borrower_id FROM complaints WHERE complaint_id = $1',
  warning: 'SELECT borrower_id FROM warnings WHERE warning_id = $1',
  case: 'SELECT borrower_id FROM cases JOIN loans USING (loan_id) WHERE case_id = $1',
  task: `SELECT coalesce(l.borrower_id, c.borrower_id) FROM tasks t LEFT JOIN loans l USING (loan_id) LEFT JOIN complaints c USING (complaint_id)
    WHERE t.task_id = $1`,
} as const;

export type SightKind = keyof typeof BORROWER_OF;

/** Whether it is there, and of a borrower in sight, or the recurring work of a unit in sight: who may not see it cannot tell the one from the other. */
export async function isInSight(sql: Sql, kind: SightKind, id: string, { scope, of }: Sight): Promise<boolean> {
  const found = await rows(
    sql,
    `SELECT FROM borrowers b WHERE b.borrower_id IN (${BORROWER_OF[kind]}) AND ${inSight(scope, '$2')}
     ${kind === 'task' ? `UNION ALL SELECT FROM tasks t WHERE task_id = $1 AND duty_id IS NOT NULL AND loan_id IS NULL AND ${ofNoLoan(scope, '$2')}` : ''}`,
    [id, of ?? null],
  );
  return found.length > 0;
}
