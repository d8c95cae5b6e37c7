import { arrearsOn } from '../src/domain/arrears.js';
import { dayOf } from '../src/domain/dates.js';
import { dueDaysNow } from '../src/domain/relief.js';
import { warningAgenda } from '../src/domain/warning.js';
import { readLoanFiles } from '../src/store/loan-files.js';
import { closeWarning, readWarning } from '../src/store/warnings.js';
import { writeSteps } from '../src/store/write-steps.js';
import type { Dependencies } from './dependencies.js';
import { tell } from './tell.js';

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
      const { payments, state } = loan.file;
      const instalments = dueDaysNow(loan.file, moment);
      const { dpd } = arrearsOn({ instalments, payments, graceDays: 0, pauses: [] }, dayOf(moment));
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
