import type { KnownWarning, LoanFile } from '../loan/loan-file.js';
import { standingOf } from '../loan/standing.js';
import type { CaseOpenStep, Step, TaskSubject, WarningJoinStep, WarningOpenStep } from '../loan/steps.js';
import type { Plan } from '../plan/plan.js';
import type { Moment } from '../time/dates.js';
import { type CaseFile, caseAgenda, caseSpec, ofLoan } from '../work/cases.js';
import { warningAgenda } from '../work/warnings/warning.js';
import { conditionHolds } from '../work/warnings/warning-rules.js';

/** A warning or a case on its way, as a preview follows it. */
export interface Flow {
  step: WarningOpenStep | CaseOpenStep;
  /** What its tasks belong to. */
  about: TaskSubject;
  doneAt: Map<string, Moment>;
  /** When it is to be looked at; null: when one of its tasks is done. */
  nextAt: Moment | null;
  /** A warning, as the loan's file knows it. */
  known?: KnownWarning;
  /** What joined it. */
  joined?: WarningJoinStep[];
}

/** The flow that a step begins; null: it begins none. */
export function flowOf(step: Step): Flow | null {
  if ('again' in step) return null;
  if (step.what === 'warning.open') {
    const { warning, level, indicator, at, facts = [] } = step;
    const known = { warning, level, indicator, openedAt: at, closedAt: null, facts };
    return { step, about: { kind: 'warning', id: warning }, doneAt: new Map(), nextAt: at, known };
  }
  if (step.what !== 'case.open') return null;
  return { step, about: { kind: 'case', id: step.case }, doneAt: new Map(), nextAt: step.at };
}

/** Something joined the warning of a flow: it goes on. */
export function joinFlow(flow: Flow, step: WarningJoinStep): void {
  const { level, facts, at } = step;
  flow.joined = [...(flow.joined ?? []), step];
  flow.nextAt = at;
  if (flow.known) flow.known = { ...flow.known, level, facts: [...(flow.known.facts ?? []), ...facts] };
}

/** What a flow asks for now; notes in it when it goes on. Nobody decides in a preview. */
export function advanceFlow(flow: Flow, file: LoanFile, plan: Plan, now: Moment): Step[] {
  const { step, doneAt } = flow;
  const { state } = file;
  const standing = { dpd: standingOf(file, now).dpd, stage: state.stage, calendar: file.calendar };
  const { loan } = file;
  const both = { loan, openedAt: step.at, rule: step.rule, doneAt, done: file.done, loanClosedAt: state.closedAt };
  flow.nextAt = null;
  if (step.what === 'warning.open') {
    const { warning, level, source, indicator, measures } = step;
    const joined = (flow.joined ?? []).map(({ found, ...it }) => ({ ...it, level: found }));
    const answer = warningAgenda(
      { ...both, warning, level: flow.known?.level ?? level, openedAs: level, source, indicator, measures, joined },
      plan.warnings.work,
      standing,
      now,
      (at) => conditionHolds(file, plan, warning, at),
    );
    flow.nextAt = answer.next;
    if (flow.known) flow.known = { ...flow.known, closedAt: answer.closedAt };
    return answer.steps as Step[];
  }
  const { case: id, kind, effect, why } = step;
  const undecided = { decidedAt: null, approved: null, until: null, undoneAt: null };
  const asCase: CaseFile = { ...both, ...undecided, case: id, kind, effect, why, openTasks: new Set() };
  const answer = caseAgenda(asCase, caseSpec(plan, kind), ofLoan(file, plan, standing.dpd, now), now);
  flow.nextAt = answer.next;
  return answer.steps as Step[];
}
