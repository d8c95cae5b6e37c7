import { paceOf } from '../src/domain/work/batch.js';
import { waitingNudges } from '../src/store/base/nudges.js';
import { findBatch } from '../src/store/batches/batches.js';
import { endBatch, pendingOf, workOne } from '../src/store/batches/work-batch.js';
import { beating } from './beating.js';
import type { Dependencies } from './dependencies.js';
import { tell } from './tell.js';

/** One loan is a transaction, or two words to the server. */
const PATIENCE_MS = 60_000;
/** So much is told at once; the worker tells the rest within half a minute. */
const TOLD = 200;

export function batchActivities(dependencies: Dependencies) {
  const { db, seal, clock, messenger } = dependencies;
  const acts = { db, seal, restart: (loan: string, batch: string) => messenger.restart(loan, batch) };

  /** Does the next part of a batch; `next`, in the workflow's own time, keeps its pace. */
  async function workBatch({ batch, now }: { batch: string; now: number }) {
    return beating({}, PATIENCE_MS, async (step) => {
      const it = await findBatch(db.pool, batch, { scope: 'all' });
      const did = it === null ? [] : [`done: ${it.done} of ${it.loans}`, `failed: ${it.failed}`];
      if (it === null || it.endedAt !== null) return { did, open: false, next: null };
      if (it.pausedAt !== null || it.waits) return { did, open: true, next: null };
      const { loans, everyMs } = paceOf(it.perMinute);
      const at = clock.toBusiness(now);
      const part = await pendingOf(db.pool, batch, loans);
      for (const loan of part) {
        await workOne(acts, it, loan, at);
        step();
      }
      await tell(dependencies, await waitingNudges(db.pool, 0, TOLD));
      if (part.length < loans && (await endBatch(db, it, at))) return { did, open: false, next: null };
      return { did, open: true, next: now + everyMs };
    });
  }
  return { workBatch };
}
