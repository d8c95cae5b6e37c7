import { type Account, type Arrears, arrearsOn, nextDue, unpaidDays } from '../loan/arrears.js';
import type { LoanFile } from '../loan/loan-file.js';
import { accountOn, daysOfNews, firstOnEnd } from '../loan/look-back.js';
import { countUpTo, daysOf } from '../loan/running-sums.js';
import { parseMoney } from '../money/money.js';
import type { Condition } from '../plan/condition.js';
import type { Lists } from '../plan/words-of-trade.js';
import type { Reason } from '../reason/reason.js';
import { addDays, type Day, dayOf, type Moment, momentAt } from '../time/dates.js';
import { figuresThatHold, staleAt } from './figures.js';
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
  plan: Lists;
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
  const all = conditions.flatMap((condition) => holds(condition, seen)[0] ?? []);
  return all[0] ? { ...all[0], why: because(all, seen.now) } : null;
}

/** The reasons of several, each once. What lies ahead, later on the same day, is no reason yet. */
function because(all: readonly Held[], now: Moment): Reason {
  const whys = all.filter((it, n) => n === 0 || it.since <= now).map((it) => it.why);
  const different = new Map(whys.map((it) => [JSON.stringify(it), it]));
  return { code: 'conditions', all: [...different.values()] };
}

/** With the reasons of one condition, all that it names. */
type Held = Omit<Grounds, 'why'> & { why: Reason[] };

/** For what one condition holds, the newest first; empty: it does not. */
function holds(condition: Condition, seen: Seen): Held[] {
  const { plan, file, now, tier } = seen;
  if (!belongsTo(plan, condition.for, file, tier)) return [];
  const parts: Partial<Held>[] = [];
  if (ofArrears(condition)) {
    const reached = arrearsReached(condition, seen);
    if (!reached) return [];
    parts.push(reached);
  }
  if (condition.causes !== undefined) {
    if (file.cause === null || file.cause.at > now || !condition.causes.includes(file.cause.kind)) return [];
    const { kind, at } = file.cause;
    parts.push({ why: [{ code: 'cause', cause: kind }], since: at, about: `cause-${at}` });
  }
  const news = condition.signals === undefined ? [null] : signalsThatHold(condition, seen);
  const figures = condition.indicator === undefined ? [null] : figuresThatHold(condition, file.indicators, now);
  const rest: Partial<Held>[] = [];
  if (condition.noCaseOf !== undefined) {
    const open = file.cases.some((it) => it.closedAt === null && condition.noCaseOf!.includes(it.kind));
    if (open) return [];
    const ended = file.cases.filter((it) => condition.noCaseOf!.includes(it.kind)).map((it) => it.closedAt ?? 0);
    const why: Reason[] = [{ code: 'no-case', kinds: condition.noCaseOf }];
    rest.push({ why, since: Math.max(file.takenInAt, ...ended) });
  }
  return news.flatMap((signal) =>
    figures.flatMap((figure) =>
      together(
        [...parts, signal, figure, ...rest].filter((it) => it !== null),
        condition,
        seen,
      ),
    ),
  );
}

/** All that a condition names, as one. */
function together(parts: Partial<Held>[], condition: Condition, { file, floor, delinquency }: Seen): Held[] {
  // A condition that names nothing but a segment holds for it from the start.
  if (parts.length === 0 && condition.for) parts.push({ why: [{ code: 'segment' }], since: file.takenInAt });
  if (parts.length === 0) return [];
  const about = parts.flatMap((it) => it.about ?? []);
  return [
    {
      why: parts.flatMap((it) => it.why!),
      since: Math.max(floor, condition.for ? (file.profileSince ?? 0) : 0, ...parts.map((it) => it.since!)),
      about: about.length > 0 ? about.join('+') : `since-${delinquency}`,
      indicator: parts.find((it) => it.indicator)?.indicator ?? null,
      source: parts.find((it) => it.source)?.source ?? null,
    },
  ];
}

/** The signals that count now, the newest first. */
function signalsThatHold(condition: Condition, { file, now }: Seen): Partial<Held>[] {
  const found = file.signals.filter(
    (it) => condition.signals!.includes(it.kind) && it.at <= now && signalEnds(it.at, condition) > now,
  );
  return found.reverse().map(({ kind, source, at, id }) => {
    const why: Reason[] = [{ code: 'signal', source, kind, on: null }];
    return { why, since: at, about: `signal-${id}`, indicator: kind, source };
  });
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
