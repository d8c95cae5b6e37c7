import type { Arrears } from '../loan/account/arrears.js';
import { ofEpisode } from '../loan/episode.js';
import { letterStep } from '../loan/letters.js';
import type { KnownCase, LoanFile, LoanState } from '../loan/loan-file.js';
import { openTask } from '../loan/open-task.js';
import { endOf, suitAt } from '../loan/relief/relief.js';
import type { CaseOpenStep, Entry, LetterStep, Step, TaskOpenStep } from '../loan/steps.js';
import type { Plan, TaskSpec } from '../plan/plan.js';
import type { CaseKind, CaseSpec } from '../plan/risk.js';
import type { Role } from '../plan/roles.js';
import type { CaseOutcome, Reason } from '../reason/reason.js';
import { groundsOf } from '../scene/condition.js';
import type { Scene } from '../scene/scene.js';
import type { Day, Moment } from '../time/dates.js';
import { addMonths } from '../time/period.js';
import { type CasePart, caseParts } from './case-steps.js';
import { ofPersonIf } from './joined-work.js';

/** What opens a case by itself: a cause that was found (S5, P8.6, P10.5), or a condition of the plan. */
export function openCases(
  scene: Scene,
  arrears: Arrears,
  state: LoanState,
  later: { at: Moment; what: string }[],
): Step[] {
  return scene.plan.cases.flatMap((spec): CaseOpenStep[] => {
    const causes = spec.causes.length > 0 ? [{ causes: spec.causes, running: 1, withinDays: 0 }] : [];
    const grounds = groundsOf([...causes, ...spec.when], scene.seen(arrears, state));
    if (!grounds || scene.file.cases.some((it) => it.kind === spec.kind && it.closedAt === null)) return [];
    // What rests the ladder (a hold, a complaint, a promise that runs) rests the days past due as a ground: nobody is sued meanwhile.
    if (grounds.about.startsWith('since-') && scene.restsBesideSuit(scene.now)) return [];
    // Nothing is granted to who is sued but by a person.
    if (spec.effect !== 'none' && scene.suitAt(scene.now)) return [];
    const id = `${scene.file.loan}/${spec.kind}/${grounds.about}`;
    const key = `case/${id}/case.open`;
    if (scene.did(key)) return [];
    const at = grounds.since;
    if (at > scene.now) {
      later.push({ at, what: `case ${spec.kind}` });
      return [];
    }
    const { kind, title, rule, effect } = spec;
    return [
      {
        what: 'case.open',
        key,
        at,
        rule,
        why: grounds.why,
        dpd: arrears.dpd,
        stage: state.stage,
        case: id,
        kind,
        title,
        effect,
      },
    ];
  });
}

/** When a later finding on the cause no longer speaks for a case that an earlier one had opened; false: there is none. */
function foundOtherwise(file: CaseFile, spec: CaseSpec, cause: LoanFile['cause']): Moment | false {
  const opening = [...spec.causes, ...spec.when.flatMap((it) => it.causes ?? [])];
  const openedByCause = file.case.startsWith(`${file.loan}/${file.kind}/cause-`);
  const other = cause !== null && cause.at > file.openedAt && !opening.includes(cause.kind);
  return openedByCause && other ? cause.at : false;
}

/** A kind of case that a plan does not describe is still decided on: by the department head, without further work. */
export function caseSpec(plan: Plan, kind: CaseKind): CaseSpec {
  return (
    plan.cases.find((it) => it.kind === kind) ?? {
      kind,
      rule: 'S5',
      causes: [],
      when: [],
      proposer: 'account-manager',
      proposalDays: 3,
      approver: 'department-head',
      approvalDays: 3,
      effect: kind === 'grace' ? 'pause' : EXTENDS.includes(kind) ? 'extend' : 'none',
      maxMonths: 12,
      steps: [],
    }
  );
}

const EXTENDS: CaseKind[] = ['extension', 'restructuring', 'renewal'];

export interface CaseFile {
  case: string;
  loan: string;
  kind: CaseKind;
  rule: string;
  why: Reason;
  effect: 'none' | 'pause' | 'extend';
  openedAt: Moment;
  decidedAt: Moment | null;
  /** Null: not decided. */
  approved: boolean | null;
  until: Day | null;
  /** When it was undone; null: it was not. */
  undoneAt: Moment | null;
  loanClosedAt: Moment | null;
  /** When each of its tasks was done; those that are not done are not there. */
  doneAt: ReadonlyMap<string, Moment>;
  openTasks: ReadonlySet<string>;
  /** Of its tasks that were done, the days that their records answer; left out: none. */
  days?: ReadonlyMap<string, { on: Day | null; next: Day | null }>;
  /** Measures that were written for it, and when each was done; null: not yet (S2). */
  written?: { endedAt: Moment | null }[];
  done: LoanFile['done'];
}

export interface CaseStep extends Entry {
  what: 'case.open' | 'case.approve' | 'case.reject' | 'case.step' | 'case.close';
  case: string;
  kind: CaseKind;
}

interface CaseAnswer {
  steps: (CaseStep | TaskOpenStep | LetterStep | (Entry & { what: 'task.cancel'; task: string; kind: string }))[];
  next: Moment | null;
  closed: { at: Moment; outcome: CaseOutcome } | null;
}

/** What a case has to know of its loan. */
export interface OfLoan {
  dpd: number;
  stage: string;
  cause: LoanFile['cause'];
  calendar: LoanFile['calendar'];
  suitAt: Moment | null;
  writtenOffAt?: Moment | null;
  workDone?: LoanFile['workDone'];
}

/** The same, of the loan's file. */
export const ofLoan = (file: LoanFile, plan: Plan, dpd: number, now: Moment): OfLoan => ({
  dpd,
  stage: file.state.stage,
  cause: file.cause,
  calendar: file.calendar,
  suitAt: suitAt(file, plan, now)?.approvedAt ?? null,
  writtenOffAt:
    file.cases.find((it) => it.kind === 'write-off' && it.approvedAt !== null && !it.undone)?.approvedAt ?? null,
  ...(file.workDone ? { workDone: file.workDone } : {}),
});

/**
 * The life of a case: the proposal, the approval by another role, the work after it, the end. A relief ends when it has
 * run out; what has no end of its own ends with its last piece of work. `suitAt`: when a suit was approved that runs; a relief that was
 * proposed, and a grace that was granted before, end with it. Null: none runs. `writtenOffAt`: what has taken the ladder's place ends
 * with an approved write-off; null: there is none. `workDone`: what people did in the ladder of this delinquency.
 */
export function caseAgenda(
  file: CaseFile,
  spec: CaseSpec,
  { cause, calendar, suitAt, writtenOffAt = null, workDone = [], ...standing }: OfLoan,
  now: Moment,
): CaseAnswer {
  const { kind, loan, openedAt, decidedAt, approved } = file;
  const base = { rule: file.rule, why: file.why, ...standing };
  const steps: CaseAnswer['steps'] = [];
  const line = (what: CaseStep['what'], at: Moment, why: Reason, suffix = '', rule = file.rule) =>
    steps.push({ ...base, what, key: `case/${file.case}/${what}${suffix}`, at, why, rule, case: file.case, kind });
  const open = (id: string, at: Moment, spec: TaskSpec, rule = file.rule, due?: Moment) => {
    const task = caseTask(loan, file.case, id);
    const of = { kind: 'case', id: file.case } as const;
    const entry = { ...base, key: `case/${file.case}/${id}`, at, rule };
    steps.push({ ...openTask({ loan, calendar }, entry, spec, { task, of, due }), ...ofPersonIf(spec.kind) });
    return file.doneAt.get(task) ?? null;
  };
  let closed: CaseAnswer['closed'] = null;
  let next: Moment | null = null;

  const cancel = (ids: string[], at: Moment) => {
    for (const id of ids) {
      const name = caseTask(loan, file.case, id);
      if (!file.openTasks.has(name)) continue;
      steps.push({ ...base, what: 'task.cancel', key: `case/${file.case}/${id}/cancel`, at, task: name, kind: id });
    }
  };
  const corrected = decidedAt === null && foundOtherwise(file, spec, cause);
  const relief = file.effect !== 'none' && (!approved || file.effect === 'pause');
  const isSuit = spec.takesOver ?? kind === 'legal';
  const takenAt = relief ? suitAt : isSuit ? writtenOffAt : null;
  const overtaken = takenAt !== null && takenAt >= (decidedAt ?? openedAt);

  line('case.open', openedAt, file.why);
  if (corrected) {
    cancel(['proposal', 'approval'], corrected);
    closed = { at: corrected, outcome: 'undone' };
  } else if (decidedAt === null) {
    const proposed = open('proposal', openedAt, task(`${kind}-proposal`, spec.proposer, spec.proposalDays));
    if (proposed !== null) open('approval', proposed, task(APPROVAL, spec.approver, spec.approvalDays));
  } else {
    cancel(['proposal', 'approval'], decidedAt);
    const why: Reason = { code: 'case-decided', kind, until: file.until };
    line(approved ? 'case.approve' : 'case.reject', decidedAt, why);
    if (!approved) closed = { at: decidedAt, outcome: 'rejected' };
    else {
      const parts = caseParts(spec.steps, {
        decidedAt,
        calendar,
        doneAt: (part) => file.doneAt.get(caseTask(loan, file.case, part)) ?? null,
        daysOf: (part) => file.days?.get(caseTask(loan, file.case, part)) ?? { on: null, next: null },
        before: (kind) => workDone.findLast((it) => it.kind === kind)?.at ?? null,
      });
      for (const { part, spec, at, due, doneAt } of parts) {
        if (at > now) {
          next = next === null ? at : Math.min(next, at);
          continue;
        }
        const { rule = file.rule, letter, task } = spec;
        open(part, at, task, rule, due);
        if (letter && part === spec.id) {
          const key = `case/${file.case}/${part}/letter`;
          steps.push(letterStep(loan, { ...base, key, at, rule }, letter, caseTask(loan, file.case, part)));
        }
        if (doneAt !== null)
          line('case.step', doneAt, { code: 'case-step', title: task.title ?? part }, `/${part}`, rule);
      }
      const ends = spec.steps.map(({ id }) => parts.findLast((it) => it.spec.id === id)?.doneAt ?? null);
      if (file.effect !== 'none' && file.until !== null) {
        const end = endOf(file.until);
        if (end <= now) closed = { at: Math.max(end, decidedAt), outcome: 'run out' };
        else next = next === null ? end : Math.min(next, end);
      } else if (spec.steps.length > 0 && !ends.includes(null)) {
        closed = { at: Math.max(decidedAt, ...(ends as Moment[])), outcome: 'carried out' };
      } else if (spec.steps.length === 0) closed = { at: decidedAt, outcome: 'carried out' };
    }
  }
  // The relief itself is over; the case stays open until its written measures are done.
  if (closed && approved && file.written?.some((it) => it.endedAt === null)) closed = null;
  if (overtaken && (closed === null || closed.at > takenAt)) {
    const prefix = caseTask(loan, file.case, '');
    cancel(
      [...file.openTasks].map((it) => it.slice(prefix.length)),
      takenAt,
    );
    closed = { at: takenAt, outcome: 'overtaken' };
  }
  if (file.undoneAt !== null) closed = { at: file.undoneAt, outcome: 'undone' };
  // A case that was decided on a loan already paid off ends as soon as it is opened.
  else if (file.loanClosedAt !== null) closed ??= { at: Math.max(file.loanClosedAt, openedAt), outcome: 'loan closed' };
  if (closed) {
    // The case may have ended before, with a loan that was paid off and has been reopened.
    const back = [...file.done].filter((key) => key.startsWith(`case/${file.case}/case.open/again/`)).length;
    line('case.close', closed.at, { code: 'case-ended', outcome: closed.outcome }, ofEpisode(back));
    // Open work ends with the case; only after a relief that has run out its work goes on.
    if (closed.outcome !== 'run out') {
      const kept = steps.filter((it) => (it.what !== 'task.open' && it.what !== 'letter') || file.done.has(it.key));
      steps.splice(0, steps.length, ...kept);
    }
  }
  return { steps: steps.filter((step) => !file.done.has(step.key)), next: closed ? null : next, closed };
}

const task = (kind: string, role: Role, dueDays: number): TaskSpec => ({ kind, role, dueDays });

/** The steps of an approved case of a loan, those to come too, as its own workflow opens them. */
export function stepsOfCase(
  { loan, calendar, caseWork = [], workDone = [] }: LoanFile,
  plan: Plan,
  of: KnownCase,
): CasePart[] {
  if (of.approvedAt === null) return [];
  const work = (part: string) => caseWork.find(({ task }) => task === caseTask(loan, of.case, part));
  return caseParts(caseSpec(plan, of.kind).steps, {
    decidedAt: of.approvedAt,
    calendar,
    doneAt: (part) => work(part)?.at ?? null,
    daysOf: (part) => ({ on: work(part)?.on || null, next: work(part)?.next || null }),
    before: (kind) => workDone.findLast((it) => it.kind === kind)?.at ?? null,
  });
}

/** The task of approving is done by the decision itself, not by ticking it off. */
export const APPROVAL = 'case-approval';
export const caseTask = (loan: string, id: string, part: string) => `${loan}/case/${id}/${part}`;

/** Why a relief may not reach so far; null: it may. A relief needs a day, and it lies after the decision. */
export function refuseUntil(spec: CaseSpec, until: Day | null, on: Day): string | null {
  if (spec.effect === 'none') return null;
  if (until === null) return `${spec.kind} needs a day until which it holds`;
  if (until <= on) return `${spec.kind} until ${until}: must be later than ${on}`;
  const shortest = spec.minMonths === undefined ? null : addMonths(on, spec.minMonths);
  if (shortest !== null && until < shortest)
    return `${spec.kind} until ${until}: at least ${spec.minMonths} months, ${shortest}`;
  const longest = spec.maxMonths === undefined ? null : addMonths(on, spec.maxMonths);
  if (longest !== null && until > longest)
    return `${spec.kind} until ${until}: at most ${spec.maxMonths} months, ${longest}`;
  return null;
}

/** How far a relief reaches whose end nobody named: as far as the plan allows. Null: it has no end, or the plan no limit. */
export function longestUntil(spec: CaseSpec, on: Day): Day | null {
  return spec.effect === 'none' || spec.maxMonths === undefined ? null : addMonths(on, spec.maxMonths);
}
