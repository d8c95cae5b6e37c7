import { formatMoney, type Minor } from '../../money/money.js';
import type { Day } from '../../time/dates.js';
import { allocate, amountOf, type Instalment, type Unpaid } from './arrears.js';

/** A schedule that was approved with a relief: from then on what was unpaid falls due by it. */
export interface NewSchedule {
  /** What was paid when it was approved, in minor units. What comes in later counts towards the new instalments. */
  paidBefore: Minor;
  instalments: readonly Instalment[];
}

/**
 * What falls due from the approval on: what was paid of the old instalments stays, its rest is gone, the new instalments
 * (`fresh`, in the order of their days) come after it. Nothing is gained or lost: all is `paidBefore` and the new sum.
 */
export function byNewSchedule(
  before: readonly Instalment[],
  paidBefore: Minor,
  fresh: readonly Instalment[],
): Instalment[] {
  const firstDay = fresh[0]!.dueOn;
  const unpaid = new Map(allocate(before, paidBefore).map((it) => [it.seq, it]));
  const kept = before.flatMap((it): Instalment[] => {
    const left = unpaid.get(it.seq)!;
    const paid = {
      principal: it.principal - left.principal,
      interest: it.interest - left.interest,
      fee: it.fee - left.fee,
    };
    // What was paid ahead comes before the new instalments too.
    return amountOf(paid) === 0 ? [] : [{ seq: it.seq, dueOn: [it.dueOn, firstDay].sort()[0]!, ...paid }];
  });
  return [...kept, ...fresh];
}

const sumOf = (
  parts: readonly Pick<Unpaid, 'principal' | 'interest' | 'fee'>[],
  what: 'principal' | 'interest' | 'fee',
) => parts.reduce((sum, part) => sum + part[what], 0);

/** How far a new schedule goes. */
export const lastDay = (instalments: readonly Pick<Instalment, 'dueOn'>[]): Day =>
  instalments
    .map((it) => it.dueOn)
    .sort()
    .at(-1)!;

/** What is wrong with a new schedule: with one instalment, by its number; null: with all of them together. */
export interface ScheduleFault {
  seq: number | null;
  wrong: string;
}

/**
 * Why a new schedule cannot be approved on a day; none: it can. Its principal is the principal that is unpaid then; with
 * `capitalise` it may be more by interest and fees that have fallen due and are unpaid, and by no more.
 */
export function scheduleFaults(
  instalments: readonly Instalment[],
  unpaid: readonly Unpaid[],
  on: Day,
  capitalise: boolean,
): ScheduleFault[] {
  if (instalments.length === 0) return [{ seq: null, wrong: 'a new schedule needs an instalment' }];
  const ofRows = instalments.flatMap((it): ScheduleFault[] => [
    ...(it.dueOn <= on
      ? [{ seq: it.seq, wrong: `instalment ${it.seq} is due on ${it.dueOn}: must be later than ${on}` }]
      : []),
    ...(amountOf(it) === 0 ? [{ seq: it.seq, wrong: `instalment ${it.seq} is of nothing` }] : []),
  ]);
  const ofAll = refusePrincipal(instalments, unpaid, on, capitalise);
  return ofAll === null ? ofRows : [...ofRows, { seq: null, wrong: ofAll }];
}

function refusePrincipal(
  instalments: readonly Instalment[],
  unpaid: readonly Unpaid[],
  on: Day,
  capitalise: boolean,
): string | null {
  const [asked, principal] = [sumOf(instalments, 'principal'), sumOf(unpaid, 'principal')];
  const due = unpaid.filter((it) => it.dueOn <= on);
  const most = principal + (capitalise ? sumOf(due, 'interest') + sumOf(due, 'fee') : 0);
  if (principal === 0) return 'no principal is unpaid';
  if (asked >= principal && asked <= most) return null;
  const range = capitalise ? `between ${formatMoney(principal)} and ${formatMoney(most)}` : formatMoney(principal);
  const hint = capitalise || asked < principal ? '' : ' (interest that becomes principal must be said: capitalise)';
  return `the principal of the new schedule is ${formatMoney(asked)}, unpaid is ${range}${hint}`;
}
