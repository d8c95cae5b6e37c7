import type { Outcome } from '../../src/channels/index.js';
import { CANCELLED } from '../../src/channels/message/channel.js';
import { nextAttempt } from '../../src/domain/contact/contact-gate.js';
import type { ChannelName } from '../../src/domain/plan/plan.js';
import type { Moment } from '../../src/domain/time/dates.js';
import { transaction } from '../../src/store/base/connection/database.js';
import { retireContact } from '../../src/store/notices/deliveries.js';
import { type DueNotice, dueNotices, keepPaused, keepWaiting, nextDue } from '../../src/store/notices/notices.js';
import type { NoticeChange } from '../../src/store/notices/outcomes.js';
import { beating } from '../beating.js';
import type { Dependencies } from '../dependencies.js';
import { tell } from '../tell.js';
import { alone, type Batch } from './alone.js';
import { sayAloud } from './aloud.js';
import { decide, type Undeliverable } from './decide.js';
import { settleNotices, settleOutcomes } from './fallback-tasks.js';
import { keptBack, sendAll } from './send-all.js';
import { settleUnknown } from './settle-unknown.js';

/** Notices in one activity: enough to make the statements cheap, few enough to be sent in seconds. */
const BATCH = 100;
/** A message whose outcome is unknown is looked up one second after `unsettledNotices` no longer calls its attempt fresh (a minute). */
const LOOK_AGAIN_MS = 61_000;
/** The least pause for a provider that took nothing of a batch and did not say when to ask again. */
const PAUSE_MS = 10_000;
/** A message has its outcome within half a minute, and so has a statement: what takes longer than this will never answer. */
const PATIENCE_MS = 90_000;
/** The least pause for a provider that took nothing twice in a row: it is down. */
const DOWN_MS = 5 * 60_000;
/** If none of so many messages was taken, it is the provider that takes nothing; if fewer, it may be the messages. */
const ENOUGH_TO_TELL = 20;
/** How many messages are sent to find out whether a provider is up again. */
const PROBE = 3;
/** A wake-up on time comes within this of the moment for which its notice was due. */
const ON_TIME_MS = 60_000;

export interface DispatchRequest {
  channel: string;
  now: number;
  /** What the batch before answered as `rest`. */
  rest?: number | null;
}

export interface DispatchResult {
  sent: number;
  /** In the workflow's own time; null: nothing waits. */
  next: number | null;
  /** There may be more that is due now. */
  more: boolean;
  /** The provider takes nothing: until then nothing is sent, even if the workflow is nudged; then PROBE messages are. Null: it is up. */
  rest: number | null;
}

const failed = ({ notice, because, code, gate }: Undeliverable): NoticeChange => ({
  noticeId: notice.noticeId,
  status: 'failed',
  reason: because.code,
  vain: { how: 'undelivered', because },
  ...(code === undefined ? {} : { code }),
  ...(gate === undefined ? {} : { gate }),
});

export function noticeActivities(dependencies: Dependencies) {
  const { db, channels, clock } = dependencies;

  /** What is due on one channel. */
  async function dispatchNotices({ channel, now, rest = null }: DispatchRequest): Promise<DispatchResult> {
    const moment = (await clock.atContact?.(now)) ?? clock.toBusiness(now);
    return alone(dependencies, `dispatch/${channel}`, (it) =>
      beating({}, PATIENCE_MS, (step) => noticesDue(channel, now, moment, rest, { ...it, step })),
    );
  }

  /**
   * Sends each message once: asks the gate and marks as `sending` in one transaction, sends, writes the outcomes in one statement.
   * First the provider is asked what became of messages that an earlier try left without an outcome.
   */
  async function noticesDue(
    channel: string,
    now: number,
    moment: Moment,
    rest: number | null,
    batch: Batch,
  ): Promise<DispatchResult> {
    const begun = performance.now();
    const way = channels[channel as ChannelName];
    const resting = rest !== null && now < rest;
    const { waiting, taken, down } =
      way && !resting ? await settleUnknown(dependencies, way, moment, batch) : { waiting: 0, taken: 0, down: resting };
    const inPeace = taken > 0 ? null : rest;
    // While the provider is down only notices that are of no use any more are dropped; the others wait.
    const { ready, undeliverable, looked, calls } = await transaction(db, async (client) => {
      await batch.still(client);
      const due = await dueNotices(client, channel, moment, BATCH, down);
      // Asking the provider and waiting for the other channels took time: a message for which it has become too late does not go.
      const at = clock.atContact ? moment + Math.round(performance.now() - begun) : moment;
      const decided = await decide(dependencies, client, due, way, at, inPeace !== null || down);
      const { undeliverable, changes } = decided;
      // A provider that was down gets only a few messages as a probe; but first, as long as the batch is full, what the gate holds back
      // is written down, so that the next batch has room for messages that may go.
      const tries = due.length >= BATCH && changes.length > 0 ? 0 : PROBE;
      const ready = inPeace === null ? decided.ready : decided.ready.slice(0, tries);
      const calls = await settleNotices(client, [...changes, ...ready.map((it) => it.change)], at);
      if (inPeace !== null || down) await keepWaiting(client, channel, moment);
      await keepPaused(client, channel, moment);
      return { ready, undeliverable, looked: due.length, calls };
    });
    await tell(dependencies, calls);
    const asked = ready.filter((it) => it.notice.mayHaveGone);
    const outcomes = way
      ? await sendAll(
          way,
          ready.filter((it) => !it.notice.mayHaveGone),
          db.pool,
          batch,
        )
      : [];
    if (way)
      sayAloud(
        way,
        outcomes.map((it) => it.outcome),
      );
    const refused = outcomes.flatMap(({ notice, outcome }): Undeliverable[] =>
      outcome.status === 'refused'
        ? [{ notice, because: { code: 'refused' }, code: outcome.code, gone: outcome.gone === true }]
        : [],
    );
    for (const { notice, code = null } of refused.filter((it) => it.gone)) {
      const source = { actor: 'worker', at: moment };
      await transaction(db, (client) => retireContact(client, { ...notice, code }, source));
    }
    const settledNow = outcomes.map(({ notice, outcome }) => settled(notice, outcome, moment)).filter(isChange);
    const changes = [...settledNow, ...[...refused, ...undeliverable].map(failed)];
    await settleOutcomes(dependencies, changes, moment, batch.still);
    const unknown = waiting + asked.length + outcomes.filter(({ outcome }) => outcome.status === 'unknown').length;
    const due = await nextDue(db.pool, channel);
    const next = [
      due === null ? null : clock.toWorkflow(due),
      unknown > 0 ? now + LOOK_AGAIN_MS : null,
      resting ? rest : null,
    ].filter((it) => it !== null);
    const full = looked >= BATCH;
    const surely = outcomes.length >= ENOUGH_TO_TELL && outcomes.every(({ outcome }) => outcome.status === 'not-sent');
    const wanted = full || surely || inPeace !== null ? pauseAfter(outcomes.map((it) => it.outcome)) : 0;
    // A provider that took nothing twice in a row is down, and gets the longer pause.
    const pause = resting ? rest - now : down || (wanted > 0 && inPeace !== null) ? Math.max(DOWN_MS, wanted) : wanted;
    const tried = outcomes.length > 0;
    return {
      sent: outcomes.filter(({ outcome }) => outcome.status === 'sent').length,
      next: next.length > 0 ? Math.max(now + pause, Math.min(...next)) : null,
      more: down ? full : pause === 0 && (full || (inPeace !== null && tried)),
      rest: pause > 0 ? now + pause : tried ? null : inPeace,
    };
  }
  return { dispatchNotices };
}

/** How long to wait before the next messages are sent, in milliseconds: 0 unless the provider took nothing of the batch. */
function pauseAfter(outcomes: Outcome[]): number {
  const failures = outcomes.filter((it) => (it.status === 'not-sent' && !keptBack(it)) || it.status === 'unknown');
  if (failures.length === 0 || failures.length < outcomes.length) return 0;
  const asked = failures.map((it) => (it.status === 'not-sent' ? (it.retryAfterMs ?? 0) : LOOK_AGAIN_MS));
  return Math.max(PAUSE_MS, ...asked);
}

/** What is written of an outcome. Null: refused (written elsewhere), or unknown (stays `sending` until the provider was asked). */
function settled(notice: DueNotice, outcome: Outcome, now: Moment): NoticeChange | null {
  const { noticeId } = notice;
  switch (outcome.status) {
    case 'sent':
      return { noticeId, status: 'sent', providerId: outcome.providerId };
    case 'refused':
      return null;
    case 'not-sent': {
      // This worker is stopping: the next one sends it.
      if (outcome.code === CANCELLED.code) return { noticeId, status: 'reserved', dueAt: now, reason: outcome.code };
      // Counted from when it was due, so that a rehearsal and a preview agree; from now if we are late.
      const from = now - notice.dueAt < ON_TIME_MS ? notice.dueAt : now;
      const dueAt = Math.max(nextAttempt(from, notice.attempts + 1), from + (outcome.retryAfterMs ?? 0));
      return dueAt < notice.staleAt
        ? { noticeId, status: 'reserved', dueAt, reason: outcome.code }
        : { noticeId, status: 'suppressed', dueAt: notice.staleAt, reason: 'stale', vain: { how: 'unreached' } };
    }
    case 'unknown':
      return null;
  }
}

const isChange = (change: NoticeChange | null): change is NoticeChange => change !== null;
