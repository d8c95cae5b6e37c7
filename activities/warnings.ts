import { standingOf } from '../src/domain/loan/standing.js';
import { warningAgenda } from '../src/domain/work/warning.js';
import type { ReadFile } from '../src/store/loans/shared-loan-files.js';
import { writeSteps } from '../src/store/loans/write-steps.js';
import { closeWarning, readWarning } from '../src/store/work/warnings.js';
import type { Dependencies } from './dependencies.js';
import { tell } from './tell.js';

/** What a wake-up of a warning did. */
export interface WarningAdvance {
  did: string[];
  level: string;
  open: boolean;
}

export function warningActivities(dependencies: Dependencies, readFile: ReadFile) {
  const { db, clock, planOf } = dependencies;

  /** Notes what was done for the warning and opens the next piece of work (P2.10, P5.6, P5.11). */
  async function advanceWarning({ warning, now }: { warning: string; now: number }): Promise<WarningAdvance> {
    const moment = clock.toBusiness(now);
    for (;;) {
      const file = await readWarning(db.pool, warning);
      const loan = file && (await readFile(file.loan, moment));
      if (!file || !loan) return { did: [], level: '', open: false };
      const { state } = loan.file;
      const { dpd } = standingOf(loan.file, moment);
      const { version, warnings } = await planOf(loan.plan);
      const { steps, closedAt } = warningAgenda(file, warnings.work, { dpd, stage: state.stage });
      const told = steps.length > 0 ? await writeSteps(db.pool, loan, steps, state, version, moment) : [];
      if (told === null) continue;
      await tell(dependencies, told);
      if (closedAt !== null) await closeWarning(db.pool, warning, closedAt);
      return { did: steps.map(({ what, rule }) => `${what} (${rule})`), level: file.level, open: closedAt === null };
    }
  }
  return { advanceWarning };
}
