import { type Account, type Arrears, arrearsOn, nextDue, unpaidDays } from '../loan/account/arrears.js';
import { type Category, isWorse } from '../loan/account/classification.js';
import { countUpTo, daysOf } from '../loan/account/running-sums.js';
import { COLLATERAL_VALUE, type Collateral } from '../loan/collateral.js';
import { moneyAt } from '../loan/heard.js';
import type { LoanFile } from '../loan/loan-file.js';
import { openOthers } from '../loan/loans-of-borrower.js';
import { accountOn, daysOfNews, firstOnEnd } from '../loan/relief/look-back.js';
import { accountOf } from '../loan/standing.js';
import { parseMoney } from '../money/money.js';
import type { Condition } from '../plan/condition.js';
import type { Lists } from '../plan/trades/words-of-trade.js';
import type { Reason } from '../reason/reason.js';
import { addDays, type Day, dayOf, formatMoment, type Moment, momentAt } from '../time/dates.js';
import { figuresThatHold, staleAt, valuesThatHold } from './figures.js';
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
  /** The thing whose value it is about; null: none. */
  collateral: string | null;
  /** It speaks of the borrower: a figure, news, a sum over all loans. */
  ofBorrower: boolean;
  /** It rests on news and on nothing that is the loan's own. */
  newsAlone: boolean;
}

interface Seen {
  plan: Lists;
  file: LoanFile;
  account: Account;
  arrears: Arrears;
  delinquency: Day | null;
  now: Moment;
  /** Nothing is dated earlier than this: before it we could not have acted. */
  floor: Moment;
  tier: string | null;
  category: Category;
  /** The moment at which we act on what a day brings. */
  actedOn(day: Day): Moment;
}

/** The first of the conditions that holds, with the figures of all that hold as well; null: none does. */
export function groundsOf(conditions: readonly Condition[], seen: Seen): Grounds | null {
  const all = conditions.flatMap((condition) => holds(condition, seen)[0] ?? []);
  return all[0] ? { ...all[0], why: because(all, seen.now) } : null;
}

/** Everything for which a condition holds by now: each signal, each series of figures, on its own. */
export const groundsEach = (conditions: readonly Condition[], seen: Seen): (Grounds & { part: Held })[] =>
  conditions
    .flatMap((condition) => holds(condition, seen))
    .map((part) => ({ ...part, part, why: because([part], seen.now) }));

/** The conditions about a state, which may end: arrears, a figure beyond a bound. News, and changes of a figure, are events. */
export const statesOf = (conditions: readonly Condition[]): Condition[] =>
  conditions.filter(
    (it) => it.signals === undefined && (ofArrears(it) || it.above !== undefined || it.below !== undefined),
  );

/** The reasons of several conditions, each once. Of those that will hold only later on this day just the first is named. */
export function because(all: readonly Held[], now: Moment): Reason {
  const whys = all.filter((it, n) => n === 0 || it.since <= now).map((it) => it.why);
  const different = new Map(whys.map((it) => [JSON.stringify(it), it]));
  return { code: 'conditions', all: [...different.values()] };
}

/** The grounds of one condition, with a reason for each thing that it names. */
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
    // A category that people decided holds since then; one by days past due, as long as those reach it.
    const since = file.decided?.at ?? file.takenInAt;
    parts.push({ why: [{ code: 'classified', category: seen.category }], since });
  }
  if (condition.causes !== undefined) {
    if (file.cause === null || file.cause.at > now || !condition.causes.includes(file.cause.kind)) return [];
    const { kind, at } = file.cause;
    parts.push({
      why: [{ code: 'cause', cause: kind }],
      since: at,
      about: `cause-${formatMoment(at).slice(0, 16).replace(':', '')}`,
    });
  }
  if (condition.tried !== undefined) {
    const tried = triedInVain(condition.tried, file, now);
    if (!tried) return [];
    parts.push(tried);
  }
  const news = condition.signals === undefined ? [null] : signalsThatHold(condition, seen);
  const figures =
    condition.indicator === undefined
      ? [null]
      : [
          ...figuresThatHold(condition, file.indicators, now),
          ...valuesThatHold(condition, thingsOf(condition, seen), now),
        ];
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

/** The things that secure the loan and of whose kind the condition speaks; none, if it is of no value. */
const thingsOf = (condition: Condition, { plan, file, tier }: Seen): readonly Collateral[] =>
  condition.indicator !== COLLATERAL_VALUE
    ? []
    : (file.collaterals ?? []).filter(({ kind }) =>
        belongsTo(plan, condition.for, { ...file, collateral: kind }, tier),
      );

/** Joins the parts of a condition, all of which hold, to its grounds. */
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
      collateral: parts.find((it) => it.collateral)?.collateral ?? null,
      ofBorrower: condition.overdueAtLeast !== undefined || parts.some((it) => it.indicator),
      newsAlone: condition.signals !== undefined && parts.length === 1 && !condition.for,
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

/** So often people tried, on so many days, since money or a promise came last or a call was answered; null: they did not. */
function triedInVain(
  { times, days, kinds }: NonNullable<Condition['tried']>,
  { workDone = [], payments, promises }: LoanFile,
  now: Moment,
): Partial<Held> | null {
  const answered = workDone.filter((it) => it.answered).map((it) => it.at);
  const news = [...payments.map((it) => it.recordedAt), ...promises.map((it) => it.madeAt), ...answered];
  const last = Math.max(0, ...news.filter((it) => it <= now));
  const tries = workDone.filter(({ kind, at }) => kinds.includes(kind) && at > last && at <= now).map(({ at }) => at);
  const enough = tries.findIndex((_, n) => n + 1 >= times && new Set(tries.slice(0, n + 1).map(dayOf)).size >= days);
  if (enough < 0) return null;
  return {
    why: [{ code: 'tried', times: enough + 1, days: new Set(tries.slice(0, enough + 1).map(dayOf)).size }],
    since: tries[enough]!,
  };
}

const ofArrears = ({ dpd, overdueAtLeast, unpaidInstalments }: Condition) =>
  [dpd, overdueAtLeast, unpaidInstalments].some((it) => it !== undefined);

/** A signal counts to the end of so many days. */
const signalEnds = (at: Moment, { withinDays }: Condition) => momentAt(addDays(dayOf(at), withinDays + 1), '00:00');

/** Grounds by arrears, since the first day of the unbroken run on which they were enough; null: they are not. Amounts are of all loans. */
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

/** The next day, from one on, on which arrears may begin or cease to be enough. */
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

/** Today, if arrears may change enough today, and the next day on which they may. */
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
