import { ofEpisode } from '../loan/episode.js';
import { type Role, supervisorOf } from '../plan/roles.js';
import { addDays, CLOSE_OF_BUSINESS, dayOf, daysBetween, type Moment, momentAt } from '../time/dates.js';

/** One piece of work by one person (S1), as its rules need it. */
export interface TaskFile {
  task: string;
  kind: string;
  role: Role;
  openedAt: Moment;
  due: Moment;
  status: 'open' | 'done' | 'cancelled';
  /** Keys of what has been done for it. */
  done: ReadonlySet<string>;
}

export interface TaskStep {
  what: 'task.remind' | 'task.overdue';
  key: string;
  at: Moment;
  task: string;
  kind: string;
  role: Role;
  due: Moment;
  /** Whom it goes up to. */
  upTo?: Role;
}

const OPENING = '09:00';
const DAYS_A_STEP_UP = 2;

/**
 * The life of an open task: a reminder on the morning before it is due (on the due day itself when it is due the day
 * after it was opened), overdue when the time is past, and then every two days a step further up.
 */
export function taskAgenda(file: TaskFile, now: Moment): { steps: TaskStep[]; next: Moment | null } {
  if (file.status !== 'open') return { steps: [], next: null };
  const { task, kind, role, due } = file;
  const base = { task, kind, role, due };
  const all: TaskStep[] = [];
  // A task that came back is reminded of anew.
  const back = [...file.done].filter((key) => key.startsWith(`reopen/${task}/`) && !key.endsWith('/letter')).length;
  const own = `task/${task}${ofEpisode(back)}`;
  const early = daysBetween(dayOf(file.openedAt), dayOf(due)) >= 2 ? 1 : 0;
  const remindAt = momentAt(addDays(dayOf(due), -early), OPENING);
  if (remindAt > file.openedAt && remindAt < due) {
    all.push({ what: 'task.remind', key: `${own}/remind`, at: remindAt, ...base });
  }
  for (let step = 1, upTo = supervisorOf(role); upTo !== null; step++, upTo = supervisorOf(role, step)) {
    const at = momentAt(addDays(dayOf(due), (step - 1) * DAYS_A_STEP_UP), CLOSE_OF_BUSINESS);
    all.push({ what: 'task.overdue', key: `${own}/overdue/${step}`, at: Math.max(at, due), ...base, upTo });
  }
  const missing = all.filter((step) => !file.done.has(step.key));
  return {
    steps: missing.filter((step) => step.at <= now),
    next: missing.find((step) => step.at > now)?.at ?? null,
  };
}
