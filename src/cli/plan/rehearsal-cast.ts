import { chineseOf, word } from '../../domain/reason/vocabulary.js';
import { APPROVAL } from '../../domain/work/cases.js';
import type { RehearsalStage } from '../../rehearsal/stage.js';
import { readersOf } from '../../reports/deliver/readers.js';
import type { Who } from '../../reports/paper/who.js';
import type { Known, Work } from '../../reports/papers/rehearsal/happenings.js';
import type { LoanRehearsed } from '../../reports/papers/rehearsal/sums.js';
import { rows } from '../../store/base/connection/database.js';

/** Who played in a rehearsal: what its table says beside the timeline, read while the stage still stands. */
export interface Cast extends Pick<Known, 'work' | 'stage'> {
  loans: ReadonlyMap<string, LoanRehearsed>;
  who: Who;
  /** The titles of the plans, with their versions, by their names. */
  plans: ReadonlyMap<string, string>;
}

/** `plan` null: of all plans; else only its loans. Firms and staff stand by name, persons masked. */
export async function castOf({ dependencies }: RehearsalStage, plan: string | null): Promise<Cast> {
  const { db, seal, planOf } = dependencies;
  const loans = await rows<LoanRehearsed & { loan: string }>(
    db.pool,
    `SELECT l.loan_id AS loan, l.plan, l.borrower_id AS borrower, l.product, l.principal, b.account_manager AS manager
     FROM loans l JOIN borrowers b USING (borrower_id) WHERE $1::text IS NULL OR l.plan = $1 ORDER BY l.borrower_id, l.loan_id`,
    [plan],
  );
  const work = await rows<Work & { id: string; kind: string; case: string | null; caseTitle: string | null }>(
    db.pool,
    `SELECT t.task_id AS id, t.title, t.owner, t.kind, c.kind AS case, c.title AS "caseTitle" FROM tasks t LEFT JOIN cases c USING (case_id)
     UNION ALL SELECT case_id, title, NULL, kind, NULL, NULL FROM cases`,
  );
  const names = [...new Set(loans.map((it) => it.plan))].sort();
  const plans = await Promise.all(names.map((it) => planOf(it)));
  const planOfLoan = new Map(loans.map(({ loan, plan: its }) => [loan, its]));
  const stages = new Map(
    plans.flatMap((it) => it.ladder.stages.map(({ stage, title }) => [`${it.plan} ${stage}`, title])),
  );
  return {
    loans: new Map(loans.map(({ loan, ...it }) => [loan, it])),
    work: new Map(work.map((it) => [it.id, { title: it.title ?? ofCase(it), owner: it.owner }])),
    stage: (loan, stage) => stages.get(`${planOfLoan.get(loan ?? '')} ${stage}`),
    who: await readersOf(db.pool, seal, { plan: names[0] ?? '', figures: loans }, ''),
    plans: new Map(plans.map((it) => [it.plan, `${chineseOf(it.title)}（第${it.version}版）`])),
  };
}

/** The proposal and the approval of a case are named by what the plan calls the case; null: by their kind. */
function ofCase(it: { kind: string; case: string | null; caseTitle: string | null }): string | null {
  if (it.case === null) return null;
  const title = it.caseTitle === null ? word(it.case) : chineseOf(it.caseTitle);
  if (it.kind === APPROVAL) return `${title}审批`;
  return it.kind === `${it.case}-proposal` ? `${title}方案` : null;
}
