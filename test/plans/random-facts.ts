import fc from 'fast-check';
import { agenda } from '../../src/domain/agenda.js';
import type { Hold, KnownCase, LoanFile, PromiseToPay } from '../../src/domain/loan/loan-file.js';
import type { Step } from '../../src/domain/loan/steps.js';
import type { Plan } from '../../src/domain/plan/plan.js';
import { addDays, type Moment, momentAt } from '../../src/domain/time/dates.js';
import { after, file, heardBy, live, payment } from '../domain/build.js';

/**
 * A loan that mostly does not pay, and what comes in over time: money, of which some bounces, promises, reliefs, holds and complaints, a
 * finding on the cause, news of the borrower.
 */
export const START = '2026-01-01';
export const DAYS = 300;
export const moment = (day: number, time = '10:00') => momentAt(addDays(START, day), time);
const aDay = fc.integer({ min: 5, max: DAYS });
const span = fc.record({ from: aDay, days: fc.integer({ min: 1, max: 90 }) });
const maybe = <T>(it: fc.Arbitrary<T>) => fc.option(it, { nil: null });

const granted = (effect: KnownCase['effect'], { from, days }: { from: number; days: number }): KnownCase => ({
  case: `L1/${effect}/drawn`,
  kind: effect === 'pause' ? 'grace' : effect === 'extend' ? 'extension' : 'legal',
  openedAt: moment(from),
  approvedAt: moment(from),
  until: effect === 'none' ? null : addDays(START, from + days),
  effect,
  closedAt: null,
  undone: false,
});

const NEWS = ['deceased', 'bankruptcy', 'new-overdue', 'fund-flow', 'hail', 'litigation', 'unreachable'];

export const lives = fc
  .record({
    hold: fc.option(fc.record({ span, endless: fc.boolean() }), { nil: null, freq: 2 }),
    complaint: maybe(span),
    relief: maybe(fc.record({ span, effect: fc.constantFrom('pause', 'extend', 'none' as const) })),
    promise: maybe(fc.record({ from: aDay, days: fc.integer({ min: 1, max: 30 }) })),
    payments: fc.array(
      fc.record({
        day: aDay,
        amount: fc.integer({ min: 1, max: 250_000 }),
        bounces: maybe(fc.integer({ min: 0, max: 9 })),
      }),
      { maxLength: 3 },
    ),
    cause: maybe(
      fc.record({
        kind: fc.constantFrom('temporary', 'deteriorating', 'wilful', 'disaster', 'illness' as const),
        day: aDay,
      }),
    ),
    news: maybe(fc.record({ kind: fc.constantFrom(...NEWS), day: aDay })),
  })
  .map(({ hold, complaint, relief, promise, payments, cause, news }): LoanFile => {
    const holds: Hold[] = [
      ...(hold
        ? [
            {
              from: moment(hold.span.from),
              until: hold.endless ? null : moment(hold.span.from + hold.span.days),
              reason: 'dispute',
            },
          ]
        : []),
      ...(complaint
        ? [{ from: moment(complaint.from), until: moment(complaint.from + complaint.days), reason: 'complaint' }]
        : []),
    ];
    const promises: PromiseToPay[] = promise
      ? [{ id: 'P', madeAt: moment(promise.from), on: addDays(START, promise.from + promise.days), amount: 5_000 }]
      : [];
    return file({
      takenInAt: momentAt(START, '08:00'),
      instalments: [20, 50, 80, 110].map((day, n) => ({
        seq: n + 1,
        dueOn: addDays(START, day),
        principal: 50_000,
        interest: 3_000,
        fee: 0,
      })),
      holds,
      promises,
      cases: relief ? [granted(relief.effect, relief.span)] : [],
      payments: payments.map(({ day, amount, bounces }, n) =>
        payment(
          `P${n}`,
          amount,
          moment(day),
          bounces === null
            ? {}
            : { reversedOn: addDays(START, day + bounces), reversalRecordedAt: moment(day + bounces, '15:00') },
        ),
      ),
      cause: cause ? { kind: cause.kind, at: moment(cause.day) } : null,
      signals: news ? [{ id: '1', source: 'registry', kind: news.kind, at: moment(news.day, '11:00') }] : [],
    });
  });

/** What is decided at a wake-up, and what was known then. */
export interface Round {
  now: Moment;
  known: LoanFile;
  steps: Step[];
  /** What is decided when it is looked at once more. */
  again: Step[];
}

/** Each test looks at the same lives: they are lived once. */
const lived = new Map<string, Round[]>();
export function roundsOf(start: LoanFile, plan: Plan): Round[] {
  const { payments, holds, promises, cases, cause, signals } = start;
  const name = JSON.stringify([plan.plan, payments, holds, promises, cases, cause, signals]);
  const rounds = lived.get(name) ?? fromWakeUpToWakeUp(start, plan);
  lived.set(name, rounds);
  return rounds;
}

function fromWakeUpToWakeUp(start: LoanFile, plan: Plan): Round[] {
  const seen: Pick<Round, 'known' | 'steps' | 'again'>[] = [];
  const { moments } = live(start, moment(DAYS + 60), plan, (known, _, answer, now) => {
    const then = { ...after(known, answer), ...heardBy(start, now) };
    const again = answer.steps.length > 0 ? agenda(then, plan, now).steps : [];
    seen.push({ known, steps: answer.steps, again });
    return answer.next;
  });
  return seen.map((round, n) => ({ ...round, now: moments[n]! }));
}
