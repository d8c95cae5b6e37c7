import type { CaseStep } from '../domain/cases.js';
import type { Moment } from '../domain/dates.js';
import type { LoanState } from '../domain/loan-file.js';
import type { Step } from '../domain/steps.js';
import type { WarningStep } from '../domain/warning.js';
import { rows, type Sql } from './database.js';
import type { StoredLoan } from './loan-files.js';
import type { Nudge } from './nudges.js';
import { HERE } from './staff.js';

/**
 * One statement writes all that a wake-up decided: the loan's state, its diary, reserved notices, opened and cancelled
 * tasks, reserved letters, the audit entry. All hang on the loan's revision: if a fact came in since the file was read, nothing is written.
 */
const WRITE = `
WITH loan AS (
  UPDATE loans SET revision = revision + 1, stage = $3, stage_entered_at = $4, delinquency = $5, category = $6, closed_at = $7, tier = $11,
    tier_since = $12, tier_calm_since = $13
  WHERE loan_id = $1 AND revision = $2 RETURNING loan_id, borrower_id
), step AS (
  SELECT s.*, loan.borrower_id FROM loan, jsonb_to_recordset($8) AS s (key text, at timestamptz, what text, rule text, why text,
    dpd int, stage text, detail jsonb)
), diary_rows AS (
  INSERT INTO diary (loan_id, entry, at, acted_at, what, rule, why, dpd, stage, plan_version, detail)
  SELECT $1, key, at, $9, what, rule, why, dpd, stage, $10, detail FROM step
), notice_rows AS (
  INSERT INTO notices (loan_id, entry, borrower_id, channel, template, purpose, about, due_at, stale_at)
  SELECT $1, key, borrower_id, detail->>'channel', detail->>'template', detail->>'purpose', (detail->>'about')::int, at,
         to_timestamp((detail->>'staleAt')::numeric / 1000)
  FROM step WHERE what = 'notice'
), task_rows AS (
  INSERT INTO tasks (task_id, loan_id, kind, role, owner, rule, why, delinquency, opened_at, due_at, title, form, sets)
  SELECT detail->>'task', $1, detail->>'kind', detail->>'role',
         -- the borrower's own manager if here, else whoever has the role here, else the manager's supervisor
         COALESCE(
           (SELECT staff_id FROM staff WHERE staff_id = b.account_manager AND detail->>'role' = 'account-manager'
              AND detail->>'another' IS NULL AND ${HERE('$9::date')}),
           (SELECT staff_id FROM staff WHERE detail->>'role' = ANY(roles) AND (branch IS NULL OR branch = b.branch)
              AND (detail->>'another' IS NULL OR staff_id IS DISTINCT FROM b.account_manager) AND ${HERE('$9::date')}
            ORDER BY branch NULLS LAST, staff_id LIMIT 1),
           (SELECT supervisor FROM staff WHERE staff_id = b.account_manager)),
         rule, why, (detail->>'delinquency')::date, at, to_timestamp((detail->>'due')::numeric / 1000), detail->>'title',
         ARRAY(SELECT jsonb_array_elements_text(detail->'form')), detail->'sets'
  FROM step JOIN borrowers b USING (borrower_id) WHERE what = 'task.open'
), task_ends AS (
  UPDATE tasks SET status = 'cancelled', ended_at = step.at
  FROM step WHERE what = 'task.cancel' AND task_id = detail->>'task' AND status = 'open'
), opened_warnings AS (
  INSERT INTO warnings (warning_id, borrower_id, loan_id, level, source, indicator, opened_at, rule, measures, key_monitoring)
  SELECT detail->>'warning', borrower_id, $1, detail->>'level', detail->>'source', detail->>'indicator', at, rule,
         detail->'measures', (detail->>'keyMonitoring')::boolean
  FROM step WHERE what = 'warning.open' ON CONFLICT DO NOTHING
), letter_rows AS (
  INSERT INTO letters (letter_id, kind, loan_id, task_id, rule, why, reserved_at)
  SELECT $1 || '/' || key, detail->>'kind', $1, detail->>'task', rule, why, $9 FROM step WHERE what = 'letter'
), opened_cases AS (
  INSERT INTO cases (case_id, loan_id, kind, title, rule, why, effect, opened_at)
  SELECT detail->>'case', $1, detail->>'kind', detail->>'title', rule, why, detail->>'effect', at
  -- the line of a case that a decision has opened already says no effect
  FROM step WHERE what = 'case.open' AND detail ? 'effect' ON CONFLICT DO NOTHING
), told AS (
  INSERT INTO nudges (kind, subject, reason)
  SELECT 'task', detail->>'task', what FROM step WHERE what IN ('task.open', 'task.cancel')
  UNION ALL
  SELECT split_part(what, '.', 1), COALESCE(detail->>'warning', detail->>'case'), what FROM step
  WHERE what = 'warning.open' OR what = 'case.open' AND detail ? 'effect'
  UNION ALL
  SELECT 'letter', $1 || '/' || key, what FROM step WHERE what = 'letter'
  UNION ALL
  SELECT 'warning', warning_id, 'loan closed' FROM warnings, step
  WHERE step.what = 'close' AND warnings.loan_id = $1 AND warnings.closed_at IS NULL
  UNION ALL
  SELECT 'case', case_id, 'loan closed' FROM cases, step
  WHERE step.what = 'close' AND cases.loan_id = $1 AND cases.closed_at IS NULL
  UNION ALL
  -- work about the borrower goes over to another loan, or is done more often
  SELECT DISTINCT 'loan', l.loan_id, 'another loan: ' || step.what
  FROM loans l JOIN step ON step.what IN ('close', 'tier') AND step.borrower_id = l.borrower_id
  WHERE l.loan_id <> $1 AND l.closed_at IS NULL AND l.taken_in_at IS NOT NULL
  RETURNING nudge_id, kind, subject, reason
), audit AS (
  INSERT INTO audit_log (at, actor, what, subject, detail)
  SELECT $9, 'worker', 'steps', 'loan/' || $1, jsonb_agg(jsonb_build_object('entry', key, 'what', what, 'rule', rule, 'why', why))
  FROM step HAVING count(*) > 0
)
SELECT count(*)::int AS written,
       (SELECT COALESCE(json_agg(json_build_object('nudgeId', nudge_id, 'kind', kind, 'subject', subject, 'reason', reason)
                                 ORDER BY nudge_id), '[]') FROM told) AS told
FROM loan`;

/** What a loan's diary takes: its own steps, and those of its warnings and cases. */
export type DiaryStep = Step | WarningStep | CaseStep;

/**
 * Answers whom to tell of it: the nudges that were written along. Null, with nothing written, when the loan changed since
 * its file was read: read it again and decide anew.
 */
export async function writeSteps(
  sql: Sql,
  loan: StoredLoan,
  steps: DiaryStep[],
  state: LoanState,
  planVersion: number,
  now: Moment,
): Promise<Nudge[] | null> {
  const moment = (at: Moment | null) => (at === null ? null : new Date(at));
  const [answer] = await rows<{ written: number; told: Nudge[] }>(sql, WRITE, [
    loan.file.loan,
    loan.revision,
    state.stage,
    moment(state.stageEnteredAt),
    state.delinquency,
    state.category,
    moment(state.closedAt),
    JSON.stringify(steps.map(asRow)),
    moment(now),
    planVersion,
    state.tier,
    moment(state.tierSince),
    moment(state.tierCalmSince),
  ]);
  return answer?.written === 1 ? answer.told : null;
}

function asRow({ key, at, what, rule, why, dpd, stage, ...detail }: DiaryStep) {
  return { key, at: new Date(at), what, rule, why, dpd, stage, detail };
}
