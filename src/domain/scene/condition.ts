import { type Account, type Arrears, arrearsOn, nextDue, unpaidDays } from '../loan/arrears.js';
import type { Indicator, LoanFile } from '../loan/loan-file.js';
import { accountOn, daysOfNews, firstOnEnd } from '../loan/look-back.js';
import { countUpTo, daysOf } from '../loan/running-sums.js';
import { parseMoney } from '../money/money.js';
import type { Condition } from '../plan/condition.js';
import type { Reason } from '../reason/reason.js';
import { addDays, type Day, dayOf, type Moment, momentAt } from '../time/dates.js';
import { nextPeriod, parsePeriod, previousPeriod } from '../time/period.js';
import { belongsTo } from './segment.js';

/** A condition that holds, and on what. */
export interface Grounds {
  /** The figures, for the diary. */
  why: Reason;
  /** Since when it holds: when the last of what it rests on came in or was reached. May lie later on the same day. */
  since: Moment;
  /** What it is about, the same as long as it holds for the same reason: a period, a signal, a delinquency. */
  about: string;
  /** Name of the figure or kind of the signal. */
  indicator: string | null;
  source: string | null;
}

interface Seen {
  file: LoanFile;
  account: Account;
  arrears: Arrears;
  delinquency: Day | null;
  now: Moment;
  /** What belongs to an earlier moment had its time before we could act on it. */
  floor: Moment;
  tier: string | null;
  /** When what a day brings is acted on. */
  actedOn(day: Day): Moment;
}

/** The first of the conditions that holds, with the figures of all that hold as well; null: none does. */
export function groundsOf(conditions: readonly Condition[], seen: Seen): Grounds | null {
  const all = conditions.flatMap((condition) => holds(condition, seen) ?? []);
  // What lies ahead, later on the same day, is no reason yet.
  const whys = all.filter((it, n) => n === 0 || it.since <= seen.now).map((it) => it.why);
  const different = new Map(whys.map((it) => [JSON.stringify(it), it]));
  return all[0] ? { ...all[0], why: { code: 'conditions', all: [...different.values()] } } : null;
}

/** With the reasons of one condition, all that it names. */
type Held = Omit<Grounds, 'why'> & { why: Reason[] };

function holds(condition: Condition, seen: Seen): Held | null {
  const { file, now, tier } = seen;
  if (!belongsTo(condition.for, file, tier)) return null;
  const parts: Partial<Held>[] = [];
  if (ofArrears(condition)) {
    const reached = arrearsReached(condition, seen);
    if (!reached) return null;
    parts.push(reached);
  }
  if (condition.causes !== undefined) {
    if (file.cause === null || file.cause.at > now || !condition.causes.includes(file.cause.kind)) return null;
    const { kind, at } = file.cause;
    parts.push({ why: [{ code: 'cause', cause: kind }], since: at, about: `cause-${at}` });
  }
  if (condition.signals !== undefined) {
    const signal = file.signals.findLast(
      (it) => condition.signals!.includes(it.kind) && it.at <= now && signalEnds(it.at, condition) > now,
    );
    if (!signal) return null;
    const { kind, source, at, id } = signal;
    const why: Reason[] = [{ code: 'signal', source, kind, on: null }];
    parts.push({ why, since: at, about: `signal-${id}`, indicator: kind, source });
  }
  if (condition.indicator !== undefined) {
    const moved = indicatorMoved(condition, file.indicators, now);
    if (!moved) return null;
    parts.push(moved);
  }
  if (condition.noCaseOf !== undefined) {
    const open = file.cases.some((it) => it.closedAt === null && condition.noCaseOf!.includes(it.kind));
    if (open) return null;
    const ended = file.cases.filter((it) => condition.noCaseOf!.includes(it.kind)).map((it) => it.closedAt ?? 0);
    const why: Reason[] = [{ code: 'no-case', kinds: condition.noCaseOf }];
    parts.push({ why, since: Math.max(file.takenInAt, ...ended) });
  }
  // A condition that names nothing but a segment holds for it from the start.
  if (parts.length === 0 && condition.for) parts.push({ why: [{ code: 'segment' }], since: file.takenInAt });
  if (parts.length === 0) return null;
  const about = parts.flatMap((it) => it.about ?? []);
  return {
    why: parts.flatMap((it) => it.why!),
    since: Math.max(seen.floor, condition.for ? (file.profileSince ?? 0) : 0, ...parts.map((it) => it.since!)),
    about: about.length > 0 ? about.join('+') : `since-${seen.delinquency}`,
    indicator: parts.find((it) => it.indicator)?.indicator ?? null,
    source: parts.find((it) => it.source)?.source ?? null,
  };
}

const ofArrears = ({ dpd, overdueAtLeast, unpaidInstalments }: Condition) =>
  [dpd, overdueAtLeast, unpaidInstalments].some((it) => it !== undefined);

/** A signal counts to the end of so many days. */
const signalEnds = (at: Moment, { withinDays }: Condition) => momentAt(addDays(dayOf(at), withinDays + 1), '00:00');

/** What is overdue is enough now; since the first day of those on end on which it was. */
function arrearsReached(condition: Condition, { file, account, now, actedOn }: Seen): Partial<Held> | null {
  const today = dayOf(now);
  const fits = (day: Day) => {
    const then = accountOn(file, account, day, now);
    const { dpd, overdue } = arrearsOn(then, day);
    return (
      (condition.dpd === undefined || dpd >= condition.dpd) &&
      (condition.overdueAtLeast === undefined || overdue >= parseMoney(condition.overdueAtLeast)!) &&
      (condition.unpaidInstalments === undefined || unpaidDays(then, day, day) >= condition.unpaidInstalments)
    );
  };
  if (!fits(today)) return null;
  const since = firstOnEnd(today, daysOfNews(file, account, now), (day) => nextChange(condition, account, day), fits);
  const { dpd, overdue } = arrearsOn(account, today);
  const why: Reason[] = [];
  if (condition.dpd !== undefined) why.push({ code: 'days-past-due', days: dpd });
  if (condition.overdueAtLeast !== undefined) why.push({ code: 'amount-overdue', amount: overdue });
  if (condition.unpaidInstalments !== undefined)
    why.push({ code: 'instalments-overdue', count: unpaidDays(account, today, today) });
  return { why, since: actedOn(since) };
}

/** From a day on: the next on which what is overdue may begin or cease to be enough. */
function nextChange(condition: Condition, { instalments, payments }: Account, from: Day): Day | undefined {
  const soonest = (days: (Day | undefined)[]) => days.filter((it) => it !== undefined).sort()[0];
  const paidOn = daysOf(payments);
  const afterDue = (days: number) => {
    const due = nextDue(instalments, addDays(from, -days));
    return due && addDays(due, days);
  };
  return soonest([afterDue(1), afterDue(condition.dpd ?? 1), paidOn[countUpTo(paidOn, addDays(from, -1))]]);
}

/** Today, if it is such a day, and the next one. */
function todayAndNext(condition: Condition, account: Account, today: Day): Day[] {
  const days = [today, addDays(today, 1)].flatMap((day) => nextChange(condition, account, day) ?? []);
  return [...new Set(days)];
}

/** When the conditions must be looked at again though nothing comes in. */
export function conditionsChangeAt(conditions: readonly Condition[], seen: Seen): Moment[] {
  const { account, file, now, actedOn } = seen;
  const today = dayOf(now);
  return conditions.flatMap((condition) => [
    ...(ofArrears(condition) ? todayAndNext(condition, account, today).map(actedOn) : []),
    ...(condition.signals === undefined ? [] : file.signals.map((it) => signalEnds(it.at, condition))),
    ...(condition.freshFor === undefined
      ? []
      : file.indicators
          .filter((it) => it.name === condition.indicator)
          .map((it) => staleAt(it.period, condition.freshFor!))),
  ]);
}

/** Looks at the newest period of a figure and as many before it, one after the other, as the condition asks for. */
function indicatorMoved(condition: Condition, all: readonly Indicator[], now: Moment): Partial<Held> | null {
  const known = new Map<string, Indicator>();
  for (const it of all) if (it.name === condition.indicator && it.recordedAt <= now) known.set(it.period, it);
  const newest = [...known.values()].sort((a, b) => compareStarts(b.period, a.period))[0];
  if (!newest) return null;
  if (condition.freshFor !== undefined && staleAt(newest.period, condition.freshFor) <= now) return null;
  const changes = [condition.fallsBy, condition.risesBy, condition.movesBy].some((it) => it !== undefined);
  const values: Indicator[] = [];
  for (let period: string | null = newest.period; values.length < condition.running + (changes ? 1 : 0); ) {
    const value: Indicator | undefined = period === null ? undefined : known.get(period);
    if (!value) return null;
    values.unshift(value);
    const start = parsePeriod(value.period);
    period = start && previousPeriod(start).text;
  }
  const fits = values.slice(changes ? 1 : 0).every((it, n) => {
    const before = changes ? values[n]!.value : it.value;
    // A change is measured against the size of what was before: from -100 to -120 is a fall by a fifth.
    const change = before === 0 ? 0 : (it.value - before) / Math.abs(before);
    return (
      (condition.above === undefined || it.value > condition.above) &&
      (condition.below === undefined || it.value < condition.below) &&
      (condition.fallsBy === undefined || change <= -condition.fallsBy + TINY) &&
      (condition.risesBy === undefined || change >= condition.risesBy - TINY) &&
      (condition.movesBy === undefined || Math.abs(change) >= condition.movesBy - TINY)
    );
  });
  if (!fits) return null;
  return {
    why: [{ code: 'indicator', name: newest.name, values: values.map(({ value, period }) => ({ value, period })) }],
    since: Math.max(...values.map((it) => it.recordedAt)),
    about: newest.period,
    indicator: newest.name,
    source: 'figures',
  };
}

/** When a figure that nobody has updated decides no more: so many periods after the end of its own. */
function staleAt(text: string, periods: number): Moment {
  let period = parsePeriod(text);
  for (let n = 0; period !== null && n < periods; n++) period = nextPeriod(period);
  return period === null ? 0 : momentAt(addDays(period.to, 1), '00:00');
}

/** Shares such as 0.45 → 0.405 are ten per cent, whatever binary fractions make of them. */
const TINY = 1e-9;

const compareStarts = (a: string, b: string) =>
  (parsePeriod(a)?.from ?? a).localeCompare(parsePeriod(b)?.from ?? b) || a.localeCompare(b);
