import type { Moment } from '../src/domain/dates.js';
import { writeFallbackTask } from '../src/store/fallback-tasks.js';
import type { Dependencies } from './dependencies.js';
import { tell } from './tell.js';

/** What no channel could deliver becomes a call by the account manager. */
export async function openFallbackTasks(
  dependencies: Dependencies,
  undelivered: { notice: { noticeId: number }; because: string }[],
  now: Moment,
): Promise<void> {
  for (const { notice, because } of undelivered) {
    await tell(dependencies, await writeFallbackTask(dependencies.db.pool, notice.noticeId, because, now));
  }
}
