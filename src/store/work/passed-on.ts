import { isJudgedIn, PASSED_ON, passingFault } from '../../domain/work/two-people.js';
import { warningTask } from '../../domain/work/warnings/warning.js';
import { rows, type Sql } from '../base/connection/database.js';
import { FactRefused } from '../facts/fact-refused.js';
import type { Source } from '../facts/facts.js';

interface Passing {
  task: string;
  kind: string;
  loan_id: string | null;
  warning_id: string | null;
  form: string[];
}

/** @throws FactRefused for who passes on what he has written himself, or is judged by, or approves without having signed in */
export async function refusePassingOwn(client: Sql, task: Passing, { actor, glass }: Source): Promise<void> {
  const rule = PASSED_ON[task.kind];
  if (rule === undefined) return;
  const before: string[] = await (task.warning_id === null ? earlierOf(client, task, rule.of) : formsOf(client, task));
  if (task.form.length > 0 && actor.startsWith('staff/') && (await isJudged(client, task.form, actor)))
    before.push(actor);
  const fault = passingFault(task.kind, { actor, glass: glass ?? null, before });
  if (fault !== null) throw new FactRefused(fault, 'task');
}

/** Who wrote the forms of a warning. */
async function formsOf(client: Sql, { warning_id: warning, loan_id: loan }: Passing): Promise<string[]> {
  const found = await rows<{ by: string }>(
    client,
    `SELECT DISTINCT record->>'by' AS by FROM tasks
     WHERE warning_id = $1 AND status = 'done' AND record ? 'by' AND starts_with(task_id, $2)`,
    [warning, warningTask(warning!, loan!, 'form')],
  );
  return found.map(({ by }) => by);
}

/** Who did the work of these kinds for the same arrears. */
async function earlierOf(client: Sql, { task, loan_id: loan }: Passing, kinds: readonly string[]): Promise<string[]> {
  if (loan === null || kinds.length === 0) return [];
  const found = await rows<{ by: string }>(
    client,
    `SELECT DISTINCT d.record->>'by' AS by FROM tasks t JOIN tasks d ON d.loan_id = t.loan_id AND d.delinquency IS NOT DISTINCT FROM t.delinquency
     WHERE t.task_id = $1 AND d.kind = ANY($2) AND d.status = 'done' AND d.record ? 'by'`,
    [task, [...kinds]],
  );
  return found.map(({ by }) => by);
}

async function isJudged(client: Sql, lines: readonly string[], actor: string): Promise<boolean> {
  const [person] = await rows<{ staff: string; roles: string[]; branch: string | null }>(
    client,
    'SELECT staff_id AS staff, roles, branch FROM staff WHERE staff_id = $1',
    [actor.slice('staff/'.length)],
  );
  return person !== undefined && lines.some((line) => isJudgedIn(line, person));
}
