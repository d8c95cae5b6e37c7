import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { importBook } from '../../src/book/import-book.js';
import type { Fact } from '../../src/domain/facts/facts.js';
import { ROLES, type Role } from '../../src/domain/plan/roles.js';
import { preview } from '../../src/domain/preview/preview.js';
import { formatLine, type TimelineLine } from '../../src/domain/preview/timeline.js';
import { addDays, dayOf, formatMoment, type Moment, momentAt } from '../../src/domain/time/dates.js';
import { ownerOf } from '../../src/domain/work/staffing.js';
import { shippedPlans } from '../../src/library/shipped-plans.js';
import { bundleForRehearsal } from '../../src/rehearsal/bundle.js';
import { type Happening, rehearse } from '../../src/rehearsal/rehearse.js';
import { intake } from '../../src/rehearsal/rehearse-scenario.js';
import { habitsOf, intakeOf, quickestHabit } from '../../src/rehearsal/scenario.js';
import { writeScenarioBook } from '../../src/rehearsal/scenario-book.js';
import { scenarioLoans } from '../../src/rehearsal/scenario-loans.js';
import { openStage, type RehearsalStage } from '../../src/rehearsal/stage.js';
import { rows } from '../../src/store/base/connection/database.js';
import { FactRefused } from '../../src/store/facts/fact-refused.js';
import { enterFact } from '../../src/store/incoming/enter-fact.js';
import { readStaff } from '../../src/store/staff/staff.js';
import { books, FROM } from '../plans/random-book.js';
import { CHINA } from '../support/contact-rules.js';
import { scenarioOf } from './random-scenario.js';

/** The same book and the same people each time; others by SEED. */
const seed = Number(process.env.SEED ?? 20261130);
const DAYS = 40;

/** Two of each role but of the head's, who is above them, and the president's. */
const PEOPLE = ROLES.flatMap((role) =>
  (['department-head', 'branch-president'].includes(role) ? [1] : [1, 2]).map((n) => ({ staff: `${role}-${n}`, role })),
);
/** On these days nobody at all is here. */
const NOBODY = { from: 15, until: 18 };
const comings = fc.record(
  Object.fromEntries(
    PEOPLE.map(({ staff }) => [
      staff,
      fc.record({
        away: fc.array(
          fc.record({
            on: fc.integer({ min: 1, max: DAYS - 2 }),
            days: fc.integer({ min: 1, max: 15 }),
            back: fc.option(fc.integer({ min: 1, max: 10 }), { nil: null }),
          }),
          { maxLength: 3 },
        ),
        left: fc.option(fc.integer({ min: 5, max: DAYS }), { nil: null, freq: 3 }),
      }),
    ]),
  ),
);

const at = (days: number, time: string) => momentAt(addDays(FROM, days), time);
const comesIn = (when: Moment, fact: Fact): Happening => ({
  at: when,
  happen: ({ dependencies: { db, seal } }) =>
    enterFact(fact, { actor: 'test', at: when }, { db, seal, by: 'test' }).catch((error: unknown) => {
      // Who has left is no more away.
      if (!(error instanceof FactRefused)) throw error;
    }),
});

/** Everybody begins on the first day; some are away, come back on the day or before it, or leave. */
function peopleOf(drawn: typeof comings extends fc.Arbitrary<infer T> ? T : never, from: Moment): Happening[] {
  const person = (staff: string, role: Role, supervisor?: string) =>
    comesIn(from, { kind: 'staff', said: { staff, roles: [role], ...(supervisor && { supervisor }) } } as Fact);
  return [
    person('branch-president-1', 'branch-president'),
    person('department-head-1', 'department-head', 'branch-president-1'),
    ...PEOPLE.filter(({ role }) => !['department-head', 'branch-president'].includes(role)).map(({ staff, role }) =>
      person(staff, role, 'department-head-1'),
    ),
    ...PEOPLE.map(({ staff }) => {
      const said = { staff, until: addDays(FROM, NOBODY.until) };
      return comesIn(at(NOBODY.from, '09:50'), { kind: 'absent', said } as Fact);
    }),
    ...Object.entries(drawn).flatMap(([staff, { away, left }]) => [
      ...away.flatMap(({ on, days, back }) => [
        comesIn(at(on, '10:30'), { kind: 'absent', said: { staff, until: addDays(FROM, on + days) } } as Fact),
        ...(back === null || back >= days
          ? []
          : [comesIn(at(on + back, '10:40'), { kind: 'back', said: { staff } } as Fact)]),
      ]),
      ...(left === null ? [] : [comesIn(at(left, '11:00'), { kind: 'left', said: { staff } } as Fact)]),
    ]),
  ];
}

/** Open work that belongs to who is not here, and work of nobody that somebody who is here could do. */
async function strays({ dependencies: { db } }: RehearsalStage, now: Moment): Promise<string[]> {
  const found = await rows<{ task: string; owner: string | null; role: Role }>(
    db.pool,
    `SELECT task_id AS task, owner, role FROM tasks t WHERE status = 'open' AND NOT EXISTS (
       SELECT FROM staff s WHERE s.staff_id = t.owner AND (left_on IS NULL OR left_on > $1) AND (absent_until IS NULL OR absent_until <= $1))`,
    [dayOf(now)],
  );
  const people = await readStaff(db.pool, dayOf(now));
  const isStray = ({ owner, role }: (typeof found)[number]) =>
    owner !== null || ownerOf({ role, branch: null }, people) !== null;
  return found.filter(isStray).map((it) => `${formatMoment(now)} ${it.task} of ${it.role}: ${it.owner}`);
}

it(`S1: every piece of work of a random book has an owner who is here, whoever is away, comes back or leaves, unless nobody is, SEED=${seed}`, async () => {
  const enough = books.filter(({ loans }) => loans.length > 2);
  const scenario = { ...scenarioOf(fc.sample(enough, { numRuns: 1, seed })[0]!), until: at(DAYS, '00:00') };
  const people = fc.sample(comings, { numRuns: 1, seed })[0]!;
  const { from, until, providers } = scenario;
  const stage = await openStage(from, await bundleForRehearsal(), () => undefined);
  const book = await mkdtemp(join(tmpdir(), 'postloan-away-'));
  try {
    await writeScenarioBook(scenario, book);
    const { db, seal } = stage.dependencies;
    expect(await importBook(db, seal, book, { now: from, actor: 'test', takeIn: false })).toMatchObject({ ok: true });
    const stray: string[] = [];
    const looks = Array.from({ length: DAYS - 1 }, (_, n) => [at(n, '12:10'), at(n, '23:30')]).flat();
    const happenings = [
      ...peopleOf(people, from),
      ...scenario.loans.map(({ id, disbursedOn }) => intake([id], intakeOf(disbursedOn, from))),
      ...looks.map((now): Happening => ({ at: now, happen: async (it) => stray.push(...(await strays(it, now))) })),
    ];
    const staff = habitsOf(scenario);
    const lines = await rehearse(
      stage,
      { from, until, happenings, staff, quickest: quickestHabit(scenario) },
      () => undefined,
    );
    expect(stray).toEqual([]);
    const handed = await rows(db.pool, `SELECT FROM audit_log WHERE what = 'task handed over'`);
    expect(handed.length).toBeGreaterThan(0);
    const given = await rows(
      db.pool,
      `SELECT FROM audit_log WHERE what = 'task handed over' AND detail->>'from' IS NULL AND detail->>'to' IS NOT NULL`,
    );
    expect(given.length).toBeGreaterThan(0);
    const loans = scenarioLoans(scenario, await shippedPlans());
    // To whom work that is late goes up depends on who is here, of which a preview knows nothing.
    const said = (all: TimelineLine[]) =>
      all.filter((it) => it.loan !== null && it.what !== 'task.overdue').map(formatLine);
    expect(said(lines)).toEqual(said(preview({ loans, until, staff, providers, rules: CHINA })));
  } finally {
    await stage.close();
    await rm(book, { recursive: true, force: true });
  }
});
