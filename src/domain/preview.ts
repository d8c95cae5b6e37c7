import { agenda, overdueOf, unpaidOf } from './agenda.js';
import { contactGate, nextAttempt } from './contact-gate.js';
import { dayOf, type Moment } from './dates.js';
import { fallbackTask } from './fallback.js';
import type { LoanFile, LoanState, OpenTask } from './loan-file.js';
import type { ChannelName, Plan } from './plan.js';
import type { NoticeStep, Step, TaskOpenStep } from './steps.js';
import { type TaskFile, taskAgenda } from './task-agenda.js';
import { lineOf, sortTimeline, type TimelineLine } from './timeline.js';

/** How staff behave: a task of this kind is done so many milliseconds after it was opened; null: never. */
export type StaffHabits = (kind: string) => number | null;

/** How a provider behaves; an outage lasts from its first moment until before its last. */
export type Provider = 'ok' | 'reject' | { outage: [Moment, Moment] };
export type Providers = Partial<Record<ChannelName, Provider>>;

export interface PreviewInput {
  loans: { file: LoanFile; plan: Plan }[];
  /** Loans that are looked after already go on from here; left out: each begins when it is taken in. */
  from?: Moment;
  /** Not included. */
  until: Moment;
  staff: StaffHabits;
  providers: Providers;
}

interface Course {
  file: LoanFile;
  plan: Plan;
  nextAt: Moment | null;
}
interface OpenWork {
  course: Course;
  file: TaskFile;
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
  let waiting: Waiting[] = [];
  const lines: TimelineLine[] = [];
  const contacted = new Map<string, number>();

  const take = (course: Course, steps: Step[], state: LoanState) => {
    for (const step of steps) {
      if (step.what === 'notice') waiting.push({ course, step, dueAt: step.at, attempts: 0 });
      else lines.push(lineOf(step, course.file.loan, course.file.borrower));
      if (step.what === 'task.open') work.push(openWork(course, step, input.staff));
      if (step.what === 'task.cancel') end(work, step.task, 'cancelled');
    }
    course.file = {
      ...course.file,
      state,
      done: new Set([...course.file.done, ...steps.map((step) => step.key)]),
      openTasks: openAfter(course.file.openTasks, steps),
    };
  };

  for (;;) {
    const at = earliest([...courses, ...work, ...waiting.map((it) => ({ nextAt: it.dueAt }))]);
    if (at === null || at >= input.until) return sortTimeline(lines);
    for (const course of courses.filter((it) => it.nextAt !== null && it.nextAt <= at)) {
      const { steps, state, next } = agenda(course.file, course.plan, at);
      take(course, steps, state);
      course.nextAt = next?.at ?? null;
    }
    for (const task of work.filter((it) => it.nextAt !== null && it.nextAt <= at)) {
      lines.push(...advanceTask(task, at));
      if (task.file.status !== 'open') {
        const { course } = task;
        course.file = { ...course.file, openTasks: course.file.openTasks.filter((it) => it.task !== task.file.task) };
      }
    }
    const due = waiting.filter((it) => it.dueAt <= at);
    waiting = waiting.filter((it) => it.dueAt > at);
    for (const notice of due) {
      const { course } = notice;
      const { file } = course;
      const became = contact(notice, at, input.providers, contacted);
      if (became.dueAt !== undefined)
        waiting.push({ ...notice, dueAt: became.dueAt, attempts: notice.attempts + (became.tried ? 1 : 0) });
      else {
        const { status, reason, at: when } = became;
        lines.push(lineOf({ ...notice.step, at: when, status, reason } as NoticeStep, file.loan, file.borrower));
        if (status === 'failed') {
          const step = fallbackTask(
            { ...notice.step, loan: file.loan, entry: notice.step.key, at: when },
            reason ?? 'refused',
          );
          take(course, [step], course.file.state);
        }
      }
    }
  }
}

type Became =
  | { dueAt: Moment; tried: boolean; status?: never; reason?: never; at?: never }
  | { dueAt?: never; status: 'sent' | 'failed' | 'suppressed'; reason?: string; at: Moment };

function contact(
  { course, step, attempts }: Waiting,
  now: Moment,
  providers: Providers,
  contacted: Map<string, number>,
): Became {
  const { file } = course;
  const count = `${file.borrower} ${step.channel} ${dayOf(now)}`;
  const verdict = contactGate({
    now,
    channel: step.channel,
    purpose: step.purpose,
    staleAt: step.staleAt,
    owed: (step.about === null ? overdueOf(file, now) : unpaidOf(file, step.about, now)) > 0,
    held: file.holds.some((hold) => hold.from <= now && (hold.until === null || hold.until > now)),
    consent: file.contacts.some((it) => it.whose === 'self' && it.channel === step.channel && it.consent),
    collectionToday: contacted.get(count) ?? 0,
  });
  if (verdict.verdict === 'never') return { status: 'suppressed', reason: verdict.reason, at: now };
  if (verdict.verdict === 'wait') return { dueAt: verdict.until, tried: false };
  const provider = providers[step.channel] ?? 'ok';
  if (provider === 'reject') return { status: 'failed', reason: 'refused', at: now };
  if (provider !== 'ok' && now >= provider.outage[0] && now < provider.outage[1]) {
    const again = nextAttempt(now, attempts + 1);
    return again < step.staleAt
      ? { dueAt: again, tried: true }
      : { status: 'suppressed', reason: 'stale', at: step.staleAt };
  }
  if (step.purpose === 'collection') contacted.set(count, (contacted.get(count) ?? 0) + 1);
  return { status: 'sent', at: now };
}

function openWork(course: Course, step: TaskOpenStep, staff: StaffHabits): OpenWork {
  const { task, kind, role, due, at, rule, why } = step;
  const file: TaskFile = { task, kind, role, due, openedAt: at, status: 'open', done: new Set() };
  const after = staff(kind);
  const doneAt = after === null ? null : at + after;
  return { course, file, rule, why, doneAt, nextAt: soonest(doneAt, taskAgenda(file, at).next) };
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

function end(work: OpenWork[], task: string, status: 'cancelled'): void {
  const found = work.find((it) => it.file.task === task);
  if (found) Object.assign(found.file, { status });
  if (found) found.nextAt = null;
}

const soonest = (a: Moment | null, b: Moment | null): Moment | null =>
  a === null ? b : b === null ? a : Math.min(a, b);

function earliest(all: { nextAt: Moment | null }[]): Moment | null {
  return all.reduce<Moment | null>((first, { nextAt }) => soonest(first, nextAt), null);
}
