import { spread } from '../entry/ids.js';
import type { Arrears } from '../loan/account/arrears.js';
import type { LoanState } from '../loan/loan-file.js';
import { borrowerSince } from '../loan/loans-of-borrower.js';
import type { Step } from '../loan/steps.js';
import type { Check } from '../plan/care.js';
import type { Reason } from '../reason/reason.js';
import { groundsOf } from '../scene/condition.js';
import type { Scene } from '../scene/scene.js';
import { belongsSince, borrowerBelongsSince } from '../scene/segment.js';
import { closeOf, dueAfter, workdayFrom, workdaysBetween, workdayWithin } from '../time/calendar.js';
import { addDays, type Day, dayOf, type Moment, MS_A_DAY, momentAt } from '../time/dates.js';
import { addMonths, dayIn, nextPeriod, type Period, periodOf, previousPeriod } from '../time/period.js';

/**
 * Recurring work: checks, visits, follow-ups (P1.2, P4.2, P4.3, P8.5). One of each in a period, for each loan or for the borrower,
 * by each plan that asks for it, from the first whole period after the loan was paid out. A usual hold does not pause it. A check
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
    const about = subjectOf(check, scene, state);
    if (about === null) return [];
    const grounds = check.when && groundsOf(check.when, scene.seen(arrears, state));
    if (grounds === null) return [];
    const steps: Step[] = [];
    for (const { period, tier } of periodsOf(check, about, scene)) {
      const opensAt = scene.slot(dayIn(period, check.openOn));
      // A loan that was reopened by a reversal, or was on hold, takes up its work from then on.
      const at = Math.max(opensAt, scene.file.takenInAt, scene.floor, about.floor, grounds?.since ?? 0);
      const key = ['care', check.id, ...(tier === null ? [] : [tier]), period.text].join('/');
      if (at > scene.now) {
        later.push({ at, what: `${check.id} ${period.text}` });
        break;
      }
      if (at < momentAt(period.from, '00:00') || about.did(key) || scene.careRestsAt(scene.now)) continue;
      const title = check.task.title ?? check.id;
      const why: Reason = { code: 'check', title, period: period.text, tier, because: grounds?.why ?? null };
      const deadline = deadlineOf(check, period, scene);
      const over = deadline !== null && deadline <= at;
      // A check that nobody could do on its days is still made, with a later deadline; so is one about the borrower that was open on
      // another loan when that was paid off.
      const nobodyCould = over && deadline <= Math.max(scene.file.takenInAt, scene.floor);
      const late = nobodyCould ? lateDue(check, period, at, scene) : null;
      if (over && late === null && !about.handedOn(key)) continue;
      const last = over ? late : deadline;
      const due =
        (comesInLate(check, opensAt, deadline, scene, at) ? dayOfItsOwn(check, period, scene, at, last) : null) ??
        last ??
        undefined;
      const base = { rule: check.rule, why, dpd: arrears.dpd, stage: state.stage };
      steps.push(scene.openTask(key, at, base, check.task, due));
      if (check.letter) steps.push(scene.letter(`${key}/letter`, at, base, check.letter, key));
    }
    return steps;
  });
}

/** When a check is due, on a working day of its period; null: by `dueDays`, counted from its opening. */
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

/** What a check is about: one loan, or the borrower with all loans that go by the plan. */
interface Subject {
  /** The loan's own tier, or the worst of the borrower's. */
  tier: string | null;
  /** No work about it is dated earlier: since then it has existed, and belonged to those whom the check is for. */
  floor: Moment;
  did(key: string): boolean;
  handedOn(key: string): boolean;
  /** For a period that begins at a moment: since which day there has been a loan to check. */
  since(from: Moment): Day;
}

/** Whom the check is about. Null: it is not for this loan or borrower, or another of the borrower's loans carries it. */
function subjectOf(check: Check, scene: Scene, state: LoanState): Subject | null {
  const { file, family } = scene;
  const byTier = check.byTier !== undefined || check.for?.tiers !== undefined;
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
