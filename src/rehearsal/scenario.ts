import { z } from 'zod';
import * as cell from '../book/csv/cells.js';
import { inYaml } from '../domain/entry/said-schemas.js';
import { inAll, instalments } from '../domain/facts/account/schedule.js';
import { FACTS, type Fact, factsBy } from '../domain/facts/facts.js';
import { formatMoney, MOST_OF_A_BOOK } from '../domain/money/money.js';
import { BORROWER_KINDS, SIZES } from '../domain/person/borrower.js';
import { readAddress, WHOSE } from '../domain/person/contact.js';
import { CHANNELS } from '../domain/plan/plan.js';
import { LANGUAGES } from '../domain/plan/template.js';
import type { Provider, StaffHabits } from '../domain/preview/preview.js';
import { type Moment, MS_A_DAY, momentAt, parseDuration } from '../domain/time/dates.js';

/** A scenario (interfaces.md): a small book, how staff and providers behave, and what comes in when. */
const { id, day, moment, money, yes } = inYaml;
const rate = z.union([z.string(), z.number()]).transform(String).pipe(inCell(cell.rate));
const line = inYaml.line.transform((it) => it || undefined).optional();

const contact = z
  .strictObject({
    whose: z.enum(WHOSE),
    channel: z.enum(CHANNELS),
    address: id,
    consent: yes,
  })
  .transform((said, context) => {
    const read = readAddress(said.channel, said.address);
    if ('address' in read) return { ...said, ...read };
    context.addIssue({ code: 'custom', path: ['address'], message: read.fault });
    return z.NEVER;
  });
const borrower = z.strictObject({
  id,
  kind: z.enum(BORROWER_KINDS).default('person'),
  name: inYaml.name.transform((it) => it || undefined).optional(),
  language: z.enum(LANGUAGES).default('zh-CN'),
  size: z.enum(SIZES).optional(),
  industry: line,
  class: line,
  branch: line,
  accountManager: id.optional(),
  contacts: z.array(contact).default([]),
});
const loan = z.strictObject({
  id,
  borrower: id,
  plan: id,
  product: inYaml.text.optional(),
  disbursedOn: day,
  principal: money,
  annualRate: rate.optional(),
  penaltyRate: rate.optional(),
  currency: z.string().pipe(inCell(cell.currency)).optional(),
  collateral: inYaml.text.optional(),
  instalments: instalments(inYaml),
});

const thing = z
  .strictObject({
    id,
    borrower: id,
    kind: inYaml.line.refine((it) => it !== '', 'must not be empty'),
    loans: z.array(id).min(1),
    value: money.optional(),
    valuedOn: day.optional(),
  })
  .refine((it) => (it.value === undefined) === (it.valuedOn === undefined), {
    path: ['valuedOn'],
    message: 'a value and the day of it are said together',
  });

/** When it comes in, and one fact: `{ at: …, payment: … }`. */
const event = z.union(
  factsBy('scenario').map((kind) =>
    z
      .strictObject({ at: moment, [kind]: FACTS[kind].said(inYaml) })
      .transform(({ at, [kind]: said }) => ({ at: at as Moment, fact: { kind, said } as Fact })),
  ),
);

const duration = z.string().transform((said, context) => {
  const length = parseDuration(said);
  if (length !== null) return length;
  context.addIssue('not a duration of up to ten years, such as P2D');
  return z.NEVER;
});
const provider = z
  .union([z.enum(['ok', 'reject']), z.strictObject({ outage: z.tuple([moment, moment]) })])
  .transform((value): Provider => value);
const habit = z.union([z.literal('never'), z.strictObject({ after: duration })]);

export const scenarioSchema = z
  .strictObject({
    from: moment,
    until: moment,
    providers: z.partialRecord(z.enum(CHANNELS), provider).default({}),
    tasks: z.record(z.string(), habit).default({}),
    borrowers: z.array(borrower).default([]),
    loans: z.array(loan).min(1),
    collateral: z.array(thing).default([]),
    events: z.array(event).default([]),
  })
  .superRefine((scenario, context) => {
    if (scenario.until <= scenario.from)
      context.addIssue({ code: 'custom', path: ['until'], message: 'must be after from' });
    const amount = scenario.loans.reduce((sum, it) => sum + Math.max(it.principal, inAll(it.instalments)), 0);
    if (amount > MOST_OF_A_BOOK)
      context.addIssue({ code: 'custom', path: ['loans'], message: `more than ${formatMoney(MOST_OF_A_BOOK)} in all` });
    for (const path of sameTwice(scenario)) context.addIssue({ code: 'custom', path, message: 'stands twice' });
    const loans = new Set(scenario.loans.map((it) => it.id));
    const borrowers = new Set(scenario.loans.map((it) => it.borrower));
    scenario.collateral.forEach((it, n) => {
      const unknown = it.loans.find((one) => !loans.has(one));
      const wrong = (at: string, message: string) =>
        context.addIssue({ code: 'custom', path: ['collateral', n, at], message });
      if (unknown !== undefined) wrong('loans', `no loan ${unknown} in this scenario`);
      if (!borrowers.has(it.borrower)) wrong('borrower', `no loan of borrower ${it.borrower} in this scenario`);
    });
    scenario.events.forEach(({ fact: { kind, said } }, n) => {
      const wrong = (message: string) => context.addIssue({ code: 'custom', path: ['events', n, kind], message });
      if ('loan' in said && !loans.has(said.loan)) wrong(`no loan ${said.loan} in this scenario`);
      if ('borrower' in said && !borrowers.has(said.borrower))
        wrong(`no loan of borrower ${said.borrower} in this scenario`);
    });
  });

/** The places of ids that stand more than once. */
function sameTwice({
  loans,
  borrowers,
  collateral,
}: Pick<Scenario, 'loans' | 'borrowers' | 'collateral'>): PropertyKey[][] {
  const repeated = <T>(items: T[], nameOf: (item: T) => string | number) => {
    const names = items.map(nameOf);
    return names.flatMap((name, n) => (names.indexOf(name) < n ? [n] : []));
  };
  return [
    ...repeated(loans, (it) => it.id).map((n) => ['loans', n, 'id']),
    ...repeated(borrowers, (it) => it.id).map((n) => ['borrowers', n, 'id']),
    ...repeated(collateral, (it) => it.id).map((n) => ['collateral', n, 'id']),
    ...borrowers.flatMap((it, n) =>
      repeated(it.contacts, (to) => JSON.stringify([to.whose, to.channel, to.address])).map((m) => [
        'borrowers',
        n,
        'contacts',
        m,
      ]),
    ),
  ];
}

export type Scenario = z.output<typeof scenarioSchema>;
export type ScenarioEvent = Scenario['events'][number];

/** By default a task is done one day after it was opened. */
export function habitsOf(scenario: Pick<Scenario, 'tasks'>): StaffHabits {
  const habits = new Map(Object.entries(scenario.tasks));
  return (kind) => {
    const said = habits.get(kind);
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
  return Math.max(from, momentAt(disbursedOn, '08:00'));
}

/** What a column of a book takes. */
function inCell<T>(read: cell.Cell<T>) {
  return z.string().transform((said, context) => {
    const it = read(said);
    if (!(it instanceof cell.Fault)) return it;
    context.addIssue(it.what);
    return z.NEVER;
  });
}
