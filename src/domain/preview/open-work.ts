import type { TaskOpenStep, TaskSubject } from '../loan/steps.js';
import type { Reason } from '../reason/reason.js';
import { dayOf, type Moment } from '../time/dates.js';
import { APPROVAL } from '../work/cases.js';
import { doesForBoth, firstOf, hastens, leads, type PersonalWork } from '../work/joined-work.js';
import { type TaskFile, taskAgenda } from '../work/task-agenda.js';
import { type Course, soonest } from './course.js';
import { lineOf, type TimelineLine } from './timeline.js';

/** How staff behave: a task of this kind is done so many milliseconds after it was opened; null: never. */
export type StaffHabits = (kind: string) => number | null;

export interface OpenTaskOfLoan {
  loan: string;
  file: TaskFile;
  form: readonly string[];
  rule: string;
  why: Reason;
  /** What it belongs to; left out: no warning or case. */
  of?: TaskSubject | undefined;
  /** It reaches the person, and so is one with what is asked for another of the loans; left out: it is not. */
  ofPerson?: true | undefined;
  /** The task for another of the person's loans with which it is done; left out or null: it is done by itself. */
  joinedTo?: string | null;
}

/** A piece of work on its way through a preview. */
export interface OpenWork {
  course: Course;
  file: TaskFile;
  /** Undefined: no warning or case. */
  of?: TaskSubject | undefined;
  form: readonly string[];
  rule: string;
  why: Reason;
  nextAt: Moment | null;
  doneAt: Moment | null;
  ofPerson?: true | undefined;
  /** With which it is done; left out: by itself. */
  leader?: OpenWork | undefined;
  /** The line that says that it was opened; left out: it was open before. */
  line?: TimelineLine;
}

/** Puts what a step opens among the work. Where one task does for it and for another of the person's loans, they become one, and its line says so. */
export function openWork(
  work: OpenWork[],
  course: Course,
  step: TaskOpenStep,
  line: TimelineLine,
  staff: StaffHabits,
): void {
  const { loan, calendar } = course.file;
  const { task, kind, role, due, at, rule, why, form = [] } = step;
  const file: TaskFile = { task, kind, role, due, calendar, openedAt: at, status: 'open', done: new Set() };
  const mine: OpenWork = {
    ...onTheWay(course, { loan, file, form, rule, why, of: step.of, ofPerson: step.ofPerson }, staff, at),
    line,
  };
  work.push(mine);
  if (!mine.ofPerson) return;
  const { borrower } = course.file;
  const other = firstOf(
    work
      .filter((it) => it.ofPerson && it.file.status === 'open' && it.course.file.borrower === borrower)
      .map(named)
      .filter((it) => doesForBoth(it, named(mine))),
  );
  if (other === null) return;
  if (leads(other, named(mine))) join(mine, other.work, at);
  else for (const it of [other.work, ...followersOf(work, other.work)]) join(it, mine, at);
}

const named = (it: OpenWork): PersonalWork & { work: OpenWork } => ({
  ...{ work: it, loan: it.course.file.loan, task: it.file.task, kind: it.file.kind, role: it.file.role },
  openedAt: it.file.openedAt,
});

const followersOf = (work: readonly OpenWork[], leader: OpenWork) => work.filter((it) => it.leader === leader);

function join(mine: OpenWork, leader: OpenWork, now: Moment): void {
  mine.leader = leader;
  Object.assign(mine.file, { status: 'joined' });
  mine.nextAt = null;
  if (mine.line) Object.assign(mine.line, { what: 'task.join', with: leader.file.task });
  if (hastens(mine.file, leader.file)) leader.file.due = Math.min(leader.file.due, mine.file.due);
  look(leader, now);
}

function look(task: OpenWork, now: Moment): void {
  const { steps, next } = taskAgenda(asOf(task, now), now);
  task.nextAt = steps.length > 0 ? now : soonest(task.doneAt, next);
}

/** With who is away then: whom it goes up to depends on that. */
const asOf = ({ file, course }: OpenWork, now: Moment): TaskFile =>
  course.away ? { ...file, away: course.away(dayOf(now)) } : file;

/** Work that was open before the preview begins, `now`. */
export function workBefore(
  courses: readonly Course[],
  tasks: readonly OpenTaskOfLoan[],
  staff: StaffHabits,
  now: Moment | undefined,
): OpenWork[] {
  const work = tasks.flatMap((task): OpenWork[] => {
    const course = courses.find((it) => it.file.loan === task.loan);
    return course ? [onTheWay(course, task, staff, now ?? task.file.openedAt)] : [];
  });
  for (const { file, joinedTo } of tasks) {
    const mine = joinedTo ? work.find((it) => it.file.task === file.task) : undefined;
    const leader = work.find((it) => it.file.task === joinedTo);
    if (mine && leader) Object.assign(mine, { leader, nextAt: null });
  }
  return work;
}

function onTheWay(course: Course, task: OpenTaskOfLoan, staff: StaffHabits, now: Moment): OpenWork {
  const { file, form, rule, why, of, ofPerson } = task;
  // An approval is a decision, and those come in.
  const after = file.kind === APPROVAL ? null : staff(file.kind);
  const doneAt = after === null ? null : Math.max(now, file.openedAt + after);
  const own: OpenWork = { course, file: { ...file }, of, ofPerson, form, rule, why, doneAt, nextAt: null };
  look(own, now);
  return own;
}

/** What a task that is due to be looked at does; all that were done with it. */
export function advanceTask(
  work: readonly OpenWork[],
  task: OpenWork,
  now: Moment,
): { lines: TimelineLine[]; done: OpenWork[] } {
  if (task.file.status !== 'open') {
    task.nextAt = null;
    return { lines: [], done: [] };
  }
  const { loan, borrower } = task.course.file;
  const because = { rule: task.rule, why: task.why };
  const { steps, next } = taskAgenda(asOf(task, now), now);
  task.file.done = new Set([...task.file.done, ...steps.map((step) => step.key)]);
  const lines = steps.map((step) => lineOf({ ...because, ...step }, loan, borrower));
  task.nextAt = soonest(task.doneAt, next);
  if (task.doneAt === null || task.doneAt > now) return { lines, done: [] };
  const together = [task, ...followersOf(work, task)];
  for (const it of together) Object.assign(it.file, { status: 'done' });
  for (const it of together) Object.assign(it, { nextAt: null, doneAt: task.doneAt });
  const { task: id, kind, role } = task.file;
  const loans = [...new Set(together.map((it) => it.course.file.loan))].sort();
  const names = loans.length > 1 ? { loans } : {};
  const line = { ...because, what: 'task.done', at: task.doneAt, task: id, kind, role, ...names };
  return { lines: [...lines, lineOf(line, loan, borrower)], done: together };
}

/** Tasks are cancelled. What had joined one of them goes on: the first of those leads. */
export function endWork(work: readonly OpenWork[], cancelled: readonly { task: string; at: Moment }[]): TimelineLine[] {
  const ended = cancelled.flatMap(({ task, at }) => {
    const found = work.findLast((it) => it.file.task === task);
    if (!found) return [];
    Object.assign(found.file, { status: 'cancelled' });
    Object.assign(found, { nextAt: null, leader: undefined });
    return [{ found, at }];
  });
  return ended.flatMap(({ found, at }) => goOn(followersOf(work, found), at));
}

function goOn(followers: readonly OpenWork[], at: Moment): TimelineLine[] {
  const first = firstOf(followers.map(named))?.work;
  if (!first) return [];
  Object.assign(first.file, { status: 'open' });
  for (const it of followers) it.leader = it === first ? undefined : first;
  first.file.due = Math.min(...followers.map((it) => it.file.due));
  look(first, at);
  const { task, kind, role, due } = first.file;
  const { loan, borrower, state } = first.course.file;
  const why: Reason = { code: 'goes-on' };
  const step = { at, what: 'task.open', rule: first.rule, why, stage: state.stage };
  return [lineOf({ ...step, ...{ task, kind, role, due } } as typeof step, loan, borrower)];
}
