import { addDays, dayOf, type Moment, momentAt } from '../../time/dates.js';
import { type Instalment, unpaidOn } from '../account/arrears.js';
import type { LoanFile, PromiseToPay, RecordedPayment } from '../loan-file.js';

export interface PromiseOutcome {
  outcome: 'running' | 'kept' | 'part-kept' | 'broken';
  /** When it was kept, or when it was judged; for a promise that runs: when it will be judged. */
  at: Moment;
  /** The ladder rests no longer than this. */
  restsUntil: Moment;
  /** What came in for it, in minor units. */
  paid: number;
}

/** In the diary: the work about a promise that was not kept. */
export const keyOfBroken = ({ id }: Pick<PromiseToPay, 'id'>) => `run-out/promise-${id}`;

/** A day's payments come in with the book of the next morning, unless a plan says otherwise. */
const WAIT_DAYS = 1;

/** Until when the ladder rests for a promise: by then it is judged. */
export const restsUntil = ({ on, waitDays = WAIT_DAYS }: PromiseToPay): Moment =>
  momentAt(addDays(on, 1 + waitDays), '00:00');

/**
 * Judges a promise by the payments that were made by its day. The judgement waits until such payments are known (`waitDays`), and
 * changes if more of them come in even later or one is reversed. A promise is kept if its amount was paid, or if nothing that was due
 * by its day is unpaid. `dueAt`: the instalments with the due days that held at a moment.
 */
export function promiseOutcome(
  promise: PromiseToPay,
  payments: readonly RecordedPayment[],
  now: Moment,
  dueAt: (at: Moment) => readonly Instalment[] = () => [],
): PromiseOutcome {
  const until = restsUntil(promise);
  const standing = payments
    .filter((it) => it.recordedAt <= now && (it.reversalRecordedAt === null || it.reversalRecordedAt > now))
    .sort((a, b) => a.recordedAt - b.recordedAt);
  const unpaidBy = (at: Moment, on = promise.on) => {
    const known = standing.filter((it) => it.recordedAt <= at);
    return unpaidOn({ instalments: dueAt(Math.min(at, until)), payments: known }, on);
  };
  const wasDue = unpaidBy(promise.madeAt - 1, dayOf(promise.madeAt)).some((it) => it.dueOn <= promise.on);
  const settled = (at: Moment) => {
    const unpaid = unpaidBy(at);
    return wasDue && !unpaid.some((it) => it.dueOn <= promise.on);
  };
  const isPaidOff = (at: Moment) => dueAt(at).length > 0 && unpaidBy(at).length === 0;
  if (isPaidOff(promise.madeAt) && isPaidOff(now))
    return { outcome: 'kept', at: promise.madeAt, restsUntil: until, paid: 0 };
  let paid = 0;
  const toward = standing.filter((it) => it.amount > 0 && it.recordedAt >= promise.madeAt && it.paidOn <= promise.on);
  for (const { amount, recordedAt } of toward) {
    paid += amount;
    if (paid >= promise.amount || settled(recordedAt) || isPaidOff(recordedAt))
      return { outcome: 'kept', at: recordedAt, restsUntil: until, paid };
  }
  if (now < until) return { outcome: 'running', at: until, restsUntil: until, paid };
  const outcome = settled(until) || isPaidOff(until) ? 'kept' : paid > 0 ? 'part-kept' : 'broken';
  return { outcome, at: until, restsUntil: until, paid };
}

/** Why a promise cannot be for a day; null: it can. The day must not be past, nor further ahead than the plan would wait anyway. */
export function refusePromise(file: Pick<LoanFile, 'promises' | 'payments'>, on: string, now: Moment): string | null {
  if (on < dayOf(now)) return `a promise must be for today or a later day, not ${on}`;
  if (on > addDays(dayOf(now), LONGEST_PROMISE_DAYS)) return `a promise may reach ${LONGEST_PROMISE_DAYS} days ahead`;
  const running = file.promises.some(
    (it) => it.on >= dayOf(now) && promiseOutcome(it, file.payments, now).outcome === 'running',
  );
  return running ? 'a promise is running already' : null;
}

const LONGEST_PROMISE_DAYS = 31;
