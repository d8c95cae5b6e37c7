import type pg from 'pg';
import type { Reason } from '../../src/domain/reason/reason.js';
import type { Moment } from '../../src/domain/time/dates.js';
import { transaction } from '../../src/store/base/database.js';
import type { Nudge } from '../../src/store/base/nudges.js';
import { writeFallbackTask, writeUnreachedTask, writeUnsaidTask } from '../../src/store/notices/fallback-tasks.js';
import { changeNotices, decideAlone, type NoticeChange } from '../../src/store/notices/notices.js';
import type { Dependencies } from '../dependencies.js';
import { tell } from '../tell.js';
import type { Alone } from './alone.js';

/** What no channel could deliver becomes a call by the account manager. */
export async function openFallbackTasks(
  dependencies: Dependencies,
  undelivered: { notice: { noticeId: number }; because: Reason }[],
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
  for (const change of changes.filter((it) => isUnreached(it) || isUnsaid(it))) {
    const write = isUnreached(change) ? writeUnreachedTask : writeUnsaidTask;
    calls.push(...(await write(client, change.noticeId, now)));
  }
  return calls;
}

const isUnsaid = (it: NoticeChange): boolean => 'unsaid' in it && it.unsaid === true;
const isUnreached = (it: NoticeChange): boolean => 'unreached' in it && it.unreached === true;

/** The same for what was tried. Only where a call may follow do the other channels have to wait. */
export async function settleOutcomes(
  dependencies: Dependencies,
  changes: NoticeChange[],
  now: Moment,
  still: Alone['still'],
): Promise<void> {
  if (changes.length === 0) return;
  const calls = await transaction(dependencies.db, async (client) => {
    await still(client);
    if (changes.some(isUnreached)) await decideAlone(client);
    return settleNotices(client, changes, now);
  });
  await tell(dependencies, calls);
}
