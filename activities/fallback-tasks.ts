import type pg from 'pg';
import type { Moment } from '../src/domain/dates.js';
import { transaction } from '../src/store/database.js';
import { writeFallbackTask, writeUnreachedTask } from '../src/store/fallback-tasks.js';
import { changeNotices, decideAlone, type NoticeChange } from '../src/store/notices.js';
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
  for (const { noticeId } of changes.filter(isUnreached))
    calls.push(...(await writeUnreachedTask(client, noticeId, now)));
  return calls;
}

const isUnreached = (it: NoticeChange): boolean => 'unreached' in it && it.unreached === true;

/** The same for what was tried. Only where a call may follow do the other channels have to wait. */
export async function settleOutcomes(dependencies: Dependencies, changes: NoticeChange[], now: Moment): Promise<void> {
  const { db } = dependencies;
  if (!changes.some(isUnreached)) return changeNotices(db.pool, changes, now);
  const calls = await transaction(db, async (client) => {
    await decideAlone(client);
    return settleNotices(client, changes, now);
  });
  await tell(dependencies, calls);
}
