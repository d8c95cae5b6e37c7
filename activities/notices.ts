import { ApplicationFailure, cancellationSignal } from '@temporalio/activity';
import pMap from 'p-map';
import { CANCELLED, TOO_LATE } from '../src/channels/channel.js';
import type { Channel, Outcome } from '../src/channels/index.js';
import { tellsOfNoMoney, unpaidAbout } from '../src/domain/agenda.js';
import { contactGate, madeNow, nextAttempt } from '../src/domain/contact-gate.js';
import { historyDays, withPlan } from '../src/domain/contact-rules.js';
import type { Moment } from '../src/domain/dates.js';
import { LETTERS } from '../src/domain/ids.js';
import type { LoanFile } from '../src/domain/loan-file.js';
import type { ChannelName } from '../src/domain/plan.js';
import { restsAt } from '../src/domain/relief.js';
import { rows, transaction } from '../src/store/database.js';
import { retireContact } from '../src/store/deliveries.js';
import { readLoanFiles } from '../src/store/loan-files.js';
import {
  contactHistory,
  type DueNotice,
  dueNotices,
  type GateDecision,
  keepWaiting,
  type NoticeChange,
  nextDue,
} from '../src/store/notices.js';
import { beating } from './beating.js';
import type { Dependencies } from './dependencies.js';
import { openFallbackTasks, settleNotices, settleOutcomes } from './fallback-tasks.js';
import { makeLetters } from './letters.js';
import { prepare, type Ready } from './notice-words.js';
import { settleUnknown } from './settle-unknown.js';
import { tell } from './tell.js';

const BATCH = 100;
const AT_ONCE = 16;
const LOOK_AGAIN_MS = 61_000;
const PAUSE_MS = 10_000;
/** How often a provider that is down is asked again. */
const DOWN_MS = 5 * 60_000;
/** Of so many that were surely not taken it is told that the provider takes nothing; of fewer it may be the messages. */
const ENOUGH_TO_TELL = 20;
/** With how many it is tried whether it is up again. */
const PROBE = 3;
const MS_A_DAY = 86_400_000;

export interface DispatchRequest {
  channel: string;
  now: number;
  /** As the batch before has answered. */
  rest?: number | null;
}

export interface DispatchResult {
  sent: number;
  /** In the workflow's own time; null: nothing waits. */
  next: number | null;
  /** There may be more that is due now. */
  more: boolean;
  /** The provider took nothing: it is left in peace until then, whoever nudges, and then tried with a few. Null: it is up. */
  rest: number | null;
}

/** A notice that nobody will get by this channel: a person takes over. */
interface Undeliverable {
  notice: DueNotice;
  because: string;
  /** The provider's code, when it was the provider who refused. */
  code?: string;
  /** The gate's decision, when it let it go and nothing was there to carry it. */
  gate?: GateDecision;
  /** The address is of no use for any other message either. */
  gone?: boolean;
}

const failed = ({ notice, because, code, gate }: Undeliverable): NoticeChange => ({
  noticeId: notice.noticeId,
  status: 'failed',
  reason: because,
  ...(code === undefined ? {} : { code }),
  ...(gate === undefined ? {} : { gate }),
});

export function noticeActivities(dependencies: Dependencies) {
  const { db, channels, clock } = dependencies;

  /** What is due on one channel. Letters have a dispatch of their own, by which they are made. */
  async function dispatchNotices({ channel, now, rest = null }: DispatchRequest): Promise<DispatchResult> {
    const moment = clock.atContact?.(now) ?? clock.toBusiness(now);
    return beating({}, () =>
      oneAtATime(dependencies, channel, () =>
        channel === LETTERS ? lettersDue(moment) : noticesDue(channel, now, moment, rest),
      ),
    );
  }

  async function lettersDue(moment: Moment): Promise<DispatchResult> {
    const { made, next, more } = await makeLetters(dependencies, moment);
    return { sent: made, next: next === null ? null : clock.toWorkflow(next), more, rest: null };
  }

  /**
   * Each message once: gate and mark as sending in one transaction, send, write the outcomes in one statement. What an
   * earlier try left without an outcome is asked of the provider first.
   */
  async function noticesDue(
    channel: string,
    now: number,
    moment: Moment,
    rest: number | null,
  ): Promise<DispatchResult> {
    const way = channels[channel as ChannelName];
    const resting = rest !== null && now < rest;
    const { waiting, taken, down } =
      way && !resting ? await settleUnknown(dependencies, way, moment) : { waiting: 0, taken: 0, down: resting };
    const inPeace = taken > 0 ? null : rest;
    // While the provider is down nothing is tried: what is of no use any more is let go, the rest waits.
    const { ready, undeliverable, looked, calls } = await transaction(db, async (client) => {
      const due = await dueNotices(client, channel, moment, BATCH, down);
      const decided = await decide(dependencies, due, way, moment, inPeace !== null || down);
      const { undeliverable, changes } = decided;
      // A few try for all. Before that, everything that may not go now makes room.
      const tries = due.length === BATCH && changes.length > 0 ? 0 : PROBE;
      const ready = inPeace === null ? decided.ready : decided.ready.slice(0, tries);
      const calls = await settleNotices(client, [...changes, ...ready.map((it) => it.change)], moment);
      if (inPeace !== null || down) await keepWaiting(client, channel, moment);
      return { ready, undeliverable, looked: due.length, calls };
    });
    await tell(dependencies, calls);
    const outcomes = way ? await sendAll(way, ready) : [];
    const refused = outcomes.flatMap(({ notice, outcome }): Undeliverable[] =>
      outcome.status === 'refused'
        ? [{ notice, because: 'refused', code: outcome.code, gone: outcome.gone === true }]
        : [],
    );
    // The tasks first: should we die in between, the notices come by here once more, and the tasks are there already.
    await openFallbackTasks(dependencies, [...refused, ...undeliverable], moment);
    for (const { notice, code = null } of refused.filter((it) => it.gone)) {
      const source = { actor: 'worker', at: moment };
      await transaction(db, (client) => retireContact(client, { ...notice, code }, source));
    }
    const settledNow = outcomes.map(({ notice, outcome }) => settled(notice, outcome, moment)).filter(isChange);
    await settleOutcomes(dependencies, [...settledNow, ...[...refused, ...undeliverable].map(failed)], moment);
    const unknown = waiting + outcomes.filter(({ outcome }) => outcome.status === 'unknown').length;
    const due = await nextDue(db.pool, channel);
    const next = [
      due === null ? null : clock.toWorkflow(due),
      unknown > 0 ? now + LOOK_AGAIN_MS : null,
      resting ? rest : null,
    ].filter((it) => it !== null);
    const full = looked === BATCH;
    const surely = outcomes.length >= ENOUGH_TO_TELL && outcomes.every(({ outcome }) => outcome.status === 'not-sent');
    const asked = full || surely || inPeace !== null ? pauseAfter(outcomes.map((it) => it.outcome)) : 0;
    // The second time in a row it is no moment's trouble.
    const pause = resting ? rest - now : down || (asked > 0 && inPeace !== null) ? Math.max(DOWN_MS, asked) : asked;
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

/** It was not even offered to the provider. */
const keptBack = ({ code }: { code: string }): boolean => code === TOO_LATE.code || code === CANCELLED.code;

/** A batch of which the provider took nothing: what else is due lets it come to its breath. 0: go on. */
function pauseAfter(outcomes: Outcome[]): number {
  const failures = outcomes.filter((it) => (it.status === 'not-sent' && !keptBack(it)) || it.status === 'unknown');
  if (failures.length === 0 || failures.length < outcomes.length) return 0;
  const asked = failures.map((it) => (it.status === 'not-sent' ? (it.retryAfterMs ?? 0) : LOOK_AGAIN_MS));
  return Math.max(PAUSE_MS, ...asked);
}

/** One batch of a channel at a time, whatever Temporal believes: a try that timed out may still be sending. */
async function oneAtATime<T>({ db }: Dependencies, channel: string, work: () => Promise<T>): Promise<T> {
  const client = await db.pool.connect();
  let held = false;
  try {
    const [lock] = await rows<{ held: boolean }>(
      client,
      `SELECT pg_try_advisory_lock(hashtext('dispatch/' || $1)) AS held`,
      [channel],
    );
    held = lock?.held === true;
    if (!held) throw ApplicationFailure.retryable(`an earlier batch of ${channel} is still under way`, 'DispatchBusy');
    return await work();
  } finally {
    if (held)
      await client.query(`SELECT pg_advisory_unlock(hashtext('dispatch/' || $1))`, [channel]).catch(() => undefined);
    client.release();
  }
}

/** The gate, for each notice, at the moment of contact; and the words of those that may go. */
async function decide(
  dependencies: Dependencies,
  due: DueNotice[],
  way: Channel | undefined,
  now: Moment,
  down: boolean,
) {
  const begunAt = Date.now();
  const loans = await readLoanFiles(dependencies.db.pool, [...new Set(due.map((it) => it.loan))], now);
  const files = new Map(loans.map(({ file }) => [file.loan, file]));
  const rulesFor = await rulesByLoan(dependencies, loans);
  const longest = Math.max(...[dependencies.rules, ...rulesFor.values()].map(historyDays));
  const borrowers = [...new Set(due.map((it) => it.borrower))];
  const histories = await contactHistory(dependencies.db.pool, borrowers, now - longest * MS_A_DAY);
  const ready: Ready[] = [];
  const undeliverable: Undeliverable[] = [];
  const changes: NoticeChange[] = [];
  for (const notice of due) {
    const file = files.get(notice.loan) ?? null;
    const rules = rulesFor.get(notice.loan) ?? dependencies.rules;
    const amount = file && unpaidAbout(file, notice.about, now);
    const history = histories.get(notice.borrower) ?? null;
    const facts = {
      now,
      channel: notice.channel,
      purpose: notice.purpose,
      loan: notice.loan,
      staleAt: notice.staleAt,
      restricted: notice.restricted,
      owed: amount === null ? null : amount > 0 || tellsOfNoMoney(notice),
      held: file && restsAt(file, now, notice.purpose) !== null,
      consent: notice.contactId !== null,
      contact: notice.contactId,
      zone: notice.zone,
      history,
    };
    const verdict = contactGate(facts, rules);
    const gate = { rules: rules.rules, version: rules.version, at: now, decision: verdict };
    const { noticeId } = notice;
    if (verdict.verdict === 'wait')
      changes.push({ noticeId, status: 'reserved', dueAt: verdict.until, reason: verdict.reason, gate });
    else if (verdict.verdict === 'never') {
      const { reason } = verdict;
      const untried = reason === 'stale' && notice.attempts === 0 && (down || notice.keptWaiting);
      const unreached = untried || (reason === 'stale' && notice.attempts > 0);
      // It has waited since its time; the call instead of it is for the moment at which that was in vain.
      const dueAt = untried ? { dueAt: notice.staleAt } : {};
      changes.push({ noticeId, status: 'suppressed', reason, gate, unreached, ...dueAt });
    } else if (file === null || amount === null)
      changes.push({ noticeId, status: 'suppressed', reason: 'facts missing', gate });
    else if (!way) undeliverable.push({ notice, because: 'channel not configured', gate });
    else {
      const prepared = prepare(dependencies, notice, way, file, amount, now);
      if (prepared === null) undeliverable.push({ notice, because: 'no words', gate });
      else {
        if (notice.purpose === 'collection') history?.push(madeNow(facts));
        const until = new Date(begunAt + verdict.until - now);
        ready.push({ ...prepared, message: { ...prepared.message, until }, change: { ...prepared.change, gate } });
      }
    }
  }
  return { ready, undeliverable, changes };
}

/** The lender's rules, and what the plan of each loan asks for besides. */
async function rulesByLoan({ rules, planOf }: Dependencies, loans: { file: LoanFile; plan: string }[]) {
  const stricter = await pMap(
    loans,
    async ({ file, plan }) => [file.loan, withPlan(rules, await planOf(plan))] as const,
  );
  return new Map(stricter);
}

async function sendAll(way: Channel, ready: Ready[]): Promise<{ notice: DueNotice; outcome: Outcome }[]> {
  const signal = cancellationSignal();
  return pMap(
    ready,
    async ({ notice, message }) => ({
      notice,
      outcome: way.carries(message.to)
        ? await way.send(message, signal)
        : ({ status: 'refused', code: 'not carried', reason: 'this channel does not serve the address' } as const),
    }),
    { concurrency: AT_ONCE },
  );
}

/** Null when it is settled elsewhere: refused, or unknown (it stays `sending` until the provider has been asked). */
function settled(notice: DueNotice, outcome: Outcome, now: Moment): NoticeChange | null {
  const { noticeId } = notice;
  switch (outcome.status) {
    case 'sent':
      return { noticeId, status: 'sent', providerId: outcome.providerId };
    case 'refused':
      return null;
    case 'not-sent': {
      // Counted from when it was due, so that a rehearsal and a preview agree; from now if we are late.
      const from = now - notice.dueAt < 60_000 ? notice.dueAt : now;
      const dueAt = Math.max(nextAttempt(from, notice.attempts + 1), from + (outcome.retryAfterMs ?? 0));
      return dueAt < notice.staleAt
        ? { noticeId, status: 'reserved', dueAt, reason: outcome.code }
        : { noticeId, status: 'suppressed', dueAt: notice.staleAt, reason: 'stale', unreached: true };
    }
    case 'unknown':
      return null;
  }
}

const isChange = (change: NoticeChange | null): change is NoticeChange => change !== null;
