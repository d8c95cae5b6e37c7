import { agenda } from './agenda.js';
import { APPROVAL } from './cases.js';
import { type ContactRules, withPlan } from './contact-rules.js';
import type { Moment } from './dates.js';
import { fallbackTask, messageOf, unreachedTask } from './fallback.js';
import type { LoanFile, LoanState, OpenTask } from './loan-file.js';
import type { Plan } from './plan.js';
import { foreseeContact, type Histories, type Providers } from './preview-contact.js';
import { advanceFlow, type Flow, flowOf } from './preview-flows.js';
import type { NoticeStep, Step, TaskOpenStep } from './steps.js';
import { type TaskFile, taskAgenda } from './task-agenda.js';
import { lineOf, sortTimeline, type TimelineLine } from './timeline.js';

/** How staff behave: a task of this kind is done so many milliseconds after it was opened; null: never. */
export type StaffHabits = (kind: string) => number | null;

export type { Provider, Providers } from './preview-contact.js';

export interface PreviewInput {
  loans: { file: LoanFile; plan: Plan }[];
  /** Loans that are looked after already go on from here; left out: each begins when it is taken in. */
  from?: Moment;
  /** Not included. */
  until: Moment;
  staff: StaffHabits;
  providers: Providers;
  rules: ContactRules;
  /** Collection contacts that were made before; left out: none. */
  histories?: Histories;
}

interface Course {
  file: LoanFile;
  plan: Plan;
  nextAt: Moment | null;
}
interface OpenWork {
  course: Course;
  file: TaskFile;
  form: readonly string[];
  rule: string;
  why: string;
  nextAt: Moment | null;
  doneAt: Moment | null;
}
interface Waiting {
  course: Course;
  step: NoticeStep;
  dueAt: Moment;
  attempts: number;
}

/**
 * What will happen to the loans if nothing comes in, from the rules alone: the same agenda, gate and task rules as the
 * worker's, over a file in memory. Loans of one borrower are given together, since contact caps count per person.
 */
export function preview(input: PreviewInput): TimelineLine[] {
  const courses: Course[] = input.loans.map((it) => ({
    ...it,
    nextAt: Math.max(it.file.takenInAt, input.from ?? it.file.takenInAt),
  }));
  const work: OpenWork[] = [];
  const flows: { course: Course; flow: Flow }[] = [];
  let waiting: Waiting[] = [];
  /** Messages that reached the borrower on one of their channels. */
  const reached = new Set<string>();
  const lines: TimelineLine[] = [];
  const histories: Histories = new Map(input.histories);

  const take = (course: Course, steps: Step[], state: LoanState, now: Moment) => {
    course.file = {
      ...course.file,
      state,
      done: new Set([...course.file.done, ...steps.map((step) => step.key)]),
      openTasks: openAfter(course.file.openTasks, steps),
    };
    for (const step of steps) {
      if (step.what === 'notice') waiting.push({ course, step, dueAt: step.at, attempts: 0 });
      else lines.push(lineOf(step, course.file.loan, course.file.borrower));
      if (step.what === 'task.open') work.push(openWork(course, step, input.staff));
      if (step.what === 'task.cancel') end(work, step.task);
      const flow = flowOf(step, course.file);
      if (flow) flows.push({ course, flow });
    }
    const told = steps.some((step) => step.what === 'close' || step.what === 'tier');
    tellBorrower(courses, flows, course, told ? now : null, now);
  };
  /** Warnings and cases go on when one of their tasks is done. */
  const goOn = (now: Moment) => {
    for (const it of flows.filter(({ flow }) => flow.nextAt !== null && flow.nextAt <= now)) {
      take(it.course, advanceFlow(it.flow, it.course.file, it.course.plan, now), it.course.file.state, now);
    }
  };

  for (;;) {
    const at = earliest([...courses, ...work, ...flows.map((it) => it.flow), ...waiting.map(asNext)]);
    if (at === null || at >= input.until) return sortTimeline(lines);
    tellBorrower(courses, flows, null, null, at);
    for (const course of courses.filter((it) => it.nextAt !== null && it.nextAt <= at)) {
      const { steps, state, next } = agenda(course.file, course.plan, at);
      course.nextAt = next?.at ?? null;
      take(course, steps, state, at);
    }
    for (const task of work.filter((it) => it.nextAt !== null && it.nextAt <= at)) {
      lines.push(...advanceTask(task, at));
      if (task.file.status !== 'open') finish(task, flows, at);
      noteCall(task, histories);
    }
    goOn(at);
    const due = waiting.filter((it) => it.dueAt <= at);
    waiting = waiting.filter((it) => it.dueAt > at);
    for (const [n, notice] of due.entries()) {
      const { course, step, attempts } = notice;
      const { file } = course;
      const rules = withPlan(input.rules, course.plan);
      const became = foreseeContact(file, step, attempts, at, input.providers, rules, histories);
      if (became.dueAt !== undefined) {
        waiting.push({ ...notice, dueAt: became.dueAt, attempts: attempts + (became.tried ? 1 : 0) });
        continue;
      }
      const { status, reason, at: when, unreached } = became;
      const message = messageOf(step.key);
      if (status === 'sent') reached.add(`${file.loan}/${message}`);
      lines.push(lineOf({ ...step, at: when, status, reason } as NoticeStep, file.loan, file.borrower));
      const undelivered = { ...step, loan: file.loan, entry: step.key, at: when };
      const others = [...waiting, ...due.slice(n + 1)].filter((it) => it.course === course);
      const mayReach =
        reached.has(`${file.loan}/${message}`) || others.some((it) => messageOf(it.step.key) === message);
      if (unreached && !mayReach) {
        take(course, [unreachedTask(undelivered, file.state.delinquency)], file.state, at);
      }
      if (status !== 'failed') continue;
      take(course, [fallbackTask(undelivered, reason ?? 'refused', file.state.delinquency)], file.state, at);
    }
  }
}

/** What the loans of one borrower know of each other. `wake`: the others are to look again at that moment. */
function tellBorrower(
  courses: Course[],
  flows: { course: Course; flow: Flow }[],
  from: Course | null,
  wake: Moment | null,
  now: Moment,
): void {
  for (const course of courses) {
    const { file } = course;
    const all = courses.filter((it) => it.file.borrower === file.borrower && it.file.takenInAt <= now);
    const warnings = flows
      .filter((it) => it.course.file.borrower === file.borrower)
      .flatMap(({ flow }) => flow.known ?? []);
    const others = all.filter((it) => it !== course);
    course.file = {
      ...file,
      warnings: [...file.warnings.filter((it) => !warnings.some((own) => own.warning === it.warning)), ...warnings],
    };
    if (others.length === 0) continue;
    const open = all.filter((it) => it.file.state.closedAt === null);
    course.file = {
      ...course.file,
      lead: open.every((it) => it === course || older(file, it.file)),
      otherTiers: others.flatMap((it) => (it.file.state.closedAt === null ? (it.file.state.tier ?? []) : [])),
      doneForBorrower: new Set(others.flatMap((it) => [...it.file.done].filter((key) => key.startsWith('care/')))),
    };
    if (wake !== null && from !== null && others.includes(from) && file.state.closedAt === null) course.nextAt = wake;
  }
}

const older = (a: LoanFile, b: LoanFile) => `${a.disbursedOn} ${a.loan}` < `${b.disbursedOn} ${b.loan}`;
const asNext = (it: Waiting) => ({ nextAt: it.dueAt });

function openWork(course: Course, step: TaskOpenStep, staff: StaffHabits): OpenWork {
  const { task, kind, role, due, at, rule, why, form = [] } = step;
  const file: TaskFile = { task, kind, role, due, openedAt: at, status: 'open', done: new Set() };
  // An approval is a decision, and those come in.
  const after = kind === APPROVAL ? null : staff(kind);
  const doneAt = after === null ? null : at + after;
  return { course, file, form, rule, why, doneAt, nextAt: soonest(doneAt, taskAgenda(file, at).next) };
}

function openAfter(before: readonly OpenTask[], steps: Step[]): OpenTask[] {
  const cancelled = new Set(steps.flatMap((step) => (step.what === 'task.cancel' ? [step.task] : [])));
  const opened = steps.flatMap((step) => (step.what === 'task.open' ? [step] : []));
  return [...before.filter((it) => !cancelled.has(it.task)), ...opened];
}

function advanceTask(task: OpenWork, now: Moment): TimelineLine[] {
  const { loan, borrower } = task.course.file;
  const because = { rule: task.rule, why: task.why };
  if (task.file.status !== 'open') {
    task.nextAt = null;
    return [];
  }
  const { steps, next } = taskAgenda(task.file, now);
  task.file.done = new Set([...task.file.done, ...steps.map((step) => step.key)]);
  const lines = steps.map((step) => lineOf({ ...because, ...step }, loan, borrower));
  task.nextAt = soonest(task.doneAt, next);
  if (task.doneAt !== null && task.doneAt <= now) {
    task.file.status = 'done';
    task.nextAt = null;
    const { task: id, kind, role } = task.file;
    const done = { ...because, what: 'task.done', at: task.doneAt, task: id, kind, role };
    lines.push(lineOf(done, loan, borrower));
  }
  return lines;
}

/** A call by one of the staff is a contact too: nobody knows how it ended. */
function noteCall({ course, file, doneAt }: OpenWork, histories: Histories): void {
  if (file.kind !== 'call' || file.status !== 'done' || doneAt === null) return;
  const { loan, borrower } = course.file;
  const call = { at: doneAt, channel: 'voice', loan, contact: null, outcome: 'unknown' } as const;
  histories.set(borrower, [...(histories.get(borrower) ?? []), call]);
}

/** A task that was done is no longer open, its documents are in the archive, and what it belongs to goes on. */
function finish({ course, file, form, doneAt }: OpenWork, flows: { course: Course; flow: Flow }[], now: Moment): void {
  const documents = file.kind === 'document' ? form : [];
  course.file = {
    ...course.file,
    openTasks: course.file.openTasks.filter((it) => it.task !== file.task),
    documents: new Set([...course.file.documents, ...documents]),
  };
  for (const { flow } of flows.filter((it) => it.course === course && file.task.startsWith(it.flow.tasks))) {
    flow.doneAt.set(file.task, doneAt ?? now);
    flow.nextAt = now;
  }
}

function end(work: OpenWork[], task: string): void {
  const found = work.find((it) => it.file.task === task);
  if (found) Object.assign(found.file, { status: 'cancelled' });
  if (found) found.nextAt = null;
}

const soonest = (a: Moment | null, b: Moment | null): Moment | null =>
  a === null ? b : b === null ? a : Math.min(a, b);

function earliest(all: { nextAt: Moment | null }[]): Moment | null {
  return all.reduce<Moment | null>((first, { nextAt }) => soonest(first, nextAt), null);
}
