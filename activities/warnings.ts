import { arrearsOn } from '../src/domain/arrears.js';
import { dayOf } from '../src/domain/dates.js';
import { warningAgenda } from '../src/domain/warning.js';
import { readLoanFiles } from '../src/store/loan-files.js';
import { closeWarning, readWarning } from '../src/store/warnings.js';
import { writeSteps } from '../src/store/write-steps.js';
import type { Dependencies } from './dependencies.js';
import { tellTasks } from './tell-tasks.js';

/** What a wake-up of a warning did. */
export interface WarningAdvance {
  did: string[];
  level: string;
  open: boolean;
}

export function warningActivities(dependencies: Dependencies) {
  const { db, clock, planOf } = dependencies;

  /** Notes what was done for the warning and opens the next piece of work (P2.10, P5.6, P5.11). */
  async function advanceWarning({ warning, now }: { warning: string; now: number }): Promise<WarningAdvance> {
    const moment = clock.toBusiness(now);
    for (;;) {
      const file = await readWarning(db.pool, warning);
      const [loan] = file ? await readLoanFiles(db.pool, [file.loan], moment) : [];
      if (!file || !loan) return { did: [], level: '', open: false };
      const { instalments, payments, state } = loan.file;
      const { dpd } = arrearsOn({ instalments, payments, graceDays: 0, pauses: [] }, dayOf(moment));
      const { steps, closedAt } = warningAgenda(file, { dpd, stage: state.stage });
      const { version } = await planOf(loan.plan);
      if (steps.length > 0 && !(await writeSteps(db.pool, loan, steps, state, version, moment))) continue;
      await tellTasks(
        dependencies,
        steps.flatMap((step) => (step.what === 'task.open' ? [step.task] : [])),
      );
      if (closedAt !== null) await closeWarning(db.pool, warning, closedAt);
      return { did: steps.map(({ what, rule }) => `${what} (${rule})`), level: file.level, open: closedAt === null };
    }
  }
  return { advanceWarning };
}
