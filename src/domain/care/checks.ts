import { spread } from '../entry/ids.js';
import type { Arrears } from '../loan/account/arrears.js';
import { type Collateral, ofThing } from '../loan/collateral.js';
import type { LoanState } from '../loan/loan-file.js';
import { borrowerSince, isOldest, oldestSince } from '../loan/loans-of-borrower.js';
import { standingOf } from '../loan/standing.js';
import type { Step } from '../loan/steps.js';
import type { Check } from '../plan/care.js';
import type { Reason } from '../reason/reason.js';
import { type Grounds, groundsOf } from '../scene/condition.js';
import type { Scene } from '../scene/scene.js';
import { belongsSince, borrowerBelongsSince } from '../scene/segment.js';
import { closeOf, dueAfter, workdayFrom, workdaysBetween, workdayWithin } from '../time/calendar.js';
import { addDays, type Day, dayOf, type Moment, MS_A_DAY, momentAt } from '../time/dates.js';
import { addMonths, dayIn, nextPeriod, type Period, periodOf, previousPeriod } from '../time/period.js';

/**
 * Recurring work: checks, visits, follow-ups, valuations (P1.2, P4.2, P4.3, P8.4, P8.5). One of each in a period, for each loan,
 * for the borrower or for each thing that secures loans, by each plan that asks for it, from the first whole period after the loan was paid out. A usual hold does not pause it. A check
 * whose days passed before the loan was taken in, or under a hold of everything, is made late; those that a new book brings late
 * are spread over the working days that are left. A check that was missed for any other reason is not made up for.
 */
export function recurringChecks(
  scene: Scene,
  arrears: Arrears,
  state: LoanState,
  later: { at: Moment; what: string }[],
): Step[] {
  return scene.plan.checks.flatMap((check) => {
    const subjects = subjectsOf(check, scene, state);
    if (subjects.length === 0) return [];
    const grounds = check.when && groundsOf(check.when, scene.seen(arrears, state));
    if (grounds === null) return [];
    return subjects.flatMap((about) => checksOf(check, about, grounds ?? null, scene, arrears, state, later));
  });
}

function checksOf(
  check: Check,
  about: Subject,
  grounds: Grounds | null,
  scene: Scene,
  arrears: Arrears,
  state: LoanState,
  later: { at: Moment; what: string }[],
): Step[] {
  const { thing } = about;
  const steps: Step[] = [];
  for (const { period, tier } of periodsOf(check, about, scene)) {
    const opensAt = scene.slot(dayIn(period, check.openOn));
    // A loan that came back (a reversal) or rested takes up its work from then on.
    const at = Math.max(opensAt, scene.file.takenInAt, takenUpAt(scene), about.floor, grounds?.since ?? 0);
    const round = roundOf(check, tier, period);
    const key = thing ? ofThing(round, thing, scene.file.loan) : round;
    if (at > scene.now) {
      later.push({ at, what: `${check.id} ${period.text}` });
      break;
    }
    if (at < momentAt(period.from, '00:00') || didAlready(check, period, round, about, scene)) continue;
    if (scene.careRestsAt(scene.now)) continue;
    if (thing && check.task.sets?.value !== undefined && valuedIn(period, thing)) continue;
    const title = check.task.title ?? check.id;
    const because = grounds?.why ?? null;
    const loans = thing ? securedBy(thing, scene) : [];
    const of = { collateral: `${thing?.id} ${thing?.kind}`, loans };
    // A thing that only its loan knows of needs no name.
    const named = thing && !(thing.id === scene.file.loan && loans.length === 1) ? { of } : {};
    const why: Reason = { code: 'check', title, period: period.text, tier, because, ...named };
    const deadline = deadlineOf(check, period, scene);
    const over = deadline !== null && deadline <= at;
    // What nobody could do on its days is still to be done, with a time of its own; so is what was open when its loan was paid off.
    const nobodyCould = over && deadline <= Math.max(scene.file.takenInAt, scene.floor);
    const late = nobodyCould ? lateDue(check, period, at, scene) : null;
    if (over && late === null && !about.handedOn(round)) continue;
    const last = over ? late : deadline;
    const due =
      (comesInLate(check, opensAt, deadline, scene, at) ? dayOfItsOwn(check, period, scene, at, last) : null) ??
      last ??
      undefined;
    const base = { rule: check.rule, why, dpd: arrears.dpd, stage: state.stage };
    const ofPerson = check.per === 'borrower' ? { ofPerson: true as const } : {};
    const opened = { ...scene.openTask(key, at, base, check.task, due), ...ofPerson };
    steps.push(thing ? { ...opened, collateral: thing.id, ...(loans.length > 1 ? { loans } : {}) } : opened);
    if (check.letter) steps.push(scene.letter(`${key}/letter`, at, base, check.letter, key));
  }
  return steps;
}

/** From when on work is taken up: after a hold that ended at midnight at the loan's own minute of the day. */
function takenUpAt({ floor, file, slot }: Scene): Moment {
  const day = dayOf(floor);
  return floor > file.takenInAt && floor === momentAt(day, '00:00') ? slot(day) : floor;
}

const roundOf = ({ id }: Check, tier: string | null, { text }: Period): string =>
  ['care', id, ...(tier === null ? [] : [tier]), text].join('/');

/**
 * Whether a check of a period was made: under the tier of now, or under another that asks for it as often. What was opened at once, when a
 * tier was entered after the last working day of a period, is that of the next period too: nobody could do it before.
 */
function didAlready(check: Check, period: Period, round: string, about: Subject, { file }: Scene): boolean {
  if (about.did(round)) return true;
  if (check.byTier === undefined || about.tier === null) return false;
  const { [about.tier]: cadence, ...others } = check.byTier;
  const alike = Object.keys(others).filter((it) => others[it] === cadence);
  if (alike.some((it) => about.did(roundOf(check, it, period)))) return true;
  const before = previousPeriod(period);
  const entered = dayOf(about.floor);
  return (
    entered >= before.from &&
    entered <= before.to &&
    workdaysBetween(file.calendar, addDays(entered, -1), before.to).length === 0 &&
    about.did(roundOf(check, about.tier, before))
  );
}

/** Its value of that period is known: nobody orders another. */
const valuedIn = ({ from, to }: Period, { values }: Collateral) => values.some(({ on }) => on >= from && on <= to);

/** The open loans that a thing secures, this one among them; what the borrower has paid off is none, though nobody has closed it yet. */
function securedBy({ loans }: Collateral, { file, now }: Scene): string[] {
  const paidOff = new Set(file.others.filter((it) => standingOf(it, now).outstanding === 0).map((it) => it.loan));
  const open = loans.filter((it) => it.closedAt === null && !paidOff.has(it.loan));
  return [file.loan, ...open.map((it) => it.loan)].sort();
}

/** When a check is due, on a working day of its period; null: so many days after it was opened. */
function deadlineOf({ dueOn, task }: Check, period: Period, { file }: Scene): Moment | null {
  if (dueOn === undefined) return null;
  const day = dayIn(period, dueOn);
  return closeOf(workdayWithin(file.calendar, day, period, task.onHoliday ?? 'after') ?? day);
}

/** Whether a loan is taken in after more than half of the time for a check. */
function comesInLate({ task }: Check, opensAt: Moment, deadline: Moment | null, { file }: Scene, at: Moment): boolean {
  const usual = deadline ?? dueAfter(file.calendar, opensAt, task.dueDays, task.onHoliday);
  return at === file.takenInAt && at > (opensAt + usual) / 2;
}

/**
 * A deadline among the working days that are left of a check's time (or, if that is over, of its period). It depends on the loan, so
 * that the checks of a whole book are not all due on one day. Null: no working day is left.
 */
function dayOfItsOwn(
  { id, task }: Check,
  period: Period,
  { file }: Scene,
  at: Moment,
  last: Moment | null,
): Moment | null {
  const usual = dayOf(last ?? dueAfter(file.calendar, at, task.dueDays, task.onHoliday));
  const until = usual > dayOf(at) && usual < period.to ? usual : period.to;
  const days = workdaysBetween(file.calendar, dayOf(at), until);
  return days.length === 0 ? null : closeOf(days[spread(`${file.loan}/${id}`, days.length)]!);
}

/** What a check is about: one loan, the borrower with all loans that go by the plan, or a thing with all of those that it secures. */
interface Subject {
  thing?: Collateral;
  /** The loan's own tier, or the worst of the borrower's. */
  tier: string | null;
  /** No work about it is dated earlier: since then it has existed, and belonged to those whom the check is for. */
  floor: Moment;
  /** Whether a check of a period, `care/visit/2027-Q1`, stands in the diary of whichever carried it. */
  did(round: string): boolean;
  handedOn(round: string): boolean;
  /** Since which day there is anything to check in a period that begins at a moment. */
  since(from: Moment): Day;
}

/** None: the check is not for it, or another loan carries it. */
const subjectsOf = (check: Check, scene: Scene, state: LoanState): Subject[] =>
  check.per === 'collateral'
    ? (scene.file.collaterals ?? []).flatMap((it) => collateralOf(it, check, scene, state) ?? [])
    : [loanOrBorrower(check, scene, state) ?? []].flat();

const goesByTier = (check: Check) => check.byTier !== undefined || check.for?.tiers !== undefined;

/** Of the loans of the plan that a thing secures the oldest open one carries what is about it, whosesoever they are. */
function collateralOf(thing: Collateral, check: Check, scene: Scene, state: LoanState): Subject | null {
  const { file, plan } = scene;
  const tier = scene.tierName(state);
  const since = belongsSince(plan, check.for, { ...file, collateral: thing.kind }, tier);
  const others = thing.loans.filter((it) => it.plan === plan.plan);
  if (since === null || !isOldest(file, others)) return null;
  return {
    thing,
    tier,
    floor: Math.max(since, thing.since ?? 0, oldestSince(file, others), goesByTier(check) ? (state.tierSince ?? 0) : 0),
    did: (round) =>
      scene.did(ofThing(round, thing, file.loan)) || others.some((it) => it.done.has(ofThing(round, thing, it.loan))),
    handedOn: (round) => others.some((it) => it.handedOn.has(ofThing(round, thing, it.loan))),
    since: (from) => borrowerSince(file, others, from),
  };
}

function loanOrBorrower(check: Check, scene: Scene, state: LoanState): Subject | null {
  const { file, family } = scene;
  const byTier = goesByTier(check);
  if (check.per === 'loan') {
    const tier = scene.tierName(state);
    const since = belongsSince(scene.plan, check.for, file, tier);
    if (since === null) return null;
    const floor = Math.max(since, byTier ? (state.tierSince ?? 0) : 0);
    return { tier, floor, did: scene.did, handedOn: () => false, since: () => file.disbursedOn };
  }
  if (!scene.lead) return null;
  const tier = scene.careTier(state);
  const since = borrowerBelongsSince(scene.plan, check.for, file, family, tier);
  if (since === null) return null;
  return {
    tier,
    floor: Math.max(since, scene.leadFloor, byTier ? scene.careTierSince(state) : 0),
    did: scene.didForBorrower,
    handedOn: (key) => family.some((it) => it.handedOn.has(key)),
    since: (from) => borrowerSince(file, family, from),
  };
}

/** The running period and the next; also the one before, if nothing could be done in it. Each with the tier that sets its cadence. */
function periodsOf(check: Check, about: Subject, scene: Scene): { period: Period; tier: string | null }[] {
  if (check.once !== undefined) {
    const period = periodOf('month', addMonths(about.since(0), 1));
    return nextPeriod(period).to < dayOf(scene.file.takenInAt) ? [] : [{ period, tier: null }];
  }
  const tier = check.byTier ? about.tier : null;
  const byTier = new Map(Object.entries(check.byTier ?? {}));
  const cadence = check.every ?? byTier.get(tier ?? '');
  if (cadence === undefined) return [];
  const running = periodOf(cadence, scene.today);
  const before = restedThrough(previousPeriod(running), check, scene) ? [previousPeriod(running)] : [];
  const atWork = (it: Period) =>
    workdayWithin(scene.file.calendar, it.from, it, check.task.onHoliday ?? 'after') !== null;
  // A week without a working day, such as that of the Spring Festival, is left out.
  let next = nextPeriod(running);
  while (!atWork(next)) next = nextPeriod(next);
  return [...before, ...(atWork(running) ? [running] : []), next]
    .filter((period) => about.since(momentAt(period.from, '00:00')) < period.from)
    .map((period) => ({ period, tier }));
}

/** A late check is made only if the next is at least this many days away (or, for shorter work, as many days as it has). */
const WORTH_DAYS = 7;

/** The deadline of a check that is made late: its usual number of days, but before the next one. Null: the next one is near enough. */
function lateDue({ task, once, openOn }: Check, period: Period, at: Moment, scene: Scene): Moment | null {
  const { calendar } = scene.file;
  const own = dueAfter(calendar, at, task.dueDays, task.onHoliday);
  if (once !== undefined) return own;
  const next = dayIn(nextPeriod(period), openOn);
  if (scene.slot(next) - at < Math.min(task.dueDays, WORTH_DAYS) * MS_A_DAY) return null;
  const before = closeOf(workdayFrom(calendar, addDays(next, -1), 'before'));
  return before > at ? Math.min(own, before) : null;
}

/** Whether care was on hold from the day of a period's check to its end, and the next period's check has not come yet. */
function restedThrough(period: Period, { openOn }: Check, scene: Scene): boolean {
  const next = nextPeriod(period);
  return (
    scene.slot(dayIn(next, openOn)) > scene.now &&
    scene.careRestsAt(scene.slot(dayIn(period, openOn))) &&
    scene.careRestsAt(momentAt(next.from, '00:00'))
  );
}
