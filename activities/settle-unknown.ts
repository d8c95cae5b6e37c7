import type { Channel } from '../src/channels/index.js';
import { nextAttempt } from '../src/domain/contact-gate.js';
import type { Moment } from '../src/domain/dates.js';
import { boundProviderIds, changeNotices, type UnsettledNotice, unsettledNotices } from '../src/store/notices.js';
import type { Dependencies } from './dependencies.js';
import { openFallbackTasks } from './fallback-tasks.js';

/**
 * Notices that were handed to the provider and have no outcome: asks what became of them. Sent: so be it. Absent: it may
 * go again. Unknowable: a person looks, nothing is sent blindly. Answers how many still cannot be told.
 */
export async function settleUnknown(dependencies: Dependencies, way: Channel, now: Moment): Promise<number> {
  const { db } = dependencies;
  let waiting = 0;
  for (const notice of await unsettledNotices(db.pool, way.name)) {
    const found = notice.fresh ? null : await ask(dependencies, way, notice);
    const { noticeId } = notice;
    if (found === null) waiting++;
    else if (found.status === 'sent') {
      await changeNotices(db.pool, [{ noticeId, status: 'sent', providerId: found.providerId }], now);
    } else if (found.status === 'absent') {
      const dueAt = nextAttempt(notice.dueAt, notice.attempts);
      await changeNotices(db.pool, [{ noticeId, status: 'reserved', dueAt, reason: 'not at the provider' }], now);
    } else {
      await changeNotices(db.pool, [{ noticeId, status: 'unknown', reason: 'outcome cannot be known' }], now);
      await openFallbackTasks(
        dependencies,
        [{ notice, because: 'outcome unknown: ask the borrower whether it arrived' }],
        now,
      );
    }
  }
  return waiting;
}

/** Null when the provider cannot be asked just now. */
async function ask({ db, seal }: Dependencies, way: Channel, notice: UnsettledNotice) {
  const message = {
    noticeId: notice.messageId,
    to: seal.open(notice.addressSealed),
    subject: '',
    text: seal.open(notice.textSealed),
    language: notice.language,
    since: new Date(notice.firstAttemptAt),
  };
  try {
    return await way.find(message, await boundProviderIds(db.pool, notice.noticeId));
  } catch {
    return null;
  }
}
