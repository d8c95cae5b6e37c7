import { type Instalment, type Unpaid, unpaidOn } from '../loan/account/arrears.js';
import { lastDay, type ScheduleFault, scheduleFaults } from '../loan/account/new-schedule.js';
import { paidBy } from '../loan/account/running-sums.js';
import type { LoanFile } from '../loan/loan-file.js';
import { accountOf, standingOf } from '../loan/standing.js';
import type { Plan } from '../plan/plan.js';
import type { CaseKind } from '../plan/risk.js';
import { type Day, dayOf, type Moment } from '../time/dates.js';
import { caseSpec, longestUntil, refuseUntil } from './cases.js';

/** What a relief would be, were it approved now. */
export interface ReliefAhead {
  /** Why it cannot be approved so; null: it can. */
  refused: string | null;
  /** All that is wrong with the schedule that was typed, instalment by instalment. */
  faults: readonly ScheduleFault[];
  /** How far it would go; null: it has no end, or no day was found. */
  until: Day | null;
  effect: 'none' | 'pause' | 'extend';
  /** What is unpaid now, and what would be then, each by its due day. */
  before: readonly Unpaid[];
  after: readonly Unpaid[];
  standing: ReturnType<typeof standingOf>;
}

/** A relief before it is proposed (S5): the schedule by which what is unpaid would fall due. Nothing is written. */
export function reliefAhead(
  file: LoanFile,
  plan: Plan,
  said: { kind: CaseKind; until: Day | null; instalments: readonly Instalment[] | null; capitalise: boolean },
  now: Moment,
): ReliefAhead {
  const { kind, instalments, capitalise } = said;
  const today = dayOf(now);
  const spec = caseSpec(plan, kind);
  const until = (instalments && lastDay(instalments)) ?? said.until ?? longestUntil(spec, today);
  const before = unpaidOn(accountOf(file, now), today);
  const { effect } = spec;
  const faults = instalments ? scheduleFaults(instalments, before, today, capitalise) : [];
  const misplaced = instalments && effect !== 'extend' ? `${kind} has no schedule of its own` : null;
  const refused = misplaced ?? faults[0]?.wrong ?? refuseUntil(spec, until, today);
  if (refused !== null || effect !== 'extend')
    return { refused, faults, until, effect, before, after: before, standing: standingOf(file, now) };
  const schedule = instalments ? { paidBefore: paidBy(file.payments, today), instalments } : null;
  const granted = { case: 'ahead', kind, openedAt: now, approvedAt: now, until, effect, closedAt: null, undone: false };
  const then: LoanFile = { ...file, cases: [...file.cases, { ...granted, schedule }] };
  return {
    ...{ refused, faults, until, effect, before },
    after: unpaidOn(accountOf(then, now), today),
    standing: standingOf(then, now),
  };
}
