import { z } from 'zod';
import { isDay, type Moment, parseDuration, parseMoment } from '../domain/dates.js';
import { parseMoney } from '../domain/money.js';
import { parsePeriod } from '../domain/period.js';
import { CAUSES } from '../domain/plan/condition.js';
import { CASE_KINDS } from '../domain/plan/risk.js';
import { CHANNELS } from '../domain/plan.js';
import type { Provider, StaffHabits } from '../domain/preview.js';

/** A scenario (interfaces.md): a small book, how staff and providers behave, and what comes in when. */
const id = z.coerce.string().min(1);
const day = z.string().refine(isDay, 'not a date');
const moment = read(parseMoment, 'not a moment, such as 2026-11-01T08:00:00+08:00 or 2026-11-01');
const money = z.union([z.string(), z.number()]).transform((value, context) => {
  const minor = parseMoney(String(value));
  if (minor !== null && minor >= 0) return minor;
  context.addIssue('not an amount of money');
  return z.NEVER;
});
const yes = z.union([z.boolean(), z.enum(['yes', 'no'])]).transform((value) => value === true || value === 'yes');
const rate = z.union([z.string(), z.number()]).transform(String);

const contact = z.strictObject({
  whose: z.enum(['self', 'guarantor', 'emergency']),
  channel: z.enum(CHANNELS),
  address: z.string().min(1),
  consent: yes,
});
const borrower = z.strictObject({
  id,
  kind: z.enum(['person', 'enterprise']).default('person'),
  name: z.string().optional(),
  language: z.enum(['zh-CN', 'en']).default('zh-CN'),
  size: z.enum(['large', 'medium', 'small']).optional(),
  industry: z.string().optional(),
  class: z.string().optional(),
  branch: z.string().optional(),
  accountManager: z.string().optional(),
  contacts: z.array(contact).default([]),
});
const instalment = z.strictObject({
  seq: z.number().int().min(0),
  dueOn: day,
  principal: money,
  interest: money.default(0),
  fee: money.default(0),
});
const loan = z.strictObject({
  id,
  borrower: id,
  plan: z.string(),
  product: z.string().optional(),
  disbursedOn: day,
  principal: money,
  annualRate: rate.optional(),
  penaltyRate: rate.optional(),
  currency: z.string().optional(),
  collateral: z.string().optional(),
  instalments: z.array(instalment).min(1),
});

const event = z.union([
  z.strictObject({
    at: moment,
    payment: z.strictObject({ loan: id, reference: id, amount: money, paidOn: day.optional() }),
  }),
  z.strictObject({ at: moment, reversal: z.strictObject({ reference: id }) }),
  z.strictObject({
    at: moment,
    hold: z.strictObject({ loan: id, from: moment.optional(), until: moment.optional(), reason: z.string().min(1) }),
  }),
  z.strictObject({ at: moment, release: z.strictObject({ loan: id }) }),
  z.strictObject({ at: moment, complaint: z.strictObject({ id, borrower: id, text: z.string() }) }),
  z.strictObject({ at: moment, accept: z.strictObject({ complaint: id }) }),
  z.strictObject({ at: moment, solve: z.strictObject({ complaint: id }) }),
  z.strictObject({
    at: moment,
    signal: z.strictObject({ borrower: id, source: z.string().min(1), kind: z.string().min(1) }),
  }),
  z.strictObject({
    at: moment,
    indicator: z.strictObject({
      borrower: id,
      name: z.string().min(1),
      period: z.coerce
        .string()
        .refine((text) => parsePeriod(text) !== null, 'not a period, such as 2026-Q3 or 2026-09'),
      value: z.coerce.number(),
    }),
  }),
  z.strictObject({ at: moment, cause: z.strictObject({ loan: id, kind: z.enum(CAUSES) }) }),
  z.strictObject({
    at: moment,
    decide: z.strictObject({
      loan: id,
      kind: z.enum(CASE_KINDS),
      approve: yes,
      until: day.optional(),
      instalments: z.array(instalment).min(1).optional(),
      capitalise: yes.optional(),
    }),
  }),
  z.strictObject({ at: moment, promise: z.strictObject({ loan: id, on: day, amount: money }) }),
  z.strictObject({ at: moment, optOut: z.strictObject({ borrower: id, channel: z.enum(CHANNELS) }) }),
]);

const provider = z
  .union([z.enum(['ok', 'reject']), z.strictObject({ outage: z.tuple([moment, moment]) })])
  .transform((value): Provider => value);
const habit = z.union([
  z.literal('never'),
  z.strictObject({ after: read(parseDuration, 'not a duration, such as P2D') }),
]);

export const scenarioSchema = z
  .strictObject({
    from: moment,
    until: moment,
    providers: z.partialRecord(z.enum(CHANNELS), provider).default({}),
    tasks: z.record(z.string(), habit).default({}),
    borrowers: z.array(borrower).default([]),
    loans: z.array(loan).min(1),
    events: z.array(event).default([]),
  })
  .superRefine((scenario, context) => {
    if (scenario.until <= scenario.from)
      context.addIssue({ code: 'custom', path: ['until'], message: 'must be after from' });
    const loans = new Set(scenario.loans.map((it) => it.id));
    const borrowers = new Set(scenario.loans.map((it) => it.borrower));
    scenario.events.forEach(({ at: _, ...event }, n) => {
      const [[key, said]] = Object.entries(event) as [[string, { loan?: string; borrower?: string }]];
      const wrong = (message: string) => context.addIssue({ code: 'custom', path: ['events', n, key], message });
      if (said.loan !== undefined && !loans.has(said.loan)) wrong(`no loan ${said.loan} in this scenario`);
      if (said.borrower !== undefined && !borrowers.has(said.borrower))
        wrong(`no loan of borrower ${said.borrower} in this scenario`);
    });
  });

export type Scenario = z.output<typeof scenarioSchema>;
export type ScenarioEvent = Scenario['events'][number];

const MS_A_DAY = 86_400_000;

/** By default a task is done one day after it was opened. */
export function habitsOf(scenario: Pick<Scenario, 'tasks'>): StaffHabits {
  return (kind) => {
    const said = scenario.tasks[kind];
    if (said === undefined) return MS_A_DAY;
    return said === 'never' ? null : said.after;
  };
}

/** The shortest time after which anyone does anything, but no less than a minute. */
export function quickestHabit(scenario: Pick<Scenario, 'tasks'>): number {
  const said = Object.values(scenario.tasks).flatMap((it) => (it === 'never' ? [] : [it.after]));
  return Math.max(60_000, Math.min(MS_A_DAY, ...said));
}

/** A loan is taken in when the rehearsal begins, or at eight on the day it is paid out if that is later. */
export function intakeOf(disbursedOn: string, from: Moment): Moment {
  return Math.max(from, parseMoment(`${disbursedOn}T08:00:00+08:00`)!);
}

function read<T>(parse: (text: string) => T | null, message: string) {
  return z.string().transform((text, context) => {
    const value = parse(text);
    if (value !== null) return value;
    context.addIssue(message);
    return z.NEVER;
  });
}
