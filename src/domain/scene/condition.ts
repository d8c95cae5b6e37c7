import { type Account, type Arrears, arrearsOn, nextDue, unpaidDays } from '../loan/account/arrears.js';
import { type Category, isWorse } from '../loan/account/classification.js';
import { countUpTo, daysOf } from '../loan/account/running-sums.js';
import { moneyAt } from '../loan/heard.js';
import type { LoanFile } from '../loan/loan-file.js';
import { openOthers } from '../loan/loans-of-borrower.js';
import { accountOn, daysOfNews, firstOnEnd } from '../loan/relief/look-back.js';
import { accountOf } from '../loan/standing.js';
import { parseMoney } from '../money/money.js';
import type { Condition } from '../plan/condition.js';
import type { Lists } from '../plan/trades/words-of-trade.js';
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
  /** It speaks of the borrower: a figure, news, a sum over all loans. */
  ofBorrower: boolean;
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
  category: Category;
  /** When what a day brings is acted on. */
  actedOn(day: Day): Moment;
}

/** The first of the conditions that holds, with the figures of all that hold as well; null: none does. */
export function groundsOf(conditions: readonly Condition[], seen: Seen): Grounds | null {
  const all = conditions.flatMap((condition) => holds(condition, seen)[0] ?? []);
  return all[0] ? { ...all[0], why: because(all, seen.now) } : null;
}

/** Each thing for which one of the conditions holds by now: every signal, every series of figures. */
export const groundsEach = (conditions: readonly Condition[], seen: Seen): (Grounds & { part: Held })[] =>
  conditions
    .flatMap((condition) => holds(condition, seen))
    .map((part) => ({ ...part, part, why: because([part], seen.now) }));

/** Those that are a state, and may end: arrears, a figure beyond a bound. News and moves have happened. */
export const statesOf = (conditions: readonly Condition[]): Condition[] =>
  conditions.filter(
    (it) => it.signals === undefined && (ofArrears(it) || it.above !== undefined || it.below !== undefined),
  );

/** The reasons of several, each once. What lies ahead, later on the same day, is no reason yet. */
export function because(all: readonly Held[], now: Moment): Reason {
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
  if (condition.category !== undefined) {
    if (isWorse(condition.category, seen.category)) return [];
    // By the days it is so with them; by people since they decided.
    const since = file.decided?.at ?? file.takenInAt;
    parts.push({ why: [{ code: 'classified', category: seen.category }], since });
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
      ofBorrower: condition.overdueAtLeast !== undefined || parts.some((it) => it.indicator),
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

/** What is overdue is enough now; since the first day of those on end on which it was. Amounts are of all the borrower's loans. */
function arrearsReached(condition: Condition, { file, account, now, actedOn }: Seen): Partial<Held> | null {
  const today = dayOf(now);
  const all = accountsOf(condition, file, account, now);
  const overdueOn = (day: Day) =>
    all.reduce((sum, it) => sum + arrearsOn(accountOn(it.file, it.account, day, now), day).overdue, 0);
  const fits = (day: Day) => {
    const then = accountOn(file, account, day, now);
    return (
      (condition.dpd === undefined || arrearsOn(then, day).dpd >= condition.dpd) &&
      (condition.overdueAtLeast === undefined || overdueOn(day) >= parseMoney(condition.overdueAtLeast)!) &&
      (condition.unpaidInstalments === undefined || unpaidDays(then, day, day) >= condition.unpaidInstalments)
    );
  };
  if (!fits(today)) return null;
  const news = [...new Set(all.flatMap((it) => daysOfNews(it.file, it.account, now)))].sort();
  const since = firstOnEnd(today, news, (day) => nextChange(condition, all, day), fits);
  const why: Reason[] = [];
  if (condition.dpd !== undefined) why.push({ code: 'days-past-due', days: arrearsOn(account, today).dpd });
  if (condition.overdueAtLeast !== undefined) why.push({ code: 'amount-overdue', amount: overdueOn(today) });
  if (condition.unpaidInstalments !== undefined)
    why.push({ code: 'instalments-overdue', count: unpaidDays(account, today, today) });
  const heard = all.slice(1).map((it) => moneyAt(it.file, now));
  return { why, since: Math.max(actedOn(since), ...heard) };
}

/** The accounts that such a condition looks at: the loan's own first, and for an amount those of the borrower's other open loans. */
function accountsOf({ overdueAtLeast }: Condition, file: LoanFile, account: Account, now: Moment) {
  const others = overdueAtLeast === undefined ? [] : openOthers(file);
  return [{ file, account }, ...others.map((it) => ({ file: it, account: accountOf(it, now) }))];
}

/** From a day on: the next on which what is overdue may begin or cease to be enough. */
function nextChange(
  condition: Condition,
  all: readonly { account: Pick<Account, 'instalments' | 'payments'> }[],
  from: Day,
): Day | undefined {
  const soonest = (days: (Day | undefined)[]) => days.filter((it) => it !== undefined).sort()[0];
  return soonest(
    all.flatMap(({ account: { instalments, payments } }) => {
      const paidOn = daysOf(payments);
      const afterDue = (days: number) => {
        const due = nextDue(instalments, addDays(from, -days));
        return due && addDays(due, days);
      };
      return [afterDue(1), afterDue(condition.dpd ?? 1), paidOn[countUpTo(paidOn, addDays(from, -1))]];
    }),
  );
}

/** Today, if it is such a day, and the next one. */
function todayAndNext(condition: Condition, { file, account, now }: Seen): Day[] {
  const today = dayOf(now);
  const all = accountsOf(condition, file, account, now);
  const days = [today, addDays(today, 1)].flatMap((day) => nextChange(condition, all, day) ?? []);
  return [...new Set(days)];
}

/** When the conditions must be looked at again though nothing comes in. */
export function conditionsChangeAt(conditions: readonly Condition[], seen: Seen): Moment[] {
  const { file, actedOn } = seen;
  return conditions.flatMap((condition) => [
    ...(ofArrears(condition) ? todayAndNext(condition, seen).map(actedOn) : []),
    ...(condition.signals === undefined ? [] : file.signals.map((it) => signalEnds(it.at, condition))),
    ...(condition.freshFor === undefined
      ? []
      : file.indicators
          .filter((it) => it.name === condition.indicator)
          .map((it) => staleAt(it.period, condition.freshFor!))),
  ]);
}
