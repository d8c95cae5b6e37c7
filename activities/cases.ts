import { standingOf } from '../src/domain/loan/standing.js';
import { caseAgenda, caseSpec } from '../src/domain/work/cases.js';
import type { ReadFile } from '../src/store/loans/shared-loan-files.js';
import { writeSteps } from '../src/store/loans/write-steps.js';
import { closeCase, readCase } from '../src/store/work/cases.js';
import type { Dependencies } from './dependencies.js';
import { tell } from './tell.js';

/** What a wake-up of a case did and what comes next. */
export interface CaseAdvance {
  did: string[];
  kind: string;
  /** In the workflow's own time; null: wait for news. */
  next: number | null;
  open: boolean;
}

export function caseActivities(dependencies: Dependencies, readFile: ReadFile) {
  const { db, clock, planOf } = dependencies;

  /** Notes what was decided and done, opens the next work, ends the case (S5, P2.7, P8.6). */
  async function advanceCase({ case: id, now }: { case: string; now: number }): Promise<CaseAdvance> {
    const moment = clock.toBusiness(now);
    for (;;) {
      const file = await readCase(db.pool, id);
      const loan = file && (await readFile(file.loan, moment));
      if (!file || !loan) return { did: [], kind: '', next: null, open: false };
      const { state, cause } = loan.file;
      const { dpd } = standingOf(loan.file, moment);
      const plan = await planOf(loan.plan);
      const { kind } = file;
      const answer = caseAgenda(file, caseSpec(plan, kind), { dpd, stage: state.stage, cause }, moment);
      const { steps, next, closed } = answer;
      const told = steps.length > 0 ? await writeSteps(db.pool, loan, steps, state, plan.version, moment) : [];
      if (told === null) continue;
      await tell(dependencies, told);
      if (closed) await closeCase(db.pool, id, closed);
      return {
        did: steps.map(({ what, rule }) => `${what} (${rule})`),
        kind,
        next: next === null ? null : clock.toWorkflow(next),
        open: closed === null,
      };
    }
  }
  return { advanceCase };
}
