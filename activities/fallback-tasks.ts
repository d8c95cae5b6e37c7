import type pg from 'pg';
import type { Moment } from '../src/domain/dates.js';
import { writeFallbackTask, writeUnreachedTask } from '../src/store/fallback-tasks.js';
import { changeNotices, type NoticeChange } from '../src/store/notices.js';
import type { Nudge } from '../src/store/nudges.js';
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

/** Writes what became of notices, with the calls instead of those that nobody could send in time. Answers whom to tell. */
export async function settleNotices(client: pg.PoolClient, changes: NoticeChange[], now: Moment): Promise<Nudge[]> {
  await changeNotices(client, changes, now);
  const calls: Nudge[] = [];
  for (const it of changes)
    if ('unreached' in it && it.unreached) calls.push(...(await writeUnreachedTask(client, it.noticeId, now)));
  return calls;
}
