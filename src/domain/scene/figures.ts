import { COLLATERAL_VALUE, type Collateral } from '../loan/collateral.js';
import type { Indicator } from '../loan/loan-file.js';
import { formatMoney } from '../money/money.js';
import type { Condition } from '../plan/condition.js';
import type { Reason } from '../reason/reason.js';
import { addDays, type Moment, momentAt } from '../time/dates.js';
import { nextPeriod, type Period, parsePeriod, previousPeriod } from '../time/period.js';

/** What a condition found in one series of figures. */
interface Moved {
  why: Reason[];
  since: Moment;
  /** The period of the newest. */
  about: string;
  indicator: string;
  source: string;
}

type Known = Indicator & { of: Period };

/**
 * The series of a figure for which a condition holds, the one that came in last first. Months are compared with months and quarters
 * with quarters. A condition that is only a bound is compared with the latest figure, whatever its period.
 */
export function figuresThatHold(condition: Condition, all: readonly Indicator[], now: Moment): Moved[] {
  const series = seriesOf(condition, all, now);
  const last = series
    .map((values) => values.at(-1)!.of.to)
    .sort()
    .at(-1);
  return series
    .filter((values) => changes(condition) || values.at(-1)!.of.to === last)
    .flatMap((values) => moved(condition, values, now))
    .sort((a, b) => b.since - a.since);
}

/** The figures of a name as they are known now: a series for each kind of period, in the order of time. */
function seriesOf({ indicator }: Condition, all: readonly Indicator[], now: Moment): Known[][] {
  const known = new Map<string, Known>();
  for (const it of all) {
    const of = it.name === indicator && it.recordedAt <= now ? parsePeriod(it.period) : null;
    if (of !== null) known.set(it.period, { ...it, of });
  }
  const inOrder = [...known.values()].sort((a, b) => a.of.from.localeCompare(b.of.from));
  const types = new Set(inOrder.map((it) => it.of.type));
  return [...types].map((type) => inOrder.filter((it) => it.of.type === type));
}

/** For which things that secure a loan a condition on their value holds: each is held against its own values. */
export const valuesThatHold = (
  condition: Condition,
  things: readonly Collateral[],
  now: Moment,
): (Moved & { collateral: string })[] =>
  things.flatMap(({ id, kind, values }) =>
    figuresThatHold(
      condition,
      values.map(({ value, on, recordedAt }) => {
        return { name: COLLATERAL_VALUE, period: on, value: Number(formatMoney(value)), recordedAt };
      }),
      now,
    ).map((it) => ({
      ...it,
      about: `${id}/${it.about}`,
      collateral: id,
      why: it.why.map((why) => ({ ...why, of: `${id} ${kind}` }) as Reason),
    })),
  );

const changes = ({ fallsBy, risesBy, movesBy }: Condition) =>
  [fallsBy, risesBy, movesBy].some((it) => it !== undefined);

function moved(condition: Condition, values: readonly Known[], now: Moment): Moved[] {
  const newest = values.at(-1)!;
  if (condition.freshFor !== undefined && staleAt(newest.period, condition.freshFor) <= now) return [];
  const on = changes(condition) ? stepsOrSlide(condition, values) : levels(condition, values);
  if (on === null) return [];
  const figures = on.map(({ value, period }) => ({ value, period }));
  return [
    {
      why: [{ code: 'indicator', name: newest.name, values: figures }],
      since: Math.max(...on.map((it) => it.recordedAt)),
      about: newest.period,
      indicator: newest.name,
      source: 'figures',
    },
  ];
}

const within = ({ above = -Infinity, below = Infinity }: Condition, values: readonly Known[]) =>
  values.every(({ value }) => value > above && value < below);

/** The last `count` figures, of periods that follow one another; null: there are not so many. */
function lastOf(values: readonly Known[], count: number): Known[] | null {
  const last = values.slice(-count);
  const gap = last.some((it, n) => n > 0 && isGap(last[n - 1]!, it));
  return last.length < count || gap ? null : last;
}

/** What is valued on days is so when it is: whatever lies between, the next one follows. */
const isGap = (before: Known, it: Known) => it.of.type !== 'day' && previousPeriod(it.of).text !== before.period;

/** The last figures, as many as must run, if all of them are beyond the bounds; null: they are not. */
function levels(condition: Condition, values: readonly Known[]): Known[] | null {
  const last = lastOf(values, condition.running);
  return last && within(condition, last) ? last : null;
}

/**
 * The figures that show the change a condition asks for: over `running` periods, each against the one before. If one period is enough,
 * the same change since the highest (lowest) figure after the last such finding counts, too: a slow slide is as bad as a sudden fall.
 * Null: the figure has not changed enough.
 */
function stepsOrSlide(condition: Condition, values: readonly Known[]): Known[] | null {
  let high = values[0]!;
  let low = high;
  let found: Known[] | null = null;
  for (const [n, it] of values.entries()) {
    const steps = lastOf(values.slice(0, n + 1), condition.running + 1);
    const running = steps?.every((step, k) => k === 0 || changed(condition, steps[k - 1]!, step));
    const from = condition.running > 1 ? undefined : [high, low].find((base) => changed(condition, base, it));
    found = running ? steps : from ? [from, it] : null;
    if (found !== null && !within(condition, found.slice(1))) found = null;
    if (found !== null || it.value >= high.value) high = it;
    if (found !== null || it.value <= low.value) low = it;
  }
  return found;
}

/** A change is measured against the size of what was before: from -100 to -120 is a fall by a fifth. */
function changed({ fallsBy, risesBy, movesBy }: Condition, before: Known, it: Known): boolean {
  const change = before.value === 0 ? 0 : (it.value - before.value) / Math.abs(before.value);
  return (
    (fallsBy === undefined || change <= -fallsBy + TINY) &&
    (risesBy === undefined || change >= risesBy - TINY) &&
    (movesBy === undefined || Math.abs(change) >= movesBy - TINY)
  );
}

/** When a figure that nobody has updated decides no more: so many periods after the end of its own. */
export function staleAt(text: string, periods: number): Moment {
  let period = parsePeriod(text);
  for (let n = 0; period !== null && n < periods; n++) period = nextPeriod(period);
  return period === null ? 0 : momentAt(addDays(period.to, 1), '00:00');
}

/** Tolerance of floating-point numbers: from 0.45 to 0.405 is a fall by ten per cent, though binary fractions make it a little less. */
const TINY = 1e-9;
