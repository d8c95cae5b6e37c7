import { agenda } from '../../src/domain/agenda.js';
import type { Indicator, LoanFile, Profile, Signal } from '../../src/domain/loan/loan-file.js';
import type { Step } from '../../src/domain/loan/steps.js';
import type { Cause } from '../../src/domain/plan/condition.js';
import type { Plan } from '../../src/domain/plan/plan.js';
import { dayOf, momentAt } from '../../src/domain/time/dates.js';
import { dutiesBetween } from '../../src/domain/work/duties.js';
import { chinaCalendar } from '../../src/library/calendar.js';
import { underLaw } from '../../src/library/law.js';
import { shippedPlans } from '../../src/library/shipped-plans.js';
import { file, live } from '../domain/build.js';

/** What the rows of the plans are shown on: a loan of 2027 under a plan as it ships, and the calendar of its unit. */
const plans = new Map([...(await shippedPlans())].map(([name, plan]) => [name, underLaw(plan)]));
export const planOf = (number: number): Plan =>
  [...plans.values()].find((it) => Number(it.plan.slice(0, 2)) === number)!;

export const FAR_AHEAD = { seq: 1, dueOn: '2029-01-20', principal: 10_000_000, interest: 0, fee: 0 };

/** A loan of which nothing is due for years, taken in on New Year's Eve. */
export const sound = (change: Partial<LoanFile> = {}): LoanFile =>
  file({
    takenInAt: momentAt('2026-12-31', '08:00'),
    instalments: [FAR_AHEAD],
    ...change,
  });

/** A loan of so many fen that was due on 20 January 2027. */
export const late = (principal: number, change: Partial<LoanFile> = {}): LoanFile =>
  sound({ instalments: [{ seq: 1, dueOn: '2027-01-20', principal, interest: 0, fee: 0 }], ...change });

export const PERSON: Profile = { kind: 'person', size: null, industry: null, class: null };

export const lived = (plan: Plan, loan: LoanFile, until: string): Step[] =>
  live(loan, momentAt(until, '00:00'), plan).steps;
export const look = (plan: Plan, loan: LoanFile, day = '2027-02-11'): Step[] =>
  agenda(loan, plan, momentAt(day, '12:00')).steps;

export const opened = (steps: Step[], kind: string) =>
  steps.flatMap((it) => (it.what === 'task.open' && it.kind === kind ? [it] : []));
export const days = (steps: Step[], kind: string) => opened(steps, kind).map((it) => dayOf(it.at).slice(5));
export const terms = (steps: Step[], kind: string) =>
  opened(steps, kind).map((it) => `${dayOf(it.at)} to ${dayOf(it.due)}`);
export const letters = (steps: Step[]) =>
  steps.flatMap((it) => (it.what === 'letter' ? [`${dayOf(it.at)} ${it.kind}`] : []));
export const tiers = (steps: Step[]) => steps.flatMap((it) => (it.what === 'tier' ? [`${dayOf(it.at)} ${it.to}`] : []));
export const cases = (steps: Step[]) => steps.flatMap((it) => (it.what === 'case.open' ? [it.kind] : []));
export const warned = (steps: Step[]) =>
  steps.flatMap((it) =>
    it.what === 'warning.open'
      ? [[it.rule, it.level, it.indicator, ...it.measures.map((measure) => measure.kind)].join(' ')]
      : [],
  );

export const NEWS_AT = momentAt('2027-02-10', '10:00');
export const signal = (kind: string): Partial<LoanFile> => ({
  signals: [{ id: '1', source: 'test', kind, at: NEWS_AT } as Signal],
});
export const cause = (kind: Cause): Partial<LoanFile> => ({ cause: { kind, at: NEWS_AT } });
export const figures = (name: string, values: Record<string, number>): Partial<LoanFile> => ({
  indicators: Object.entries(values).map(
    ([period, value]): Indicator => ({ name, period, value, recordedAt: NEWS_AT }),
  ),
});

/** The days of a year that a plan names for its unit's work by these rows; what a day off does to them: test/domain/work/duties.test.ts. */
export const calendar = (number: number, ...rules: string[]) =>
  dutiesBetween(
    { duties: planOf(number).duties.map((it) => ({ ...it, onHoliday: 'as-written' })) },
    chinaCalendar(),
    '2027-01-01',
    '2028-01-01',
  )
    .filter(({ duty }) => rules.includes(duty.rule))
    .map(({ day, duty }) => `${day.slice(5)} ${duty.id}`);
export const duty = (number: number, id: string) => planOf(number).duties.find((it) => it.id === id)!;

/** The targets of a row, `npl-rate ≤ 0.02 30`: figure, bound, weight. */
export const targets = (number: number, rule: string) =>
  planOf(number)
    .targets.filter((it) => it.rule === rule)
    .map(({ figure, atMost, atLeast, weight }) =>
      [figure, atMost === undefined ? `≥ ${atLeast}` : `≤ ${atMost}`, weight]
        .filter((it) => it !== undefined)
        .join(' '),
    );

export const FIRM: Profile = { kind: 'enterprise', size: 'small', industry: 'trade', class: null };

/** As `warned`, without the row. */
export const warnedOf = (steps: Step[]) =>
  steps.flatMap((it) =>
    it.what === 'warning.open'
      ? [[it.level, it.indicator, ...it.measures.map((measure) => measure.kind)].join(' ')]
      : [],
  );
