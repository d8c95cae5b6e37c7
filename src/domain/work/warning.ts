import { ofEpisode } from '../loan/episode.js';
import { letterStep } from '../loan/letters.js';
import type { LoanFile } from '../loan/loan-file.js';
import { openTask } from '../loan/open-task.js';
import type { Entry, LetterStep, TaskOpenStep } from '../loan/steps.js';
import type { TaskSpec } from '../plan/plan.js';
import type { Level, Warnings } from '../plan/risk.js';
import type { Reason } from '../reason/reason.js';
import type { Moment } from '../time/dates.js';

type Work = NonNullable<Warnings['work']>[number];

/**
 * The work of a warning case where its plan says nothing else: the handling form 风险预警信号处理表 at once (P2.10), review
 * by the risk manager (P5.11), measures with owner and deadline (P5.6), closure. The next is opened when the one before
 * it is done.
 */
const USUAL_WORK: (Omit<Work, 'rule'> & { rule?: string })[] = [
  { stage: 'form', letter: 'warning-form', task: { kind: 'warning-form', role: 'account-manager', dueDays: 1 } },
  { stage: 'review', task: { kind: 'warning-review', role: 'risk-manager', dueDays: 2 } },
  { stage: 'measure', task: { kind: 'warning-measures', role: 'account-manager', dueDays: 14 } },
  { stage: 'close', task: { kind: 'warning-closure', role: 'risk-manager', dueDays: 30 } },
];

export interface WarningFile {
  warning: string;
  loan: string;
  level: Level;
  source: string;
  indicator: string;
  rule: string;
  openedAt: Moment;
  /** Work opened at once. */
  measures: TaskSpec[];
  /** When each of its tasks was done; those that are not done are not there. */
  doneAt: ReadonlyMap<string, Moment>;
  /** Measures that were written for it, and when each was done; null: not yet (S2). */
  written?: { endedAt: Moment | null }[];
  /** The loan was paid off: its work ends, and the warning with it. */
  loanClosedAt: Moment | null;
  done: LoanFile['done'];
}

export interface WarningStep extends Entry {
  what: 'warning.review' | 'warning.measure' | 'warning.close';
  warning: string;
  level: Level;
  indicator: string;
}

export const warningTask = (warning: string, loan: string, stage: string) => `${loan}/warning/${warning}/${stage}`;

/** Of all that is done for a warning. */
export const whyWarned = (source: string, indicator: string): Reason => ({
  code: 'signal',
  source,
  kind: indicator,
  on: null,
});

/** What a warning asks for now: lines for what was done, the task for what comes next. `closed` once the last is done. */
export function warningAgenda(
  file: WarningFile,
  work: typeof USUAL_WORK = USUAL_WORK,
  standing: { dpd: number; stage: string },
): { steps: (WarningStep | TaskOpenStep | LetterStep)[]; closedAt: Moment | null } {
  const { warning, loan, level, indicator, source } = file;
  const base = { why: whyWarned(source, indicator), ...standing };
  const steps: (WarningStep | TaskOpenStep | LetterStep)[] = [];
  const line = (what: WarningStep['what'], at: Moment, rule: string, again = '') =>
    steps.push({ ...base, what, key: `warning/${warning}/${what}${again}`, at, rule, warning, level, indicator });
  const open = (stage: string, at: Moment, rule: string, spec: TaskSpec) => {
    const task = warningTask(warning, loan, stage);
    steps.push(
      openTask(loan, { ...base, key: `warning/${warning}/${stage}`, at, rule }, spec, {
        task,
        of: { kind: 'warning', id: warning },
      }),
    );
    return task;
  };
  // A red one reaches the leader at once (P1.6).
  if (level === 'red') {
    open('leader', file.openedAt, file.rule, { kind: 'warning-notice', role: 'department-head', dueDays: 1 });
  }
  const measures = file.measures.map((task, n) => open(`measure-${n + 1}`, file.openedAt, file.rule, task));
  let from: Moment | null = file.openedAt;
  for (const { stage, rule = file.rule, task, letter } of work) {
    if (from === null) break;
    const id = open(stage, from, rule, task);
    if (letter) {
      const key = `warning/${warning}/${stage}/letter`;
      steps.push(letterStep(loan, { ...base, key, at: from, rule }, letter, id));
    }
    from = file.doneAt.get(id) ?? null;
    // The measures are taken when those opened at once are done as well; nothing ends before what was written is done.
    const rest = stage === 'measure' ? measures.map((it) => file.doneAt.get(it) ?? null) : [];
    if (stage === work.at(-1)!.stage) rest.push(...(file.written ?? []).map((it) => it.endedAt));
    if (from !== null) from = rest.includes(null) ? null : Math.max(from, ...(rest as Moment[]));
    if (from !== null && stage !== 'form') line(`warning.${stage}`, from, rule);
  }
  if (from === null && file.loanClosedAt !== null) {
    from = file.loanClosedAt;
    // It may have ended so before, with a loan that was owed again.
    const again = `warning/${warning}/warning.open/again/`;
    line('warning.close', from, file.rule, ofEpisode([...file.done].filter((key) => key.startsWith(again)).length));
    steps.splice(0, steps.length, ...steps.filter((step) => step.what !== 'task.open' && step.what !== 'letter'));
  }
  return { steps: steps.filter((step) => !file.done.has(step.key)), closedAt: from };
}
