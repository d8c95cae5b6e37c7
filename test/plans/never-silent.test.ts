import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrearsOn } from '../../src/domain/loan/account/arrears.js';
import type { Hold, KnownCase, LoanFile, PromiseToPay } from '../../src/domain/loan/loan-file.js';
import { restsOf } from '../../src/domain/loan/relief/relief.js';
import { sceneOf } from '../../src/domain/scene/scene.js';
import { addDays, dayOf, daysBetween, momentAt } from '../../src/domain/time/dates.js';
import { caseSpec } from '../../src/domain/work/cases.js';
import { shippedPlans } from '../../src/library/shipped-plans.js';
import { file, heardBy, live, payment } from '../domain/build.js';

/** Loans that mostly do not pay, with one or two things in between that rest the ladder, with an end or without. */
const START = '2026-01-01';
const DAYS = 300;
const moment = (day: number) => momentAt(addDays(START, day), '10:00');
const aDay = fc.integer({ min: 5, max: DAYS });
const span = fc.record({ from: aDay, days: fc.integer({ min: 1, max: 90 }) });

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

const books = fc
  .record({
    hold: fc.option(fc.record({ span, endless: fc.boolean() }), { nil: null, freq: 2 }),
    relief: fc.option(fc.record({ span, effect: fc.constantFrom('pause', 'extend', 'none' as const) }), { nil: null }),
    promise: fc.option(fc.record({ from: aDay, days: fc.integer({ min: 1, max: 30 }) }), { nil: null }),
    payments: fc.array(fc.record({ day: aDay, amount: fc.integer({ min: 1, max: 80_000 }) }), { maxLength: 3 }),
    wilful: fc.boolean(),
  })
  .map(({ hold, relief, promise, payments, wilful }): LoanFile => {
    const holds: Hold[] = hold
      ? [
          {
            from: moment(hold.span.from),
            until: hold.endless ? null : moment(hold.span.from + hold.span.days),
            reason: 'dispute',
          },
        ]
      : [];
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
      payments: payments.map(({ day, amount }, n) => payment(`P${n}`, amount, moment(day))),
      cause: wilful ? { kind: 'wilful', at: moment(60) } : null,
    });
  });

describe('S2: a loan that owes has a next action by somebody within `neverSilentDays`, unless something rests it with an end', async () => {
  for (const [name, plan] of await shippedPlans()) {
    it(name, () => {
      fc.assert(
        fc.property(books, (book) => {
          const { steps } = live(book, moment(DAYS + 60), plan);
          // What a case asks for it opens in a workflow of its own.
          const ofCases = book.cases.flatMap(({ kind, approvedAt }) => [
            dayOf(approvedAt!),
            ...caseSpec(plan, kind)
              .steps.filter(({ after }) => after === undefined)
              .map(({ afterDays }) => addDays(dayOf(approvedAt!), afterDays)),
          ]);
          // Work of the delinquency is somebody's next action until it is due, which may be some weeks and then a working day.
          const asked = steps.flatMap((it) => {
            if (it.what !== 'task.open') return it.what === 'notice' ? [dayOf(it.at)] : [];
            const days = it.delinquency === null ? 0 : daysBetween(dayOf(it.at), dayOf(it.due));
            return Array.from({ length: days + 1 }, (_, n) => addDays(dayOf(it.at), n));
          });
          const held = book.holds.map(({ from }) => dayOf(from));
          const signs = new Set([...asked, ...ofCases, ...held]);
          const silentDays = plan.ladder.neverSilentDays;
          let silent = 0;
          for (let n = 0; n < DAYS + 60; n++) {
            const day = addDays(START, n);
            const evening = momentAt(day, '23:59');
            const known = { ...book, ...heardBy(book, evening) };
            const owes = arrearsOn(sceneOf(known, plan, evening).account, day).delinquentDays > 0;
            const rests = restsOf(known, plan, evening).filter(
              (it) =>
                it.kind !== 'suit' && it.from <= evening && (it.until === null || it.until > momentAt(day, '00:00')),
            );
            const ends = rests.length > 0 && rests.every((it) => it.until !== null);
            silent = signs.has(day) || !owes || ends ? 0 : silent + 1;
            if (silent > silentDays) expect.fail(`${name}: nothing from ${addDays(day, -silentDays)} to ${day}`);
          }
        }),
        { numRuns: 12, seed: 20261129 },
      );
    });
  }
});
