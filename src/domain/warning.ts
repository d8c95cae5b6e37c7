import { addDays, dayOf, type Moment, momentAt } from './dates.js';
import type { LoanFile } from './loan-file.js';
import type { Role } from './roles.js';
import type { Entry, TaskOpenStep } from './steps.js';

/**
 * A warning case: the handling form 风险预警信号处理表 at once (P2.10), review by the risk manager (P5.11), measures with
 * owner and deadline (P5.6), closure. Each is a task of its own; the next is opened when the one before it is done.
 */
const STAGES: { stage: string; kind: string; role: Role; dueDays: number; rule: string; what: string | null }[] = [
  { stage: 'form', kind: 'warning-form', role: 'account-manager', dueDays: 1, rule: 'P2.10', what: null },
  { stage: 'review', kind: 'warning-review', role: 'risk-manager', dueDays: 2, rule: 'P5.11', what: 'warning.review' },
  {
    stage: 'measure',
    kind: 'warning-measures',
    role: 'account-manager',
    dueDays: 14,
    rule: 'P5.6',
    what: 'warning.measure',
  },
  { stage: 'close', kind: 'warning-closure', role: 'risk-manager', dueDays: 30, rule: 'P5.6', what: 'warning.close' },
];

export interface WarningFile {
  warning: string;
  loan: string;
  level: 'red' | 'yellow' | 'blue';
  source: string;
  indicator: string;
  openedAt: Moment;
  /** When each of its tasks was done; those that are not done are not there. */
  doneAt: ReadonlyMap<string, Moment>;
  /** The loan was paid off: its work ends, and the warning with it. */
  loanClosedAt: Moment | null;
  done: LoanFile['done'];
}

export interface WarningStep extends Entry {
  what: 'warning.open' | 'warning.review' | 'warning.measure' | 'warning.close';
  warning: string;
  level: WarningFile['level'];
  indicator: string;
}

/** Serious ones reach the leader as well (P1.6): a new overdue elsewhere, a court case, enforcement. */
const SERIOUS = /litigation|enforcement|bankrupt|fraud/;

export function levelOf(kind: string): WarningFile['level'] {
  return SERIOUS.test(kind) ? 'red' : 'yellow';
}

export const warningTask = (warning: string, loan: string, stage: string) => `${loan}/warning/${warning}/${stage}`;

/** What a warning asks for now: lines for what was done, the task for what comes next. `closed` once the last is done. */
export function warningAgenda(
  file: WarningFile,
  standing: { dpd: number; stage: string },
): { steps: (WarningStep | TaskOpenStep)[]; closedAt: Moment | null } {
  const { warning, loan, level, indicator, source } = file;
  const base = { why: `${source}: ${indicator}`, ...standing };
  const steps: (WarningStep | TaskOpenStep)[] = [];
  const line = (what: string, at: Moment, rule: string) =>
    steps.push({
      ...base,
      what: what as WarningStep['what'],
      key: `warning/${warning}/${what}`,
      at,
      rule,
      warning,
      level,
      indicator,
    });
  line('warning.open', file.openedAt, level === 'red' ? 'P1.6' : 'P2.10');
  let from: Moment | null = file.openedAt;
  for (const { stage, kind, role, dueDays, rule, what } of STAGES) {
    if (from === null) break;
    const task = warningTask(warning, loan, stage);
    const due = momentAt(addDays(dayOf(from), dueDays), '18:00');
    steps.push({
      ...base,
      what: 'task.open',
      key: `warning/${warning}/${stage}`,
      at: from,
      rule,
      task,
      kind,
      role,
      due,
      delinquency: null,
    });
    from = file.doneAt.get(task) ?? null;
    if (from !== null && what !== null) line(what, from, rule);
  }
  if (from === null && file.loanClosedAt !== null) {
    from = file.loanClosedAt;
    line('warning.close', from, 'P5.6');
    steps.splice(0, steps.length, ...steps.filter((step) => step.what !== 'task.open'));
  }
  return { steps: steps.filter((step) => !file.done.has(step.key)), closedAt: from };
}
