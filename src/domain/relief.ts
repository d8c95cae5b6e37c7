import { allocate, type Instalment, owed, type Pause, paidBy } from './arrears.js';
import { dayOf, type Moment, momentAt } from './dates.js';
import type { LoanFile } from './loan-file.js';
import { owedAnew } from './new-schedule.js';
import type { Plan } from './plan.js';
import { promiseOutcome } from './promises.js';
import type { Purpose } from './steps.js';

/** A time in which the ladder rests: a hold or open complaint, a grace that was granted, a promise that runs. */
export interface Rest {
  kind: 'hold' | 'grace' | 'promise';
  from: Moment;
  /** Null: without end as yet. */
  until: Moment | null;
}

type Facts = Pick<LoanFile, 'holds' | 'cases' | 'promises' | 'payments'>;

/** All rests of a loan as they are known now. */
export function restsOf(file: Facts, now: Moment): Rest[] {
  const holds = file.holds.map(({ from, until }): Rest => ({ kind: 'hold', from, until }));
  const graces = file.cases.flatMap(({ effect, approvedAt, until, closedAt }): Rest[] => {
    if (effect !== 'pause' || approvedAt === null || approvedAt > now) return [];
    const end = until === null ? null : momentAt(until, '00:00');
    return [{ kind: 'grace', from: approvedAt, until: closedAt === null ? end : Math.min(closedAt, end ?? closedAt) }];
  });
  const promises = file.promises
    .filter((it) => it.madeAt <= now)
    .map((it): Rest => ({ kind: 'promise', from: it.madeAt, until: promiseOutcome(it, file.payments, now).at }));
  return [...holds, ...graces, ...promises];
}

const covers = (rest: Rest, at: Moment) => rest.from <= at && (rest.until === null || rest.until > at);

/** Nothing at all goes out. */
export const heldAt = (file: Facts, at: Moment): boolean =>
  restsOf(file, at).some((rest) => rest.kind === 'hold' && covers(rest, at));

/** Holds of this reason stand for all of a person's loans: the data may only be stored. */
const RESTRICTED = 'restricted';

export const restrictedAt = ({ holds }: Pick<LoanFile, 'holds'>, at: Moment): boolean =>
  holds.some(({ reason, from, until }) => reason === RESTRICTED && from <= at && (until === null || until > at));

/** What may not go out at a moment: under a hold nothing, in a grace or while a promise runs nothing that collects. */
export function restsAt(file: Facts, at: Moment, purpose: Purpose): Rest['kind'] | null {
  const kinds = restsOf(file, at).filter((rest) => covers(rest, at));
  return kinds.find((it) => it.kind === 'hold' || purpose === 'collection')?.kind ?? null;
}

/** The days of rests that do not count towards the ladder under this plan. A day that rests twice is one day. */
export function pausesOf(rests: readonly Rest[], plan: Plan, now: Moment): Pause[] {
  const merged: Pause[] = [];
  const resting = rests.filter((rest) => rest.from <= now && plan.ladder.pausedDays[rest.kind] === 'rest');
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

/**
 * The instalments with the due days that hold now: an extension, renewal or restructuring moves what was unpaid when it
 * was approved, and due before its day, to that day; one with a schedule of its own puts that in the place of all that was
 * unpaid. Undone, the old instalments and days hold again.
 */
export function dueDaysNow(file: Pick<LoanFile, 'instalments' | 'payments' | 'cases'>, now: Moment): Instalment[] {
  const approved = file.cases
    .filter((it) => it.effect === 'extend' && it.approvedAt !== null && it.approvedAt <= now && it.until !== null)
    .sort((a, b) => a.approvedAt! - b.approvedAt!);
  const holds = approved.filter((it) => !(it.undone && it.closedAt !== null && it.closedAt <= now));
  const newest = holds.findLastIndex((it) => it.schedule);
  let instalments = [...file.instalments];
  if (newest >= 0) {
    const { schedule, approvedAt } = holds[newest]!;
    const earlier = approved.slice(0, approved.indexOf(holds[newest]!));
    // What held when it was approved: undoing an older relief later does not change what this one replaced.
    const before = dueDaysNow({ ...file, cases: earlier }, approvedAt!);
    // Numbers of a schedule that was undone are not given again: a message may wait that is about one of them.
    const own = Math.max(0, ...file.instalments.map((it) => it.seq));
    const lastSeq = earlier.reduce((seq, it) => seq + (it.schedule?.instalments.length ?? 0), own);
    instalments = owedAnew(before, schedule!, lastSeq);
  }
  for (const { approvedAt, until } of holds.slice(newest + 1)) {
    const unpaid = allocate(instalments, paidBy(file.payments, dayOf(approvedAt!))).filter((part) => owed(part) > 0);
    const moved = new Set(unpaid.filter((part) => part.dueOn < until!).map((part) => part.seq));
    instalments = instalments.map((it) => (moved.has(it.seq) ? { ...it, dueOn: until! } : it));
  }
  return instalments;
}
