import type { Channel, Found } from '../src/channels/channel.js';
import { nextAttempt } from '../src/domain/contact-gate.js';
import type { Moment } from '../src/domain/dates.js';
import { boundProviderIds, changeNotices, type UnsettledNotice, unsettledNotices } from '../src/store/notices.js';
import type { Dependencies } from './dependencies.js';
import { openFallbackTasks } from './fallback-tasks.js';

const AT_ONCE = 16;
/** Fewer questions without an answer may be the fault of the questions. */
const ENOUGH_TO_TELL = 3;

export interface Unsettled {
  /** How many still cannot be told. */
  waiting: number;
  /** How many the provider was found to have: it takes messages, whatever its answers say. */
  taken: number;
  /** The provider answered none of the questions: it is down. */
  down: boolean;
}

/**
 * Notices that were handed to the provider and have no outcome: asks what became of them. Sent: so be it. Absent: it may
 * go again. Unknowable, or no answer for three days: a person looks, nothing is sent blindly. A provider that answers
 * nothing is not asked about the rest, which would take hours.
 */
export async function settleUnknown(dependencies: Dependencies, way: Channel, now: Moment): Promise<Unsettled> {
  const unsettled = await unsettledNotices(dependencies.db.pool, way.name);
  const toAsk = unsettled.filter((it) => !it.fresh);
  let [asked, answered, taken] = [0, 0, 0];
  while (asked < toAsk.length && (asked < ENOUGH_TO_TELL || answered > 0)) {
    const some = toAsk.slice(asked, asked + AT_ONCE);
    const told = await Promise.all(some.map((notice) => settleOne(dependencies, way, notice, now)));
    asked += some.length;
    answered += told.filter((it) => it !== null).length;
    taken += told.filter((it) => it === 'sent').length;
  }
  return { waiting: unsettled.length - answered, taken, down: asked >= ENOUGH_TO_TELL && answered === 0 };
}

/** Null when the provider cannot be asked just now. */
async function settleOne(
  dependencies: Dependencies,
  way: Channel,
  notice: UnsettledNotice,
  now: Moment,
): Promise<Found['status'] | null> {
  const { db } = dependencies;
  const { noticeId } = notice;
  const found = await ask(dependencies, way, notice);
  if (found?.status === 'sent') {
    await changeNotices(db.pool, [{ noticeId, status: 'sent', providerId: found.providerId }], now);
  } else if (found?.status === 'absent') {
    const dueAt = nextAttempt(notice.dueAt, notice.attempts);
    await changeNotices(db.pool, [{ noticeId, status: 'reserved', dueAt, reason: 'not at the provider' }], now);
  } else if (found || notice.old) {
    await changeNotices(db.pool, [{ noticeId, status: 'unknown', reason: 'outcome cannot be known' }], now);
    await openFallbackTasks(
      dependencies,
      [{ notice, because: 'outcome unknown: ask the borrower whether it arrived' }],
      now,
    );
  }
  return found?.status ?? null;
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
