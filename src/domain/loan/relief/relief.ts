import type { Plan } from '../../plan/plan.js';
import { takesOver } from '../../plan/risk.js';
import { addDays, type Day, dayOf, type Moment, momentAt } from '../../time/dates.js';
import { amountOf, type Instalment, type Pause, unpaidOn } from '../account/arrears.js';
import { keptWith } from '../account/kept.js';
import { byNewSchedule } from '../account/new-schedule.js';
import { countUpTo } from '../account/running-sums.js';
import type { AccountFacts, KnownCase, LoanFile } from '../loan-file.js';
import type { Purpose } from '../steps.js';
import { cameAt, firstDays, numbered } from './numbering.js';
import { promiseOutcome, restsUntil } from './promises.js';

/** A time in which the ladder rests, that is, neither dunns nor opens work: a hold, an open complaint, a grace that was granted, a promise that runs, news of a death, a suit. */
export interface Rest {
  kind: 'hold' | 'complaint' | 'grace' | 'promise' | 'signal' | 'suit';
  from: Moment;
  /** Null: its end is not known yet. */
  until: Moment | null;
}

type Facts = Pick<LoanFile, 'holds' | 'cases' | 'promises' | 'payments' | 'signals' | 'instalments'>;
/** The parts of a plan that say which signals rest the ladder, for how long complaints do, and which cases take its place. */
type Rules = Pick<Plan, 'warnings' | 'cases' | 'ladder'>;

/**
 * The case, such as a suit, that has taken the ladder's place at a moment (S5): approved, and not ended by then. Null: none has. Instead
 * of the ladder's messages and calls the steps of the case are carried out.
 */
export const suitAt = ({ cases }: Pick<Facts, 'cases'>, plan: Rules, at: Moment): KnownCase | null =>
  cases.find(
    ({ kind, approvedAt, closedAt }) =>
      approvedAt !== null && approvedAt <= at && (closedAt === null || closedAt > at) && takesOver(plan, kind),
  ) ?? null;

/** The day named as the end of a relief belongs to it. */
export const endOf = (until: Day): Moment => momentAt(addDays(until, 1), '00:00');

/** All rests of a loan as they are known now. */
export function restsOf(file: Facts, plan: Rules, now: Moment): Rest[] {
  const holds = file.holds
    .filter(({ reason }) => reason !== COMPLAINT)
    .map(({ from, until }): Rest => ({ kind: 'hold', from, until }));
  const suits = file.cases.flatMap(({ kind, approvedAt, closedAt }): (Rest & { kind: 'suit' })[] =>
    approvedAt !== null && approvedAt <= now && takesOver(plan, kind)
      ? [{ kind: 'suit', from: approvedAt, until: closedAt }]
      : [],
  );
  const graces = file.cases.flatMap(({ effect, approvedAt, until, closedAt }): Rest[] => {
    if (effect !== 'pause' || approvedAt === null || approvedAt > now) return [];
    const suit = suits.find((it) => it.from >= approvedAt);
    const ends = [until === null ? null : endOf(until), closedAt, suit?.from ?? null];
    const first = Math.min(...ends.filter((it) => it !== null));
    return [{ kind: 'grace', from: approvedAt, until: first === Infinity ? null : first }];
  });
  const promises = file.promises
    .filter((it) => it.madeAt <= now)
    .map((it): Rest => {
      const { at, restsUntil } = promiseOutcome(it, file.payments, now, (at) => dueDaysNow(file, at));
      return { kind: 'promise', from: it.madeAt, until: Math.min(at, restsUntil) };
    });
  return [...holds, ...complaintRests(file, plan), ...suits, ...graces, ...promises, ...signalRests(file, plan, now)];
}

/** Holds of this reason come of complaints, and not of a person who may release them. */
const COMPLAINT = 'complaint';

/** So far back complaints are looked at together. */
const COMPLAINTS_DAYS = 180;

/**
 * A complaint rests what collects from the moment at which it is heard until it is solved (P4.8); all of a borrower's together no
 * more days in half a year than the plan says (`ladder.pause`). A day that was begun is a day.
 */
function complaintRests({ holds }: Facts, { ladder }: Pick<Plan, 'ladder'>): Rest[] {
  const days = new Set<Day>();
  const complaints = holds.filter(({ reason }) => reason === COMPLAINT).sort((a, b) => a.from - b.from);
  return complaints.flatMap(({ from, until }): Rest[] => {
    const isLeft = (day: Day) =>
      days.has(day) || [...days].filter((it) => it > addDays(day, -COMPLAINTS_DAYS)).length < ladder.pause.atMostDays;
    let day = dayOf(from);
    for (; isLeft(day) && (until === null || momentAt(day, '00:00') < until); day = addDays(day, 1)) days.add(day);
    const end = Math.min(until ?? Infinity, momentAt(day, '00:00'));
    return end > from ? [{ kind: 'complaint', from, until: end }] : [];
  });
}

/** Rests by signals: from the news on until a person has decided, at most as many days as the plan says. */
function signalRests({ signals }: Facts, { warnings }: Rules, now: Moment): Rest[] {
  return warnings.rests.flatMap(({ kinds, days }) =>
    signals
      .filter((it) => kinds.includes(it.kind) && it.at <= now)
      .map(({ at, restEndedAt = null }): Rest => {
        const end = days === undefined ? null : momentAt(addDays(dayOf(at), days + 1), '00:00');
        return {
          kind: 'signal',
          from: at,
          until: restEndedAt === null ? end : Math.min(restEndedAt, end ?? restEndedAt),
        };
      }),
  );
}

const covers = ({ from, until }: Pick<Rest, 'from' | 'until'>, at: Moment) =>
  from <= at && (until === null || until > at);

/** The first moment from one on which none of them covers; null: one of them has no end as yet. */
export function restOver(rests: readonly Rest[], at: Moment): Moment | null {
  const running = rests.filter((rest) => covers(rest, at));
  if (running.length === 0) return at;
  const ends = running.map(({ until }) => until);
  return ends.includes(null) ? null : restOver(rests, Math.max(...(ends as Moment[])));
}

const holdsAll = ({ kind }: Rest) => kind === 'hold' || kind === 'complaint' || kind === 'signal';

/** Whether nothing at all may go out. */
export const heldAt = (file: Facts, plan: Rules, at: Moment): boolean =>
  restsOf({ ...file, promises: [] }, plan, at).some((rest) => holdsAll(rest) && covers(rest, at));

/** News of a death or the like, after which nobody has decided yet whom to turn to. */
export const newsThatRests = (file: Facts, plan: Rules, at: Moment): Rest[] =>
  signalRests(file, plan, at).filter((rest) => covers(rest, at));

export const restsByNews = (file: Facts, plan: Rules, at: Moment): boolean => newsThatRests(file, plan, at).length > 0;

/** Whether checks, visits and valuations rest: under a hold of everything, and after news of a person's death (not of an enterprise's). */
export const careRestsAt = (file: Facts & Pick<LoanFile, 'profile'>, plan: Rules, at: Moment): boolean =>
  file.holds.some((it) => it.everything && covers(it, at)) ||
  (file.profile.kind === 'person' && restsByNews(file, plan, at));

/** The reason of holds on all loans of a person whose data may only be stored. */
const RESTRICTED = 'restricted';

export const restrictedAt = ({ holds }: Pick<LoanFile, 'holds'>, at: Moment): boolean =>
  holds.some((it) => it.reason === RESTRICTED && covers(it, at));

/** What keeps back a message of a purpose: a hold, a complaint or news of a death any message; a grace, a suit or a promise collection only. */
export const restsAt = (file: Facts, plan: Rules, at: Moment, purpose: Purpose): Rest['kind'] | null =>
  runningAt(file, plan, at).find((it) => holdsAll(it) || purpose === 'collection')?.kind ?? null;

/** Whether something other than a suit rests the ladder: then work that goes on beside a suit rests, too. */
export const restsBesideSuit = (file: Facts, plan: Rules, at: Moment): boolean =>
  runningAt(file, plan, at).some(({ kind }) => kind !== 'suit');

function runningAt(file: Facts, plan: Rules, at: Moment): Rest[] {
  // A promise rests the ladder no longer than until it is judged.
  const promises = file.promises.filter((it) => restsUntil(it) > at);
  return restsOf({ ...file, promises }, plan, at).filter((rest) => covers(rest, at));
}

/** The days of rests that this plan does not count towards its stages. A day with two rests is left out once. */
export function pausesOf(rests: readonly Rest[], plan: Plan, now: Moment): Pause[] {
  const merged: Pause[] = [];
  // The days of a suit are days past due like any other.
  const resting = rests.filter(
    ({ from, kind }) => from <= now && kind !== 'suit' && plan.ladder.pausedDays[kind] === 'rest',
  );
  const pauses = resting.map((rest) => ({
    from: dayOf(rest.from),
    until: rest.until === null ? null : dayOf(rest.until),
  }));
  for (const pause of pauses.sort((a, b) => a.from.localeCompare(b.from))) {
    const last = merged.at(-1);
    if (!last || (last.until !== null && last.until < pause.from)) merged.push({ ...pause });
    else if (last.until !== null && (pause.until === null || pause.until > last.until)) last.until = pause.until;
  }
  return merged;
}

/** The reliefs that move due days or have a schedule of their own, in the order of their approval. */
const approvedBy = ({ cases }: Pick<LoanFile, 'cases'>, now: Moment): KnownCase[] =>
  cases
    .filter((it) => it.effect === 'extend' && it.approvedAt !== null && it.approvedAt <= now && it.until !== null)
    .sort((a, b) => a.approvedAt! - b.approvedAt!);

/** The due days that the book gave its rows first, by the numbers that these have in `dueDaysNow`. */
export function daysOfBook(file: AccountFacts, now: Moment): ReadonlyMap<number, Day> {
  const { known, era } = erasOf(file, now);
  const rows = known.rows.get(era) ?? firstDays(file, approvedBy(file, now), now);
  known.rows.set(era, rows);
  return rows;
}

/**
 * The instalments with the due days that hold now. An extension, renewal or restructuring moves everything that was unpaid at its
 * approval and due before its day to that day; one with a schedule of its own replaces everything that was unpaid. Charges that come in
 * later (a fee, costs of court) stand beside it, due on their own days. Once it is undone, the old instalments and days hold again.
 * A row of the book that was replaced by another holds until then. Instalments of nought are left out.
 */
export function dueDaysNow(file: AccountFacts, now: Moment): readonly Instalment[] {
  const { known, era } = erasOf(file, now);
  const instalments = known.due.get(era) ?? dueDaysFrom(file, now);
  known.due.set(era, instalments);
  return instalments;
}

/** The due days between two moments at which they change, each found once. */
function erasOf(file: AccountFacts, now: Moment) {
  const shifts = shiftsOf(file);
  return { known: kept(file.instalments)(file.cases)(file.payments), era: countUpTo(shifts, now) };
}

const kept = keptWith((_: LoanFile['instalments']) =>
  keptWith((_: LoanFile['cases']) =>
    keptWith((_: LoanFile['payments']) => ({
      due: new Map<number, readonly Instalment[]>(),
      rows: new Map<number, ReadonlyMap<number, Day>>(),
    })),
  ),
);

/** The moments at which other due days began to hold, in order: a relief was approved or undone, a charge came in, a row was replaced. */
export const shiftsOf = ({ instalments, cases }: Pick<LoanFile, 'instalments' | 'cases'>): readonly Moment[] =>
  shifts(instalments)(cases);

const shifts = keptWith((instalments: LoanFile['instalments']) =>
  keptWith((cases: LoanFile['cases']) =>
    [
      ...instalments.flatMap((it) => [cameAt(it), it.replacedAt ?? null]),
      ...cases.flatMap((it) => (it.effect === 'extend' ? [it.approvedAt, it.undone ? it.closedAt : null] : [])),
    ]
      .filter((it): it is Moment => it !== null && it > 0)
      .sort((a, b) => a - b),
  ),
);

function dueDaysFrom(file: AccountFacts, now: Moment): Instalment[] {
  const approved = approvedBy(file, now);
  const holds = approved.filter((it) => !(it.undone && it.closedAt !== null && it.closedAt <= now));
  const newest = holds.findLastIndex((it) => it.schedule);
  const { rows, schedules } = numbered(file, approved, now);
  let instalments: readonly Instalment[] = rows;
  if (newest >= 0) {
    const { schedule, approvedAt } = holds[newest]!;
    const earlier = approved.slice(0, approved.indexOf(holds[newest]!));
    // By what held at its approval: that an older relief is undone later does not change what this one replaced.
    const before = dueDaysNow({ ...file, cases: earlier }, approvedAt!);
    const later = rows.filter((it) => cameAt(it) > approvedAt!);
    instalments = [...byNewSchedule(before, schedule!.paidBefore, schedules.get(holds[newest]!)!), ...later];
  }
  for (const { approvedAt, until } of holds.slice(newest + 1)) {
    const known = instalments.filter((it) => cameAt(it) <= approvedAt!);
    const unpaid = unpaidOn({ instalments: known, payments: file.payments }, dayOf(approvedAt!));
    const moved = new Set(unpaid.filter((part) => part.dueOn < until!).map((part) => part.seq));
    instalments = instalments.map((it) => (moved.has(it.seq) ? { ...it, dueOn: until! } : it));
  }
  return instalments.filter((it) => amountOf(it) > 0);
}
