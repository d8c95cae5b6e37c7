import { ofEpisode } from '../loan/episode.js';
import { type Role, supervisorOf } from '../plan/roles.js';
import { addWorkdays, type Calendar, closeOf, workdayFrom } from '../time/calendar.js';
import { addDays, type Day, dayOf, type Moment, momentAt } from '../time/dates.js';
import { isApproval } from './two-people.js';

/** One piece of work by one person (S1), as its rules need it. */
export interface TaskFile {
  task: string;
  kind: string;
  role: Role;
  openedAt: Moment;
  due: Moment;
  /** The lender's working days, as they are known now. */
  calendar: Calendar;
  /** `joined`: it is done with that of another loan. */
  status: 'open' | 'joined' | 'done' | 'cancelled';
  /** Roles whose people are all away or gone, where the work is; left out: none. */
  away?: ReadonlySet<Role>;
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
  upTo?: Role | 'auditor';
}

const OPENING = '09:00';
const WORKDAYS_A_STEP_UP = 2;
/** Our own number. */
const WORKDAYS_UNTIL_TOLD_AGAIN = 10;

/**
 * The life of an open task: a reminder on the working morning before it is due (on the due day itself where that lies not after
 * the day it was opened), overdue when the time is past, and then every two working days a step further up, to those who are here. What is
 * due on a day off goes up on the next working day. An approval that nobody gives goes up to the auditors too, who see that nothing moves,
 * and then to the president again every ten working days.
 */
export function taskAgenda(file: TaskFile, now: Moment): { steps: TaskStep[]; next: Moment | null } {
  if (file.status !== 'open') return { steps: [], next: null };
  const { task, kind, role, due, calendar } = file;
  const base = { task, kind, role, due };
  const all: TaskStep[] = [];
  // A task that was reopened is reminded of anew.
  const back = [...file.done].filter((key) => key.startsWith(`reopen/${task}/`) && !key.endsWith('/letter')).length;
  const own = `task/${task}${ofEpisode(back)}`;
  const dueOn = dayOf(due);
  const before = workdayFrom(calendar, addDays(dueOn, -1), 'before');
  const remindAt = momentAt(before > dayOf(file.openedAt) ? before : dueOn, OPENING);
  if (remindAt > file.openedAt && remindAt < due) {
    all.push({ what: 'task.remind', key: `${own}/remind`, at: remindAt, ...base });
  }
  const first = workdayFrom(calendar, dueOn);
  const up = (key: string, day: Day, upTo: Role | 'auditor') =>
    all.push({ what: 'task.overdue', key, at: Math.max(closeOf(day), due), ...base, upTo });
  const way = wayUp(file, own);
  const last = addWorkdays(calendar, first, way.length * WORKDAYS_A_STEP_UP).day;
  for (const [n, { key, upTo }] of way.entries())
    up(key, addWorkdays(calendar, first, n * WORKDAYS_A_STEP_UP).day, upTo);
  if (isApproval(kind)) {
    up(`${own}/overdue/auditor`, last, 'auditor');
    // The newest of those that are past, and the next.
    for (let day = last, n = 1, past = true; past; n++) {
      day = addWorkdays(calendar, day, WORKDAYS_UNTIL_TOLD_AGAIN).day;
      past = closeOf(day) <= now;
      if (!past || closeOf(addWorkdays(calendar, day, WORKDAYS_UNTIL_TOLD_AGAIN).day) > now)
        up(`${own}/overdue/again/${n}`, day, 'branch-president');
    }
  }
  const missing = all.filter((step) => !file.done.has(step.key));
  return {
    steps: missing.filter((step) => step.at <= now),
    next: missing.find((step) => step.at > now)?.at ?? null,
  };
}

/** The roles above, from the nearest up. One whose people are all away is passed over, unless nobody above is here, and then comes no more. */
function wayUp({ role, away, done }: TaskFile, own: string): { key: string; upTo: Role }[] {
  const above: { key: string; upTo: Role }[] = [];
  for (let step = 1, upTo = supervisorOf(role); upTo !== null; step++, upTo = supervisorOf(role, step))
    above.push({ key: `${own}/overdue/${step}`, upTo });
  const last = above.findLastIndex(({ key }) => done.has(key));
  const told = above.filter(({ key }, n) => done.has(key) || n > last);
  const here = told.filter(({ key, upTo }) => done.has(key) || !away?.has(upTo));
  return here.length > 0 ? here : told;
}
