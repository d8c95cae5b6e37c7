import { notedAt } from '../loan/heard.js';
import type { KnownWarning, LoanFile } from '../loan/loan-file.js';
import { standingOf } from '../loan/standing.js';
import type { Step, TaskSubject, WarningJoinStep } from '../loan/steps.js';
import type { Plan } from '../plan/plan.js';
import type { Moment } from '../time/dates.js';
import { type CaseFile, caseAgenda, caseSpec, caseTask, ofLoan } from '../work/cases.js';
import { type WarningFile, warningAgenda } from '../work/warnings/warning.js';
import { conditionHolds, endedByNow } from '../work/warnings/warning-rules.js';

/** A warning or a case that is open before a preview begins. */
export type OpenFlow = { warning: WarningFile } | { case: CaseFile };

/** A warning or a case on its way, as a preview follows it. */
export interface Flow {
  /** As it was when it began, or when the preview does. */
  of: OpenFlow;
  /** What its tasks belong to. */
  about: TaskSubject;
  doneAt: Map<string, Moment>;
  /** When it is to be looked at; null: when one of its tasks is done. */
  nextAt: Moment | null;
  /** A warning, as the loan's file knows it. */
  known?: KnownWarning;
}

const NOTHING_DONE = { doneAt: new Map<string, Moment>(), done: new Set<string>(), loanClosedAt: null };

/** The flow that a step begins; null: it begins none. */
export function flowOf(step: Step, loan: string): Flow | null {
  if ('again' in step) return null;
  if (step.what === 'warning.open') {
    const { warning, level, source, indicator, rule, measures, at, facts = [] } = step;
    const known = { warning, level, indicator, openedAt: at, closedAt: null, facts };
    const file = { ...NOTHING_DONE, loan, warning, level, openedAs: level, source, indicator, rule, measures };
    return flowFrom({ warning: { ...file, openedAt: at } }, at, known);
  }
  if (step.what !== 'case.open') return null;
  const { case: id, kind, rule, effect, why, at } = step;
  const undecided = { decidedAt: null, approved: null, until: null, undoneAt: null, openTasks: new Set<string>() };
  return flowFrom(
    { case: { ...NOTHING_DONE, ...undecided, loan, case: id, kind, rule, effect, why, openedAt: at } },
    at,
  );
}

/** One that goes on from a moment; null: when it is opened again. `known`: of a warning, what the loan's file says of it. */
export function flowFrom(of: OpenFlow, nextAt: Moment | null, known?: KnownWarning): Flow {
  const [about, { doneAt }] =
    'warning' in of
      ? [{ kind: 'warning' as const, id: of.warning.warning }, of.warning]
      : [{ kind: 'case' as const, id: of.case.case }, of.case];
  return { of, about, doneAt: new Map(doneAt), nextAt, ...(known && { known }) };
}

/** Something joined the warning of a flow: it goes on. */
export function joinFlow(flow: Flow, { found, ...step }: WarningJoinStep): void {
  if (!('warning' in flow.of)) return;
  const { level, facts, at } = step;
  const { joined = [] } = flow.of.warning;
  flow.of = { warning: { ...flow.of.warning, level, joined: [...joined, { ...step, level: found }] } };
  flow.nextAt = at;
  if (flow.known) flow.known = { ...flow.known, level, facts: [...(flow.known.facts ?? []), ...facts] };
}

/** Warnings that only wait for the end of their condition look, if it has ended. */
export function lookWhereEnded(flows: readonly Flow[], file: LoanFile, plan: Plan, now: Moment): void {
  const ended = endedByNow(file, plan, now);
  for (const flow of flows.filter((it) => it.nextAt !== null && ended.includes(it.about.id))) flow.nextAt = now;
}

/** A warning that was closed with a reason is open again. */
export function reopenFlow(flow: Flow, at: Moment): void {
  flow.nextAt = at;
  if (flow.known) flow.known = { ...flow.known, closedAt: null, lookAgainAt: null };
}

/** One of its tasks is done. */
export function noteDone(flow: Flow, { task, kind }: { task: string; kind: string }, at: Moment): void {
  flow.doneAt.set(task, at);
  flow.nextAt = at;
  if (kind === 'measure')
    flow.of = 'warning' in flow.of ? { warning: measured(flow.of.warning, at) } : { case: measured(flow.of.case, at) };
}

/** One of the written measures is done: whichever, they are waited for together. */
function measured<File extends Pick<CaseFile, 'written'>>(file: File, at: Moment): File {
  const { written = [] } = file;
  const n = written.findIndex((it) => it.endedAt === null);
  return { ...file, written: written.map((it, m) => (m === n ? { endedAt: at } : it)) };
}

/** What a flow asks for now, and the loan's file with it; notes in it when it goes on. Nobody decides in a preview. */
export function advanceFlow(flow: Flow, file: LoanFile, plan: Plan, now: Moment): { steps: Step[]; file: LoanFile } {
  const { of, doneAt } = flow;
  const { state, done } = file;
  const { dpd } = standingOf(file, now);
  const beside = { doneAt, done, loanClosedAt: state.closedAt };
  if ('warning' in of) {
    const { warning } = of.warning;
    const standing = { dpd, stage: state.stage, calendar: file.calendar };
    const answer = warningAgenda({ ...of.warning, ...beside }, plan.warnings.work, standing, notedAt(file, now), (at) =>
      conditionHolds(file, plan, warning, at),
    );
    flow.nextAt = answer.next;
    const { closedAt, lookAgainAt } = answer;
    if (flow.known) flow.known = { ...flow.known, closedAt, ...(lookAgainAt === null ? {} : { lookAgainAt }) };
    return { steps: answer.steps as Step[], file };
  }
  const { case: id, kind } = of.case;
  const openTasks = new Set(
    file.openTasks.map(({ task }) => task).filter((it) => it.startsWith(caseTask(file.loan, id, ''))),
  );
  const own = { ...of.case, ...beside, openTasks };
  const answer = caseAgenda(own, caseSpec(plan, kind), ofLoan(file, plan, dpd, now), now);
  flow.nextAt = answer.next;
  const { closed } = answer;
  const cases = file.cases.map((it) => (it.case === id && closed ? { ...it, closedAt: closed.at } : it));
  return { steps: answer.steps as Step[], file: closed ? { ...file, cases } : file };
}
