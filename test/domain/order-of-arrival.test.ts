import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agenda } from '../../src/domain/agenda.js';
import { OVERPAID } from '../../src/domain/ladder/overpaid.js';
import type { KnownCase, LoanFile, RecordedPayment } from '../../src/domain/loan/loan-file.js';
import { standingOf } from '../../src/domain/loan/standing.js';
import type { Step } from '../../src/domain/loan/steps.js';
import { takeSteps } from '../../src/domain/preview/take-steps.js';
import { addDays, type Day, dayOf, type Moment, momentAt } from '../../src/domain/time/dates.js';
import { BEGIN, DUE, END, type History, histories, moment, type Told } from '../support/histories.js';
import { file, PLAN } from './build.js';

/** What is known of a history in the end: every fact heard of when it was told, or (`inOrder`) on its own day. */
function all(history: History, inOrder: boolean): Pick<LoanFile, 'payments' | 'cases' | 'promises'> {
  const heard = ({ day, late }: Told) => moment(day + (inOrder ? 0 : late), '11:00');
  const payments = history.payments.flatMap((it, n): RecordedPayment[] => {
    const recordedAt = heard(it);
    const reversed = it.back === null ? null : moment(it.day + it.back, '15:00');
    const first: RecordedPayment = {
      reference: `P${n}`,
      amount: it.amount,
      paidOn: addDays(BEGIN, it.day),
      recordedAt,
      reversedOn: reversed === null ? null : dayOf(reversed),
      // A reversal that came before its payment has waited for it.
      reversalRecordedAt: reversed === null ? null : Math.max(reversed, recordedAt),
    };
    if (reversed === null || it.again === null) return [first];
    // Booked again after both are there.
    const from = dayNumber(Math.max(reversed, moment(it.day + it.late, '15:00'))) + 1;
    const again = { ...it.again, day: from };
    const second = { ...first, paidOn: addDays(BEGIN, from), recordedAt: heard(again), reversedOn: null };
    return [first, { ...second, reversalRecordedAt: null }];
  });
  const { relief, promise } = history;
  const undoneAt = relief?.undoneAfter ? moment(relief.day + relief.undoneAfter, '12:00') : null;
  const cases = relief
    ? [
        {
          case: 'C',
          kind: relief.kind,
          openedAt: moment(relief.day, '12:00'),
          approvedAt: moment(relief.day, '12:00'),
          until: addDays(BEGIN, relief.day + relief.days),
          effect: relief.kind === 'grace' ? ('pause' as const) : ('extend' as const),
          closedAt: undoneAt,
          undone: undoneAt !== null,
        } satisfies KnownCase,
      ]
    : [];
  const promises = promise
    ? [
        {
          id: 'Z',
          madeAt: moment(promise.day, '14:00'),
          on: addDays(BEGIN, promise.day + promise.days),
          amount: promise.amount,
        },
      ]
    : [];
  return { payments, cases, promises };
}

const dayNumber = (at: Moment) => Math.round((at - momentAt(BEGIN, '00:00')) / 86_400_000 - 0.5);

/** The borrower's last word on messages, by when it was said. */
function consents({ stop }: History, at: Moment): boolean {
  if (stop === null || at < moment(stop.day, '13:00')) return true;
  return stop.startAfter !== null && at >= moment(stop.day + stop.startAfter, '13:00');
}

/** What of it is known at a moment. */
function known(history: History, inOrder: boolean, now: Moment): Partial<LoanFile> {
  const { payments, cases, promises } = all(history, inOrder);
  return {
    payments: payments
      .filter((it) => it.recordedAt <= now)
      .map((it) =>
        it.reversalRecordedAt !== null && it.reversalRecordedAt > now
          ? { ...it, reversedOn: null, reversalRecordedAt: null }
          : it,
      ),
    cases: cases
      .filter((it) => it.approvedAt! <= now)
      .map((it) => (it.closedAt !== null && it.closedAt > now ? { ...it, closedAt: null, undone: false } : it)),
    promises: promises.filter((it) => it.madeAt <= now),
    contacts: [{ whose: 'self', channel: 'sms', consent: consents(history, now) }],
  };
}

/** `another`: a second instalment falls due a month after the first, among the facts. */
type Course = History & { another: boolean };
const courses: fc.Arbitrary<Course> = fc
  .record({ history: histories, another: fc.boolean() })
  .map(({ history, another }) => ({ ...history, another }));

const parts = { principal: 100_000, interest: 6_000, fee: 0 };
const startOf = ({ another }: Course) =>
  file({
    takenInAt: momentAt('2026-01-01', '08:00'),
    instalments: [
      { seq: 1, dueOn: DUE, ...parts },
      ...(another ? [{ seq: 2, dueOn: addDays(DUE, 31), ...parts }] : []),
      // So far away that the loan stays open.
      { seq: 3, dueOn: '2026-06-20', ...parts },
    ],
  });

interface Life {
  file: LoanFile;
  steps: { at: Moment; step: Step }[];
}

/** Each test looks at the same lives: they are lived once. */
const lived = new Map<string, Life>();
function live(history: Course, inOrder: boolean): Life {
  const name = JSON.stringify([history, inOrder]);
  const life = lived.get(name) ?? fromWakeUpToWakeUp(history, inOrder);
  lived.set(name, life);
  return life;
}

/** Every fact is a nudge when it is heard of. */
function fromWakeUpToWakeUp(history: Course, inOrder: boolean): Life {
  const { payments, cases, promises } = all(history, inOrder);
  const { stop } = history;
  const facts = [
    ...payments.flatMap((it) => [it.recordedAt, it.reversalRecordedAt]),
    ...cases.flatMap((it) => [it.approvedAt, it.closedAt]),
    ...promises.map((it) => it.madeAt),
    ...(stop ? [moment(stop.day, '13:00'), moment(stop.day + (stop.startAfter ?? 0), '13:00')] : []),
  ].filter((it): it is Moment => it !== null);
  let present = startOf(history);
  const steps: { at: Moment; step: Step }[] = [];
  for (let now = present.takenInAt; ; ) {
    present = { ...present, ...known(history, inOrder, now) };
    const answer = agenda(present, PLAN, now);
    steps.push(...answer.steps.map((step) => ({ at: now, step })));
    present = takeSteps(present, answer.steps, answer.state);
    const next = Math.min(answer.next?.at ?? Infinity, ...facts.filter((it) => it > now));
    if (next > END) return { file: present, steps };
    now = next;
  }
}

function standing({ file }: { file: LoanFile }) {
  const { overdue, outstanding, overpaid } = standingOf(file, END);
  const { stage, delinquency, category, closedAt } = file.state;
  return { stage, delinquency, category, closed: closedAt !== null, overdue, outstanding, overpaid };
}

/**
 * The work of the ladder and of what is overpaid, by what it is. Nobody has done any of it. Without calls in the place of a
 * message, and without the word of a payment that bounced: what would have been told in the meantime is not made up for.
 */
const openWork = ({ file }: { file: LoanFile }) =>
  [
    ...new Set(
      file.openTasks
        .filter((it) => (it.delinquency !== null || it.kind === OVERPAID) && !it.task.endsWith('/no-contact'))
        .filter((it) => it.kind !== 'payment-bounced')
        .map((it) => it.kind),
    ),
  ].sort();
const lastOf = (steps: { step: Step }[]) => steps.map((it) => it.step.what).findLast((it) => it.startsWith('promise.'));

const RUNS = { numRuns: 300, seed: 14, interruptAfterTimeLimit: 60_000 };
const always = (check: (history: Course) => void) => fc.assert(fc.property(courses, check), RUNS);

describe('S3, S4: facts late, repeated, taken back and booked again', () => {
  it('once all are in, the loan stands as if each had come on its own day: state, open work, what is owed', () => {
    always((history) => {
      const [late, inOrder] = [live(history, false), live(history, true)];
      expect(standing(late)).toEqual(standing(inOrder));
      expect(openWork(late)).toEqual(openWork(inOrder));
    });
  });

  it('nobody is dunned who owes nothing as far as is known, and nobody whose last word was STOP is written to', () => {
    always((history) => {
      for (const { at, step } of live(history, false).steps) {
        if (step.what !== 'notice') continue;
        const then = { ...startOf(history), ...known(history, false, at) };
        if (step.purpose === 'collection') expect(standingOf(then, at).overdue).toBeGreaterThan(0);
        expect(consents(history, at)).toBe(true);
      }
    });
  });

  it('no two messages of one purpose go on one day, and no entry is written twice', () => {
    always((history) => {
      const { steps } = live(history, false);
      const told = steps.flatMap(({ step }): Day[] =>
        step.what === 'notice' && step.purpose === 'collection' ? [dayOf(step.at)] : [],
      );
      expect(new Set(told).size).toBe(told.length);
      expect(new Set(steps.map(({ step }) => step.key)).size).toBe(steps.length);
    });
  });

  it('no promise stays open without an end', () => {
    always((history) => {
      if (history.promise !== null) expect(lastOf(live(history, false).steps)).not.toBe('promise.open');
    });
  });

  it('looking once more changes nothing', () => {
    always((history) => {
      expect(agenda(live(history, false).file, PLAN, END).steps).toEqual([]);
    });
  });
});
