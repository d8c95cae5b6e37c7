import type { Channel, Found, Outgoing } from '../../src/channels/message/channel.js';
import { nextAttempt } from '../../src/domain/contact/contact-gate.js';
import type { Moment } from '../../src/domain/time/dates.js';
import { transaction } from '../../src/store/base/connection/database.js';
import { changeNotices, type NoticeChange } from '../../src/store/notices/outcomes.js';
import { boundProviderIds, type UnsettledNotice, unsettledNotices } from '../../src/store/notices/unsettled.js';
import type { Dependencies } from '../dependencies.js';
import type { Batch } from './alone.js';
import { settleOutcomes } from './fallback-tasks.js';

/** Questions to the provider at the same time. */
const AT_ONCE = 16;
/** Notices read at once. */
const PAGE = 200;
/** Questions are asked for so long, a fifth of the activity's time limit, and the rest is left to the next batch. */
const ENOUGH_MS = 60_000;
/** If so many questions in a row get no answer, the provider is down; if fewer, it may be the questions. */
const ENOUGH_TO_TELL = 3;

export interface Unsettled {
  /** How many still have no outcome. */
  waiting: number;
  /** How many the provider was found to have: it does take messages, even if its answers get lost. */
  taken: number;
  /** The provider answered none of the questions. */
  down: boolean;
}

/**
 * Asks the provider what became of notices that were handed over and have no outcome. One that it has counts as sent, one that it
 * does not have may go again. If it cannot tell, or gives no answer for three days, a person looks: nothing is sent on a guess. A
 * provider that answers no question is not asked the others, which would take hours.
 */
export async function settleUnknown(
  dependencies: Dependencies,
  way: Channel,
  now: Moment,
  batch: Batch,
): Promise<Unsettled> {
  const begun = performance.now();
  const total: Unsettled = { waiting: 0, taken: 0, down: false };
  for (;;) {
    const { unsettled, asked, answered, taken } = await settlePage(dependencies, way, now, batch);
    total.waiting = unsettled - answered;
    total.taken += taken;
    total.down = total.taken === 0 && asked >= ENOUGH_TO_TELL && answered === 0;
    // After a restore there are thousands. A notice that got no answer in this round is not asked about again in it.
    if (unsettled < PAGE || answered < unsettled || performance.now() - begun > ENOUGH_MS) return total;
  }
}

async function settlePage(dependencies: Dependencies, way: Channel, now: Moment, batch: Batch) {
  const unsettled = await unsettledNotices(dependencies.db.pool, way.name, PAGE);
  const settling = unsettled.filter((it) => !it.fresh);
  const toAsk: Question[] = [];
  let [asked, answered, taken] = [0, 0, 0];
  // The provider cannot be asked about a notice whose words or address cannot be decrypted.
  for (const notice of settling) {
    const message = messageOf(dependencies, notice);
    if (message !== null) toAsk.push({ notice, message });
    else if (notice.old) await leaveToAPerson(dependencies, notice, now, batch);
  }
  while (asked < toAsk.length && (asked < ENOUGH_TO_TELL || answered > 0)) {
    const some = toAsk.slice(asked, asked + AT_ONCE);
    const told = await Promise.all(some.map((it) => settleOne(dependencies, way, it, now, batch)));
    asked += some.length;
    answered += told.filter((it) => it !== null).length;
    taken += told.filter((it) => it === 'sent').length;
  }
  return { unsettled: unsettled.length, asked, answered, taken };
}

/** Null when the provider gives no answer just now. */
async function settleOne(
  dependencies: Dependencies,
  way: Channel,
  { notice, message }: Question,
  now: Moment,
  batch: Batch,
): Promise<Found['status'] | null> {
  const { noticeId } = notice;
  const found = await way.find(message, await boundProviderIds(dependencies.db.pool, noticeId)).catch(() => null);
  batch.step();
  const write = (change: NoticeChange) => writeAlone(dependencies, change, now, batch);
  if (found?.status === 'sent') {
    await write({ noticeId, status: 'sent', providerId: found.providerId });
  } else if (found?.status === 'absent') {
    const dueAt = nextAttempt(notice.dueAt, notice.attempts);
    await write({ noticeId, status: 'reserved', dueAt, reason: 'not at the provider' });
  } else if (found || notice.old) await leaveToAPerson(dependencies, notice, now, batch);
  return found?.status ?? null;
}

async function leaveToAPerson(
  dependencies: Dependencies,
  notice: UnsettledNotice,
  now: Moment,
  batch: Batch,
): Promise<void> {
  const vain = { how: 'undelivered', because: { code: 'outcome-unknown' } } as const;
  const { noticeId } = notice;
  await settleOutcomes(
    dependencies,
    [{ noticeId, status: 'unknown', reason: 'outcome cannot be known', vain }],
    now,
    batch.still,
  );
}

async function writeAlone({ db }: Dependencies, change: NoticeChange, now: Moment, batch: Batch): Promise<void> {
  await transaction(db, async (client) => {
    await batch.still(client);
    await changeNotices(client, [change], now);
  });
}

interface Question {
  notice: UnsettledNotice;
  message: Outgoing;
}

/** Null: its words or address are erased, or their key is lost. */
function messageOf({ seal }: Dependencies, notice: UnsettledNotice): Outgoing | null {
  const { borrower, whose, channel, addressKey } = notice;
  const to = seal.tryOpen(notice.addressSealed, 'contacts.address_sealed', borrower, whose, channel, addressKey);
  const text = seal.tryOpen(notice.textSealed, 'notices.text_sealed', notice.noticeId);
  if (to === null || text === null) return null;
  const { messageId: noticeId, language } = notice;
  return { noticeId, to, subject: '', text, language, since: new Date(notice.firstAttemptAt ?? notice.dueAt) };
}
