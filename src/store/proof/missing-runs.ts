import { rows, type Sql } from '../base/connection/database.js';
import type { Finding } from './finding.js';

/** What has ended, with when, in SQL. */
const ENDED = `
  SELECT 'loan/' || loan_id AS workflow, closed_at AS ended FROM loans
  UNION ALL SELECT 'task/' || task_id, ended_at FROM tasks WHERE status <> 'open'
  UNION ALL SELECT 'complaint/' || complaint_id, surveyed_at FROM complaints
  UNION ALL SELECT 'warning/' || warning_id, closed_at FROM warnings
  UNION ALL SELECT 'case/' || case_id, closed_at FROM cases`;

/** A run ends within moments of its subject, and is kept within the hour; a worker may have been away for a while. */
const LATE = `interval '2 days'`;

/**
 * Runs that should be kept and are not: one from which a kept one went on, and the last of what has ended since histories are kept. An id
 * that is cut (domain/entry/ids.ts) is found by its chain alone.
 */
export async function missingRuns(sql: Sql): Promise<Finding[]> {
  const found = await rows<{ where: string; says: string }>(
    sql,
    `WITH begun AS (SELECT min(closed_at) AS at FROM histories)
     SELECT workflow_id || ' ' || run_id AS where, 'the run before it, ' || previous_run || ', is not kept' AS says
     FROM histories h, begun
     WHERE previous_run IS NOT NULL AND started_at > begun.at
       AND NOT EXISTS (SELECT FROM histories p WHERE p.workflow_id = h.workflow_id AND p.run_id = h.previous_run)
     UNION ALL
     SELECT workflow, 'it has ended, and the run in which it did is not kept' FROM (${ENDED}) e, begun
     WHERE ended > begun.at AND ended < now() - ${LATE} AND octet_length(workflow) <= 200
       AND NOT EXISTS (SELECT FROM histories h WHERE h.workflow_id = e.workflow AND h.status <> 'CONTINUED_AS_NEW')
     ORDER BY 1`,
  );
  return found.map((it) => ({ what: 'history', ...it }));
}
