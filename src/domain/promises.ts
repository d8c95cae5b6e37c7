import { addDays, dayOf, type Moment, momentAt } from './dates.js';
import type { LoanFile, PromiseToPay, RecordedPayment } from './loan-file.js';

export interface PromiseOutcome {
  outcome: 'running' | 'kept' | 'part-kept' | 'broken';
  /** When it was kept, or when its day was over; for a promise that runs: when its day will be over. */
  at: Moment;
  /** What came in for it, in minor units. */
  paid: number;
}

/** A promise to pay, judged by the payments that came in after it was made and before its day was over. */
export function promiseOutcome(
  promise: PromiseToPay,
  payments: readonly RecordedPayment[],
  now: Moment,
): PromiseOutcome {
  const over = momentAt(addDays(promise.on, 1), '00:00');
  const judgedOn = [dayOf(now), promise.on].sort()[0]!;
  const toward = payments
    .filter((it) => it.recordedAt >= promise.madeAt && it.recordedAt <= Math.min(now, over) && it.paidOn <= promise.on)
    .filter((it) => it.reversedOn === null || it.reversedOn > judgedOn)
    .sort((a, b) => a.recordedAt - b.recordedAt);
  let paid = 0;
  for (const payment of toward) {
    paid += payment.amount;
    if (paid >= promise.amount) return { outcome: 'kept', at: Math.min(payment.recordedAt, over), paid };
  }
  if (now < over) return { outcome: 'running', at: over, paid };
  return { outcome: paid > 0 ? 'part-kept' : 'broken', at: over, paid };
}

/** The day on which a promise may lie: not past, not further than its plan would wait anyway. Null: it may. */
export function refusePromise(file: Pick<LoanFile, 'promises' | 'payments'>, on: string, now: Moment): string | null {
  if (on < dayOf(now)) return `a promise must be for today or a later day, not ${on}`;
  if (on > addDays(dayOf(now), LONGEST_PROMISE_DAYS)) return `a promise may reach ${LONGEST_PROMISE_DAYS} days ahead`;
  const running = file.promises.some((it) => promiseOutcome(it, file.payments, now).outcome === 'running');
  return running ? 'a promise is running already' : null;
}

const LONGEST_PROMISE_DAYS = 31;
