import type pg from 'pg';
import type { Moment } from '../../src/domain/time/dates.js';
import { transaction } from '../../src/store/base/connection/database.js';
import type { Nudge } from '../../src/store/base/nudges.js';
import { writeFallbackTask } from '../../src/store/notices/fallback-tasks.js';
import { decideAlone } from '../../src/store/notices/notices.js';
import { changeNotices, type NoticeChange } from '../../src/store/notices/outcomes.js';
import type { Dependencies } from '../dependencies.js';
import { tell } from '../tell.js';
import type { Alone } from './alone.js';

/** Writes what became of notices, and opens a call in place of each that reached nobody. Answers which workflows to nudge. */
export async function settleNotices(client: pg.PoolClient, changes: NoticeChange[], now: Moment): Promise<Nudge[]> {
  await changeNotices(client, changes, now);
  const calls: Nudge[] = [];
  for (const change of changes) {
    const vain = vainOf(change);
    if (vain) calls.push(...(await writeFallbackTask(client, change.noticeId, vain, now)));
  }
  return calls;
}

const vainOf = (it: NoticeChange) => ('vain' in it ? it.vain : undefined);

/**
 * The same after sending, in a transaction of its own. Where a call may follow, other channels must not decide meanwhile: two channels
 * of one message would each think that the other may still reach the borrower.
 */
export async function settleOutcomes(
  dependencies: Dependencies,
  changes: NoticeChange[],
  now: Moment,
  still: Alone['still'],
): Promise<void> {
  if (changes.length === 0) return;
  const calls = await transaction(dependencies.db, async (client) => {
    await still(client);
    if (changes.some(vainOf)) await decideAlone(client);
    return settleNotices(client, changes, now);
  });
  await tell(dependencies, calls);
}
