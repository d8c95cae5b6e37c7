import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agenda } from '../../src/domain/agenda.js';
import { arrearsOn } from '../../src/domain/loan/account/arrears.js';
import { restsAt, restsOf } from '../../src/domain/loan/relief/relief.js';
import type { Step } from '../../src/domain/loan/steps.js';
import { sceneOf } from '../../src/domain/scene/scene.js';
import { addDays, dayOf, daysBetween, formatMoment, momentAt } from '../../src/domain/time/dates.js';
import { stepsOfCase } from '../../src/domain/work/cases.js';
import { shippedPlans } from '../../src/library/shipped-plans.js';
import { heardBy, live } from '../domain/build.js';
import { DAYS, lives, roundsOf, START } from './random-facts.js';
import { late, planOf } from './rows.js';

describe('S2: a loan that owes has a next action by somebody within `neverSilentDays`, unless something rests it with an end', async () => {
  for (const [name, plan] of await shippedPlans()) {
    it(name, () => {
      fc.assert(
        fc.property(lives, (book) => {
          const steps = roundsOf(book, plan).flatMap((it) => it.steps);
          // What a case asks for it opens in a workflow of its own.
          const from = (at: number, due: number) =>
            Array.from({ length: daysBetween(dayOf(at), dayOf(due)) + 1 }, (_, n) => addDays(dayOf(at), n));
          const ofCases = book.cases.flatMap((it) => [
            ...(it.closedAt === null ? [] : [dayOf(it.closedAt)]),
            ...stepsOfCase(book, plan, it)
              .filter(({ at }) => it.closedAt === null || at < it.closedAt)
              .flatMap(({ due }) => from(it.approvedAt!, Math.min(due, it.closedAt ?? due))),
          ]);
          // Work of the delinquency is somebody's next action until it is due, which may be some weeks and then a working day.
          const asked = steps.flatMap((it) => {
            if (it.what !== 'task.open') return it.what === 'notice' ? [dayOf(it.at)] : [];
            return from(it.at, it.delinquency === null ? it.at : it.due);
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
        { numRuns: 8, seed: 20261129 },
      );
    });
  }
});

const say = (step: Step) => `${formatMoment(step.at)} ${step.key}`;

describe('S2, S4: while facts come in', async () => {
  for (const [name, plan] of await shippedPlans()) {
    it(`${name}: nothing is back-dated, done twice, due before it is opened, or sent to who owes nothing or rests`, () => {
      fc.assert(
        fc.property(lives, (start) => {
          const rounds = roundsOf(start, plan);
          const all = rounds.flatMap(({ steps }) => steps);
          const keys = all.map(({ key }) => key);
          expect(keys.filter((it, n) => keys.indexOf(it) < n)).toEqual([]);
          for (const [n, { now, known, steps, again }] of rounds.entries()) {
            expect(again.map(say)).toEqual([]);
            const before = rounds[n - 1]?.now ?? start.takenInAt;
            expect(steps.filter(({ at }) => at > now || at < before).map(say), formatMoment(now)).toEqual([]);
            for (const step of steps) {
              if (step.what === 'task.open') expect(step.due, say(step)).toBeGreaterThan(step.at);
              if (step.what !== 'notice') continue;
              expect(restsAt(known, plan, step.at, step.purpose), say(step)).toBeNull();
              const { account } = sceneOf(known, plan, step.at);
              if (step.purpose === 'collection')
                expect(arrearsOn(account, dayOf(step.at)).overdue, say(step)).toBeGreaterThan(0);
            }
          }
        }),
        { numRuns: 8, seed: 20261129 },
      );
    });
  }
});

it('S2: what was done last is said the same in whichever order the work of a day is known', () => {
  const plan = planOf(3);
  const done = (kind: string) => ({ task: `L1/2027-01-20/visit/${kind}/0`, kind, at: momentAt('2027-02-03', '09:30') });
  const start = late(1_000_000, { takenInAt: momentAt('2027-01-25', '08:00') });
  const { file: before } = live(start, momentAt('2027-02-03', '12:00'), plan);
  const said = (workDone: ReturnType<typeof done>[]) =>
    agenda({ ...before, openTasks: [], workDone }, plan, momentAt('2027-02-18', '12:00')).steps.flatMap((it) =>
      it.what === 'task.open' && it.kind === 'next-step' ? [it.why] : [],
    );
  const [one, other] = [done('visit'), done('repayment-plan')];
  expect(said([one, other])).toHaveLength(1);
  expect(said([one, other])).toEqual(said([other, one]));
});
