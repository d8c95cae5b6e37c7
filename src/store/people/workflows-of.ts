import { workflowIdOf } from '../../domain/entry/ids.js';
import { rows, type Sql } from '../base/connection/database.js';
import type { NudgeKind } from '../base/subjects.js';

const COMPLAINTS = `SELECT complaint_id FROM complaints WHERE borrower_id IN (SELECT borrower_id FROM loans WHERE loan_id = ANY ($1))`;

/** In SQL: what of loans (`$1`) has a workflow. */
const OF_LOANS: Partial<Record<NudgeKind, string>> = {
  loan: 'SELECT loan_id FROM loans WHERE loan_id = ANY ($1)',
  task: `SELECT task_id FROM tasks WHERE loan_id = ANY ($1) OR complaint_id IN (${COMPLAINTS})`,
  complaint: COMPLAINTS,
  warning: 'SELECT warning_id FROM warnings WHERE loan_id = ANY ($1)',
  case: 'SELECT case_id FROM cases WHERE loan_id = ANY ($1)',
};

/** The ids of all workflows that these loans have or had, and the complaints of their borrowers. */
export async function workflowsOf(sql: Sql, loans: readonly string[]): Promise<string[]> {
  const found = await rows<{ kind: string; id: string }>(
    sql,
    Object.entries(OF_LOANS)
      .map(([kind, ids]) => `SELECT '${kind}' AS kind, x.id FROM (${ids}) x(id)`)
      .join(' UNION ALL '),
    [loans],
  );
  return found.map(({ kind, id }) => workflowIdOf(kind, id));
}

/** The same of all loans of a borrower. */
export async function workflowsOfBorrower(sql: Sql, borrower: string): Promise<string[]> {
  const loans = await rows<{ loan: string }>(sql, 'SELECT loan_id AS loan FROM loans WHERE borrower_id = $1', [
    borrower,
  ]);
  return workflowsOf(
    sql,
    loans.map((it) => it.loan),
  );
}
