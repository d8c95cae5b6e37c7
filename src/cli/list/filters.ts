import { Command } from 'commander';
import { BadInput } from '../../library/checked-yaml.js';
import type { Sql } from '../../store/base/connection/database.js';
import type { Filter } from '../../store/lists/filter.js';
import { planNames } from '../../store/loans/plans.js';

/** A `list` command with the options by which every list can be narrowed. */
export const listCommand = (description: string): Command =>
  new Command('list')
    .description(description)
    .option('--plan <plan>', 'of one plan')
    .option('--branch <branch>', 'of one branch')
    .option('--manager <staff>', 'of one account manager')
    .option('--all', 'all lines, however many')
    .option('--json', 'one JSON document');

/** What else a list may be of: one of the staff, a borrower, a task. */
type Of = Filter & { staff?: string | undefined; borrower?: string | undefined; task?: string | undefined };

/** Who or what is named alone, and where it stands. */
const NAMED = {
  manager: ['staff', 'SELECT FROM staff WHERE staff_id = $1', ': see `staff list`'],
  staff: ['staff', 'SELECT FROM staff WHERE staff_id = $1', ': see `staff list`'],
  loan: ['loan', 'SELECT FROM loans WHERE loan_id = $1', ''],
  borrower: ['borrower', 'SELECT FROM borrowers WHERE borrower_id = $1', ''],
  task: ['task', 'SELECT FROM tasks WHERE task_id = $1', ': see `task list`'],
} as const;

/** @throws BadInput for a plan, a colleague, a branch, a borrower, a loan, a task that nobody knows: an empty list would look like good news */
export async function checkFilter(sql: Sql, of: Of): Promise<void> {
  const { plan, stage, branch } = of;
  const plans = await planNames(sql);
  if (plan !== undefined && !plans.includes(plan)) throw new BadInput([`--plan: no plan ${plan}: ${plans.join(', ')}`]);
  const known = async (text: string, value: string) => ((await sql.query(text, [value])).rowCount ?? 0) > 0;
  for (const [option, [what, text, see]] of Object.entries(NAMED)) {
    const id = of[option as keyof typeof NAMED];
    if (id !== undefined && !(await known(text, id))) throw new BadInput([`--${option}: no ${what} ${id}${see}`]);
  }
  const OF_BRANCH = 'SELECT FROM borrowers WHERE branch = $1 UNION ALL SELECT FROM staff WHERE branch = $1 LIMIT 1';
  if (branch !== undefined && !(await known(OF_BRANCH, branch)))
    throw new BadInput([`--branch: no borrower and nobody of staff is of branch ${branch}`]);
  if (stage === undefined || stage === 'current') return;
  const stages = await sql.query(
    `SELECT DISTINCT s->>'stage' AS stage FROM plans p, jsonb_array_elements(p.content->'ladder'->'stages') s ORDER BY 1`,
  );
  const names = stages.rows.map((it: { stage: string }) => it.stage);
  if (!names.includes(stage)) throw new BadInput([`--stage: no plan has a stage ${stage}: ${names.join(', ')}`]);
}
