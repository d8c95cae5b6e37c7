import { notedAt } from '../src/domain/loan/heard.js';
import type { LoanFile } from '../src/domain/loan/loan-file.js';
import { standingOf } from '../src/domain/loan/standing.js';
import type { Plan } from '../src/domain/plan/plan.js';
import { soonest } from '../src/domain/preview/course.js';
import { inEnglish } from '../src/domain/reason/words.js';
import { dayOf, type Moment } from '../src/domain/time/dates.js';
import { caseAgenda, caseSpec, type OfLoan, ofLoan } from '../src/domain/work/cases.js';
import { complaintAgenda } from '../src/domain/work/complaint.js';
import { taskAgenda } from '../src/domain/work/task-agenda.js';
import { warningAgenda } from '../src/domain/work/warnings/warning.js';
import { conditionHolds } from '../src/domain/work/warnings/warning-rules.js';
import { transaction } from '../src/store/base/connection/database.js';
import type { ReadFile } from '../src/store/loans/files/shared-loan-files.js';
import { writeSteps } from '../src/store/loans/steps/write-steps.js';
import { giveUnowned } from '../src/store/staff/unowned.js';
import { closeCase, readCase } from '../src/store/work/cases.js';
import { readComplaint, writeComplaintSteps } from '../src/store/work/complaints.js';
import { readTask, writeTaskSteps } from '../src/store/work/tasks.js';
import { closeWarning, readWarning } from '../src/store/work/warnings.js';
import type { Dependencies } from './dependencies.js';
import { tell, tellTasks } from './tell.js';

/** What a wake-up of a subject did and what comes next; each of workflows/subjects.ts has one that decides for it. */
interface Advance {
  did: string[];
  /** In the workflow's own time; null: wait for news. */
  next: number | null;
  open: boolean;
}

type Steps = Parameters<typeof writeSteps>[2];

export function subjectActivities(dependencies: Dependencies, readFile: ReadFile) {
  const { db, clock, planOf } = dependencies;
  const toWorkflow = (next: Moment | null) => (next === null ? null : clock.toWorkflow(next));

  /** Reminds, marks overdue, goes up, finds somebody for what nobody has; a task that has ended answers `open: false`. */
  async function advanceTask({
    task,
    now,
  }: {
    task: string;
    now: number;
  }): Promise<Advance & { kind: string; role: string }> {
    const moment = clock.toBusiness(now);
    const stored = await readTask(db.pool, task, dayOf(moment));
    if (!stored) return { did: [], kind: '', role: '', next: null, open: false };
    const { kind, role, status } = stored.file;
    const { steps, next } = taskAgenda(stored.file, moment);
    if (steps.length > 0) await writeTaskSteps(db.pool, stored, steps, moment);
    const did = steps.map(({ what, upTo }) => (upTo ? `${what}, up to ${upTo}` : what));
    const to =
      stored.unowned && (await transaction(db, (client) => giveUnowned(client, task, { actor: 'worker', at: moment })));
    if (to) did.push(`handed over to ${to}`);
    const back = to ? null : (stored.unowned?.back ?? null);
    return { did, kind, role, next: toWorkflow(soonest(next, back)), open: status === 'open' };
  }

  /** Notes what has happened and which time limits have passed (P4.8). */
  async function advanceComplaint({ complaint, now }: { complaint: string; now: number }): Promise<Advance> {
    const moment = clock.toBusiness(now);
    const file = await readComplaint(db.pool, complaint);
    if (!file) return { did: [], next: null, open: false };
    const { steps, next, open } = complaintAgenda(file, moment);
    if (steps.length > 0) await writeComplaintSteps(db, complaint, steps, moment);
    await tellTasks(
      dependencies,
      steps.flatMap((it) => (it.what === 'task.open' ? [it.task] : [])),
    );
    return { did: steps.map(({ what, why }) => `${what}: ${inEnglish(why)}`), next: toWorkflow(next), open };
  }

  /** Decides, and does so again when a fact came in meanwhile, until the loan is still as it was read. Null: there is no such loan. */
  async function decide<File extends { loan: string }, Answer extends { steps: Steps }>(
    read: () => Promise<File | null>,
    agenda: (file: File, plan: Plan, of: OfLoan, loan: LoanFile) => Answer,
    moment: Moment,
  ): Promise<(Answer & { file: File; did: string[] }) | null> {
    for (;;) {
      const file = await read();
      const loan = file && (await readFile(file.loan, moment));
      if (!file || !loan) return null;
      const { state } = loan.file;
      const plan = await planOf(loan.plan);
      const dpd = standingOf(loan.file, moment).dpd;
      const answer = agenda(file, plan, ofLoan(loan.file, plan, dpd, moment), loan.file);
      const { steps } = answer;
      const told = steps.length > 0 ? await writeSteps(db.pool, loan, steps, state, plan.version, moment) : [];
      if (told === null) continue;
      await tell(dependencies, told);
      return { ...answer, file, did: steps.map(({ what, rule }) => `${what} (${rule})`) };
    }
  }

  /** Notes what was done for the warning and opens the next piece of work (P2.10, P5.6, P5.11). */
  async function advanceWarning({
    warning,
    now,
  }: {
    warning: string;
    now: number;
  }): Promise<Advance & { level: string }> {
    const moment = clock.toBusiness(now);
    const decided = await decide(
      () => readWarning(db.pool, warning),
      (file, plan, { dpd, stage, calendar }, loan) =>
        warningAgenda(file, plan.warnings.work, { dpd, stage, calendar }, notedAt(loan, moment), (at) =>
          conditionHolds(loan, plan, warning, at),
        ),
      moment,
    );
    if (!decided) return { did: [], level: '', next: null, open: false };
    const { file, did, closedAt, lookAgainAt, next } = decided;
    if (closedAt !== null) await closeWarning(db.pool, warning, closedAt, lookAgainAt);
    return { did, level: file.level, next: toWorkflow(next), open: closedAt === null };
  }

  /** Notes what was decided and done, opens the next work, ends the case (S5, P2.7, P8.6). */
  async function advanceCase({ case: id, now }: { case: string; now: number }): Promise<Advance & { kind: string }> {
    const moment = clock.toBusiness(now);
    const decided = await decide(
      () => readCase(db.pool, id),
      (file, plan, of) => caseAgenda(file, caseSpec(plan, file.kind), of, moment),
      moment,
    );
    if (!decided) return { did: [], kind: '', next: null, open: false };
    const { file, did, next, closed } = decided;
    if (closed) await closeCase(db.pool, id, closed);
    return { did, kind: file.kind, next: toWorkflow(next), open: closed === null };
  }

  return { advanceTask, advanceComplaint, advanceWarning, advanceCase };
}
