import { z } from 'zod';
import * as cell from '../book/cells.js';
import {
  saidDay,
  saidFigure,
  saidId,
  saidLine,
  saidMoment,
  saidMoney,
  saidName,
  saidPeriod,
  saidSum,
  saidText,
  saidWord,
} from '../domain/entry/said-schemas.js';
import { formatMoney, MOST_MONEY, MOST_OF_A_BOOK } from '../domain/money/money.js';
import { mailAddressFault } from '../domain/person/mail-address.js';
import { CAUSES } from '../domain/plan/condition.js';
import { CHANNELS } from '../domain/plan/plan.js';
import { CASE_KINDS } from '../domain/plan/risk.js';
import type { Provider, StaffHabits } from '../domain/preview/preview.js';
import { type Moment, momentAt, parseDuration } from '../domain/time/dates.js';

/** A scenario (interfaces.md): a small book, how staff and providers behave, and what comes in when. */
const id = z
  .string({ error: ({ input }) => (input == null ? 'missing' : `no text: write it in quotes, "${String(input)}"`) })
  .pipe(saidId);
const day = saidDay;
const moment = saidMoment;
const inMajorUnits = z.union([z.string(), z.number()]).transform(String);
const money = inMajorUnits.pipe(saidMoney);
const sum = inMajorUnits.pipe(saidSum);
const yes = z.union([z.boolean(), z.enum(['yes', 'no'])]).transform((value) => value === true || value === 'yes');
const rate = z.union([z.string(), z.number()]).transform(String).pipe(inCell(cell.rate));
const line = saidLine.transform((it) => it || undefined).optional();

const contact = z
  .strictObject({
    whose: z.enum(['self', 'guarantor', 'emergency']),
    channel: z.enum(CHANNELS),
    address: id,
    consent: yes,
  })
  .superRefine(({ channel, address }, context) => {
    const message = channel === 'email' ? mailAddressFault(address) : null;
    if (message !== null) context.addIssue({ code: 'custom', path: ['address'], message });
  });
const borrower = z.strictObject({
  id,
  kind: z.enum(['person', 'enterprise']).default('person'),
  name: saidName.transform((it) => it || undefined).optional(),
  language: z.enum(['zh-CN', 'en']).default('zh-CN'),
  size: z.enum(['large', 'medium', 'small']).optional(),
  industry: line,
  class: line,
  branch: line,
  accountManager: id.optional(),
  contacts: z.array(contact).default([]),
});
const instalment = z.strictObject({
  seq: z.number().int().min(0).max(2_147_483_647),
  dueOn: day,
  principal: money,
  interest: money.default(0),
  fee: money.default(0),
});
const inAll = (instalments: z.output<typeof instalment>[]) =>
  instalments.reduce((sum, it) => sum + it.principal + it.interest + it.fee, 0);
const schedule = z
  .array(instalment)
  .min(1)
  .refine((it) => inAll(it) <= MOST_MONEY, `more than ${formatMoney(MOST_MONEY)} in all`);
const loan = z.strictObject({
  id,
  borrower: id,
  plan: id,
  product: saidText.optional(),
  disbursedOn: day,
  principal: money,
  annualRate: rate.optional(),
  penaltyRate: rate.optional(),
  currency: z.string().pipe(inCell(cell.currency)).optional(),
  collateral: saidText.optional(),
  instalments: schedule,
});

const event = z.union([
  z.strictObject({
    at: moment,
    payment: z.strictObject({ loan: id, reference: id, amount: sum, paidOn: day.optional() }),
  }),
  z.strictObject({ at: moment, reversal: z.strictObject({ reference: id }) }),
  z.strictObject({
    at: moment,
    refund: z.strictObject({ loan: id, reference: id, amount: sum, paidOn: day.optional() }),
  }),
  z.strictObject({
    at: moment,
    hold: z.strictObject({
      loan: id,
      from: moment.optional(),
      until: moment.optional(),
      reason: saidText.refine((it) => it.trim() !== '', 'must not be empty'),
    }),
  }),
  z.strictObject({ at: moment, release: z.strictObject({ loan: id }) }),
  z.strictObject({ at: moment, complaint: z.strictObject({ id, borrower: id, text: saidText }) }),
  z.strictObject({ at: moment, accept: z.strictObject({ complaint: id }) }),
  z.strictObject({ at: moment, solve: z.strictObject({ complaint: id }) }),
  z.strictObject({
    at: moment,
    signal: z.strictObject({ borrower: id, source: saidLine, kind: saidWord }),
  }),
  z.strictObject({
    at: moment,
    indicator: z.strictObject({
      borrower: id,
      name: saidWord,
      period: z.union([z.string(), z.number()]).transform(String).pipe(saidPeriod),
      value: z.coerce.number().pipe(saidFigure),
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
      instalments: schedule.optional(),
      capitalise: yes.optional(),
    }),
  }),
  z.strictObject({ at: moment, promise: z.strictObject({ loan: id, on: day, amount: sum }) }),
  z.strictObject({ at: moment, optOut: z.strictObject({ borrower: id, channel: z.enum(CHANNELS) }) }),
]);

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
    scenario.events.forEach(({ at: _, ...event }, n) => {
      const [[key, said]] = Object.entries(event) as [[string, { loan?: string; borrower?: string }]];
      const wrong = (message: string) => context.addIssue({ code: 'custom', path: ['events', n, key], message });
      if (said.loan !== undefined && !loans.has(said.loan)) wrong(`no loan ${said.loan} in this scenario`);
      if (said.borrower !== undefined && !borrowers.has(said.borrower))
        wrong(`no loan of borrower ${said.borrower} in this scenario`);
    });
  });

/** Where something stands that may stand only once. */
function sameTwice({ loans, borrowers }: Pick<Scenario, 'loans' | 'borrowers'>): PropertyKey[][] {
  const repeated = <T>(items: T[], nameOf: (item: T) => string | number) => {
    const names = items.map(nameOf);
    return names.flatMap((name, n) => (names.indexOf(name) < n ? [n] : []));
  };
  return [
    ...repeated(loans, (it) => it.id).map((n) => ['loans', n, 'id']),
    ...loans.flatMap((it, n) =>
      repeated(it.instalments, ({ seq }) => seq).map((m) => ['loans', n, 'instalments', m, 'seq']),
    ),
    ...repeated(borrowers, (it) => it.id).map((n) => ['borrowers', n, 'id']),
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

const MS_A_DAY = 86_400_000;

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
