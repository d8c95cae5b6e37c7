import { ALL_LETTERS } from '../../../domain/entry/ids.js';
import type { Step } from '../../../domain/loan/steps.js';
import type { WarningStep } from '../../../domain/work/warnings/warning.js';
import type { Statement } from '../../base/connection/database.js';
import { upsertNextStep } from './next-steps.js';
import { insertTasks, STATUS } from './task-rows.js';

interface Part {
  /** Steps of these kinds need it. */
  of: readonly (Step | WarningStep)['what'][];
  /** Named sub-statements over `loan` and `step`. */
  writes: string;
  /** Whose workflows are to be told: kind, subject, reason. */
  tells?: string;
}

const messages: Part = {
  of: ['notice'],
  writes: `notice_rows AS (
  -- reserved again after a restore, providers know it by the same id
  INSERT INTO notices (message_id, loan_id, entry, borrower_id, channel, template, purpose, about, due_at, stale_at)
  SELECT md5('notice/' || (SELECT id FROM database_identity) || '/' || $1 || '/' || key)::uuid, $1, key, borrower_id, detail->>'channel', detail->>'template', detail->>'purpose', (detail->>'about')::int, at,
         to_timestamp((detail->>'staleAt')::numeric / 1000)
  FROM step WHERE what = 'notice'
)`,
};

const work: Part = {
  of: ['task.open', 'task.cancel', 'overpaid', 'letter'],
  writes: `task_rows AS (
  ${insertTasks('$1', 'NULL', "step WHERE what = 'task.open' AND NOT detail ? 'again'")}
), tasks_again AS (
  UPDATE tasks SET status = ${STATUS}, joined_to = step.joined_to, ended_at = NULL, owner = step.owner, opened_at = step.at, due_at = to_timestamp((detail->>'due')::numeric / 1000)
  FROM step WHERE what = 'task.open' AND detail ? 'again' AND task_id = detail->>'task' AND status = 'cancelled'
), task_ends AS (
  UPDATE tasks SET status = 'cancelled', ended_at = step.at
  FROM step WHERE what = 'task.cancel' AND task_id = detail->>'task' AND status IN ('open', 'joined')
), overpaid_work AS (
  UPDATE tasks SET because = step.because FROM step
  WHERE what = 'overpaid' AND tasks.loan_id = $1 AND tasks.kind = 'overpaid' AND status = 'open'
), letter_rows AS (
  INSERT INTO letters (letter_id, kind, loan_id, task_id, rule, because, reserved_at)
  SELECT $1 || '/' || key, detail->>'kind', $1, detail->>'task', rule, because, $9 FROM step WHERE what = 'letter'
)`,
  tells: `SELECT 'task', detail->>'task', what FROM step WHERE what IN ('task.open', 'task.cancel') AND step.joined_to IS NULL
  UNION ALL
  SELECT DISTINCT 'letters', '${ALL_LETTERS}', what FROM step WHERE what = 'letter'`,
};

/** Warnings and cases, and whom it concerns that the loan ends or changes its tier. */
const findings: Part = {
  of: ['warning.open', 'warning.join', 'warning.close', 'case.open', 'close', 'tier'],
  writes: `opened_warnings AS (
  INSERT INTO warnings (warning_id, borrower_id, loan_id, level, source, indicator, opened_at, rule, measures, key_monitoring, facts)
  SELECT detail->>'warning', borrower_id, $1, detail->>'level', detail->>'source', detail->>'indicator', at, rule,
         detail->'measures', (detail->>'keyMonitoring')::boolean, ARRAY(SELECT jsonb_array_elements_text(detail->'facts'))
  FROM step WHERE what = 'warning.open' AND NOT detail ? 'again' ON CONFLICT DO NOTHING
), warnings_again AS (
  UPDATE warnings SET closed_at = NULL, look_again_at = NULL FROM step WHERE what = 'warning.open' AND detail ? 'again' AND warning_id = detail->>'warning'
), joined_warnings AS (
  UPDATE warnings SET level = detail->>'level', key_monitoring = key_monitoring OR (detail->>'keyMonitoring')::boolean,
    facts = facts || ARRAY(SELECT jsonb_array_elements_text(detail->'facts'))
  FROM step WHERE what = 'warning.join' AND warning_id = detail->>'warning'
), closed_warnings AS (
  UPDATE warnings SET closed_at = step.at, look_again_at = to_timestamp((detail->>'lookAgainAt')::numeric / 1000)
  FROM step WHERE what = 'warning.close' AND warning_id = detail->>'warning' AND warnings.closed_at IS NULL
), opened_cases AS (
  INSERT INTO cases (case_id, loan_id, kind, title, rule, because, effect, opened_at)
  SELECT detail->>'case', $1, detail->>'kind', detail->>'title', rule, because, detail->>'effect', at
  -- the line of a case that a decision has opened already says no effect
  FROM step WHERE what = 'case.open' AND detail ? 'effect' AND NOT detail ? 'again' ON CONFLICT DO NOTHING
), cases_again AS (
  UPDATE cases SET closed_at = NULL, outcome = NULL FROM step
  WHERE what = 'case.open' AND detail ? 'again' AND case_id = detail->>'case' AND outcome = 'loan closed'
)`,
  tells: `SELECT split_part(what, '.', 1), COALESCE(detail->>'warning', detail->>'case'), what FROM step
  WHERE what IN ('warning.open', 'warning.join') OR what = 'case.open' AND detail ? 'effect'
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
  UNION ALL
  -- so does work about what secures both, of whichever borrower
  SELECT DISTINCT 'loan', l.loan_id, 'another loan: close'
  FROM step, collateral c, unnest(c.loans) secured JOIN loans l ON l.loan_id = secured
  WHERE step.what = 'close' AND c.loans @> ARRAY[$1::text] AND l.borrower_id <> step.borrower_id
    AND l.closed_at IS NULL AND l.taken_in_at IS NOT NULL`,
};

/** Part of every statement: the loan, its diary and the audit log. Everything depends on `loan`, which is empty if the loan has changed. */
const BASE = `loan AS (
  UPDATE loans SET revision = revision + 1, stage = $3, stage_entered_at = $4, delinquency = $5, category = $6, closed_at = $7, tier = $11,
    tier_since = $12, tier_calm_since = $13
  WHERE loan_id = $1 AND revision = $2 RETURNING loan_id, borrower_id
), step AS (
  SELECT s.*, loan.borrower_id FROM loan, jsonb_to_recordset($8) AS s (key text, at timestamptz, what text, rule text, because jsonb,
    dpd int, stage text, owner text, of_warning text, of_case text, joined_to text, detail jsonb)
), diary_rows AS (
  INSERT INTO diary (kind, subject, entry, at, acted_at, what, rule, because, dpd, stage, plan_version, detail)
  SELECT 'loan', $1, key, at, $9, what, rule, because, dpd, stage, $10, detail FROM step
), audit AS (
  INSERT INTO audit_log (at, actor, what, subject, detail)
  SELECT $9, 'worker', 'steps', 'loan/' || $1, jsonb_agg(jsonb_build_object('entry', key, 'what', what, 'rule', rule, 'why', because))
  FROM step HAVING count(*) > 0
)`;

/** When the loan does its next step: written along where it has been decided. */
const NEXT = `next AS (${upsertNextStep('SELECT loan_id, $14::timestamptz, $15::text FROM loan')})`;

const TELLS = (tells: string[]) => `told AS (
  INSERT INTO nudges (kind, subject, reason)
  ${tells.join('\n  UNION ALL\n  ')}
  RETURNING nudge_id, kind, subject, reason
)`;
const TOLD = `(SELECT COALESCE(json_agg(json_build_object('nudgeId', nudge_id, 'kind', kind, 'subject', subject, 'reason', reason)
  ORDER BY nudge_id), '[]') FROM told)`;

const PARTS = Object.entries({ messages, work, findings });
const statements = new Map<string, Statement>();

/**
 * The statement that writes steps of these kinds: the loan's state, its diary, the audit entry, and only those other parts that the steps
 * need, since a long statement takes longer to plan than to carry out. If a fact came in since the file was read (the loan has another
 * revision), nothing is written. `next`: when it does its next step is written too.
 */
export function writeStatement(kinds: ReadonlySet<string>, next = false): Statement {
  const parts = PARTS.filter(([, { of }]) => of.some((it) => kinds.has(it)));
  const name = ['write', ...parts.map(([it]) => it), ...(next ? ['next'] : [])].join(' ');
  const writes = [...parts.map(([, part]) => part.writes), ...(next ? [NEXT] : [])];
  const tells = parts.flatMap(([, part]) => part.tells ?? []);
  const known = statements.get(name) ?? { name, text: textOf(writes, tells) };
  statements.set(name, known);
  return known;
}

function textOf(writes: string[], tells: string[]): string {
  const all = [BASE, ...writes, ...(tells.length > 0 ? [TELLS(tells)] : [])];
  return `WITH ${all.join(', ')}
SELECT count(*)::int AS written, ${tells.length > 0 ? TOLD : `'[]'::json`} AS told FROM loan`;
}
