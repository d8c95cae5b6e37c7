import type { Hold } from '../../domain/loan/loan-file.js';
import type { TaskSubject } from '../../domain/loan/steps.js';
import { historyDays, withPlan } from '../../domain/plan/contact-rules.js';
import type { Plan } from '../../domain/plan/plan.js';
import { type OpenTaskOfLoan, type PreviewInput, preview } from '../../domain/preview/preview.js';
import type { OpenFlow } from '../../domain/preview/preview-flows.js';
import type { TimelineLine } from '../../domain/preview/timeline.js';
import { type Day, dayOf, MS_A_DAY } from '../../domain/time/dates.js';
import { rolesAway } from '../../domain/work/staffing.js';
import { underLaw } from '../../library/law.js';
import { type Database, rows } from '../base/connection/database.js';
import { readLoanFiles } from '../loans/files/loan-files.js';
import { planReader } from '../loans/plans.js';
import { contactHistory } from '../notices/notices.js';
import { readStaff } from '../staff/staff.js';
import { readCase } from './cases.js';
import { readTask } from './tasks.js';
import { readWarning } from './warnings.js';

type Ahead = Required<Pick<PreviewInput, 'from' | 'until' | 'staff' | 'rules'>>;

/**
 * What will happen to a loan that is looked after, from a moment on, if nothing comes in: its lines of the timeline, without
 * those of the borrower's other loans. Null: no such loan is looked after. `instead`: a plan in the place of the loan's own as it is deployed, which is then not read.
 */
export async function foreseeLoan(
  db: Database,
  loan: string,
  ahead: Ahead,
  instead?: Plan,
): Promise<TimelineLine[] | null> {
  const input = await readAhead(db, loan, ahead, instead);
  return input && linesOf(loan, input);
}

/** The same twice: as it is, and if the loan were held from then on. */
export async function foreseeHeld(
  db: Database,
  loan: string,
  hold: Hold,
  ahead: Ahead,
): Promise<{ free: TimelineLine[]; held: TimelineLine[] } | null> {
  const input = await readAhead(db, loan, ahead);
  if (input === null) return null;
  const loans = input.loans.map((it) =>
    it.file.loan === loan ? { ...it, file: { ...it.file, holds: [...it.file.holds, hold] } } : it,
  );
  return { free: linesOf(loan, input), held: linesOf(loan, { ...input, loans }) };
}

const linesOf = (loan: string, input: PreviewInput) => preview(input).filter((line) => line.loan === loan);

/** What a preview of a loan needs to know. Null: no such loan is looked after. */
async function readAhead(
  db: Database,
  loan: string,
  { from, until, staff, rules }: Ahead,
  instead?: Plan,
): Promise<PreviewInput | null> {
  const [stored] = await readLoanFiles(db.pool, [loan], from);
  if (!stored) return null;
  const inDatabase = planReader(db.pool);
  const planOf = async (name: string) => (instead && name === stored.plan ? underLaw(instead) : inDatabase(name));
  const { borrower } = stored.file;
  // All loans of the borrower, since caps, and work about the borrower, are shared by them.
  const ids = (
    await rows<{ loan: string }>(
      db.pool,
      'SELECT loan_id AS loan FROM loans WHERE borrower_id = $1 AND taken_in_at IS NOT NULL ORDER BY loan_id',
      [borrower],
    )
  ).map((it) => it.loan);
  const files = await readLoanFiles(db.pool, ids, from);
  const people = await readStaff(db.pool, dayOf(from), stored.branch);
  const away = (day: Day) => rolesAway(people, day);
  const loans = await Promise.all(files.map(async ({ file, plan }) => ({ file, plan: await planOf(plan), away })));
  const days = historyDays(withPlan(rules, await planOf(stored.plan)));
  const histories = await contactHistory(db.pool, [borrower], from - days * MS_A_DAY);
  const work = await openTasks(db, ids, dayOf(from));
  const open = await openFlows(db, ids);
  const known = { ...rules, calendar: stored.file.calendar };
  return { loans, from, until, staff, providers: {}, rules: known, histories, work, open };
}

/** Warnings and cases that are open, and warnings that may be open again. */
async function openFlows({ pool }: Database, loans: string[]): Promise<OpenFlow[]> {
  const found = await rows<{ warning: string | null; case: string | null }>(
    pool,
    `SELECT warning_id AS warning, NULL AS "case" FROM warnings WHERE loan_id = ANY($1) AND (closed_at IS NULL OR look_again_at IS NOT NULL)
     UNION ALL SELECT NULL, case_id FROM cases WHERE loan_id = ANY($1) AND closed_at IS NULL ORDER BY 1, 2`,
    [loans],
  );
  const flows = await Promise.all(
    found.map(async (it): Promise<OpenFlow | null> => {
      if (it.warning !== null) {
        const warning = await readWarning(pool, it.warning);
        return warning && { warning };
      }
      const found = await readCase(pool, it.case!);
      return found && { case: found };
    }),
  );
  return flows.filter((it) => it !== null);
}

async function openTasks(db: Database, loans: string[], day: Day): Promise<OpenTaskOfLoan[]> {
  const open = await rows<{
    task: string;
    loan: string;
    form: string[];
    joinedTo: string | null;
    of: TaskSubject | null;
    ofPerson: boolean;
  }>(
    db.pool,
    `SELECT task_id AS task, loan_id AS loan, form, joined_to AS "joinedTo", of_person AS "ofPerson",
            CASE WHEN case_id IS NOT NULL THEN json_build_object('kind', 'case', 'id', case_id)
                 WHEN warning_id IS NOT NULL THEN json_build_object('kind', 'warning', 'id', warning_id) END AS of
     FROM tasks WHERE loan_id = ANY($1) AND status IN ('open', 'joined') ORDER BY task_id`,
    [loans],
  );
  const tasks = await Promise.all(
    open.map(async ({ task, of, ofPerson, ...it }) => {
      const stored = await readTask(db.pool, task, day);
      if (stored === null) return [];
      const subject = { ...(of ? { of } : {}), ...(ofPerson ? { ofPerson: true as const } : {}) };
      return [{ ...it, ...subject, file: stored.file, rule: stored.rule, why: stored.why }];
    }),
  );
  return tasks.flat();
}
