import { isDeepStrictEqual } from 'node:util';
import { ApplicationFailure } from '@temporalio/activity';
import { agenda } from '../src/domain/agenda.js';
import type { Step } from '../src/domain/loan/steps.js';
import { nextDue } from '../src/domain/preview/next-due.js';
import { inEnglish } from '../src/domain/reason/words.js';
import { endedByNow } from '../src/domain/work/warnings/warning-rules.js';
import type { ReadFile } from '../src/store/loans/files/shared-loan-files.js';
import { noteNextStep } from '../src/store/loans/steps/next-steps.js';
import { writeSteps } from '../src/store/loans/steps/write-steps.js';
import { tellThatWait } from '../src/store/work/warnings.js';
import type { Dependencies } from './dependencies.js';
import { tell, wake } from './tell.js';

/** What a wake-up of a loan did and what comes next. Stands in the history: no personal data. */
export interface LoanAdvance {
  did: { what: string; rule: string; why: string }[];
  plan: string;
  stage: string;
  category: string;
  /** Null: its plan has no tiers, or the loan none yet. */
  tier: string | null;
  branch: string | null;
  accountManager: string | null;
  /** In the workflow's own time; null: wait for a nudge. */
  next: { at: number; what: string } | null;
  openTasks: number;
  closed: boolean;
}

/** How often an agenda is written for a loan that changes between reading and writing, before the activity's retry takes over. */
const TRIES = 20;

export function loanActivities(dependencies: Dependencies, readFile: ReadFile) {
  const { planOf, clock, wakes = dependencies.db.pool } = dependencies;

  /**
   * Looks at the loan as it is now, does what its plan asks for (states, tasks, reserved notices; one statement), and says
   * what comes next. Doing it again does nothing again: what is done is in the diary.
   * Throws LoanUnknown for a loan that is not in the database or not taken in.
   */
  async function advanceLoan({ loan, now }: { loan: string; now: number }): Promise<LoanAdvance> {
    const moment = clock.toBusiness(now);
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const stored = await readFile(loan, moment);
      if (!stored) throw ApplicationFailure.nonRetryable(`loan ${loan} is not in the database`, 'LoanUnknown');
      const plan = await planOf(stored.plan);
      const answer = agenda(stored.file, plan, moment);
      const { steps, state } = answer;
      const changed = steps.length > 0 || !isDeepStrictEqual(state, stored.file.state);
      const next = nextDue(stored.file, plan, answer);
      if (!changed) await noteNextStep(wakes, loan, next);
      const told = changed ? await writeSteps(wakes, stored, steps, state, plan.version, moment, next) : [];
      if (told === null) continue;
      const ended = endedByNow({ ...stored.file, state }, plan, moment);
      await tell(dependencies, [...told, ...(await tellThatWait(wakes, ended))]);
      await wake(dependencies, [...new Set([...stored.waiting, ...channelsOf(steps)])]);
      return {
        did: steps.map(({ what, rule, why }) => ({ what, rule, why: inEnglish(why) })),
        plan: stored.plan,
        stage: state.stage,
        category: state.category,
        tier: state.tier,
        branch: stored.branch,
        accountManager: stored.accountManager,
        next: next && { at: clock.toWorkflow(next.at), what: next.what },
        openTasks: openTasks(stored.file.openTasks, steps),
        closed: state.closedAt !== null,
      };
    }
    throw ApplicationFailure.retryable(`loan ${loan} kept changing`, 'LoanBusy');
  }

  return { advanceLoan };
}

const channelsOf = (steps: Step[]) => steps.flatMap((step) => (step.what === 'notice' ? [step.channel] : []));

function openTasks(before: readonly { task: string }[], steps: Step[]): number {
  const opened = steps.filter((step) => step.what === 'task.open').length;
  return before.length + opened - steps.filter((step) => step.what === 'task.cancel').length;
}
