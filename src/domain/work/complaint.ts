import type { Work } from '../loan/open-task.js';
import type { Role } from '../plan/roles.js';
import type { Reason } from '../reason/reason.js';
import { addWorkdays, type Calendar } from '../time/calendar.js';
import { CLOSE_OF_BUSINESS, dayOf, type Moment, MS_A_DAY, momentAt } from '../time/dates.js';

/** A complaint (P4.8): accepted within 24 hours, a solution within 3 working days, then a satisfaction call. */
export interface ComplaintFile {
  complaint: string;
  openedAt: Moment;
  solveDue: Moment;
  /** The calendar does not cover the days to `solveDue`. */
  dueAssumed: boolean;
  acceptedAt: Moment | null;
  solvedAt: Moment | null;
  surveyedAt: Moment | null;
  done: ReadonlySet<string>;
}

export interface ComplaintStep {
  what: 'complaint.open' | 'complaint.accept' | 'complaint.solve' | 'complaint.survey' | 'complaint.breach';
  key: string;
  at: Moment;
  why: Reason;
  due: Moment | null;
  upTo: Role | null;
}

/** A piece of work for the complaint's owner: it ends with what the complaint is told, not by itself. */
export interface ComplaintTaskStep extends Work {
  what: 'task.open';
  key: string;
  at: Moment;
  why: Reason;
}

/** Not the account manager's, nor of those who collect: it may be about them. It goes up as any other work does. */
const OWNER: Role = 'risk-manager';

/** The kinds of a complaint's work, by what ends each. */
export const COMPLAINT_WORK = {
  accept: 'complaint-accept',
  solve: 'complaint-solve',
  survey: 'complaint-survey',
} as const;

const WORKING_DAYS = 3;

export const COMPLAINT_RULE = 'P4.8';

/** When a complaint that came in now must be solved. */
export function solutionDue(calendar: Calendar, openedAt: Moment): { due: Moment; assumed: boolean } {
  const { day, assumed } = addWorkdays(calendar, dayOf(openedAt), WORKING_DAYS);
  return { due: momentAt(day, CLOSE_OF_BUSINESS), assumed };
}

/** What is to be noted of a complaint at a moment, and when to look again. A time limit that passes goes up. */
export function complaintAgenda(
  file: ComplaintFile,
  now: Moment,
): { steps: (ComplaintStep | ComplaintTaskStep)[]; next: Moment | null; open: boolean } {
  const acceptDue = file.openedAt + MS_A_DAY;
  const all: (ComplaintStep | ComplaintTaskStep)[] = [
    step('complaint.open', file.openedAt, { code: 'complaint' }, acceptDue),
  ];
  const limit = (due: Moment, doneAt: Moment | null, why: Reason) => {
    if (doneAt === null || doneAt > due)
      all.push({ ...step('complaint.breach', due, why, due), upTo: 'department-head' });
  };
  limit(acceptDue, file.acceptedAt, { code: 'not-accepted' });
  if (file.acceptedAt !== null)
    all.push(step('complaint.accept', file.acceptedAt, { code: 'accepted' }, file.solveDue));
  // Nobody is late by days that are only assumed: it is looked at again when the calendar comes.
  if (!file.dueAssumed) limit(file.solveDue, file.solvedAt, { code: 'unsolved', assumed: false });
  if (file.solvedAt !== null)
    all.push(step('complaint.solve', file.solvedAt, { code: 'solved' }, file.solvedAt + MS_A_DAY));
  const ask = (
    of: keyof typeof COMPLAINT_WORK,
    from: Moment | null,
    due: Moment,
    doneAt: Moment | null,
    why: Reason,
  ) => {
    if (from !== null && doneAt === null) all.push(work(file.complaint, of, from, due, why));
  };
  ask('accept', file.openedAt, acceptDue, file.acceptedAt, { code: 'complaint' });
  ask('solve', file.acceptedAt, file.solveDue, file.solvedAt, { code: 'accepted' });
  ask('survey', file.solvedAt, (file.solvedAt ?? 0) + MS_A_DAY, file.surveyedAt, { code: 'solved' });
  if (file.surveyedAt !== null) all.push(step('complaint.survey', file.surveyedAt, { code: 'surveyed' }, null));
  all.sort((a, b) => a.at - b.at);
  const missing = all.filter((it) => !file.done.has(it.key));
  return {
    steps: missing.filter((it) => it.at <= now),
    next: missing.find((it) => it.at > now)?.at ?? null,
    open: file.surveyedAt === null,
  };
}

function step(what: ComplaintStep['what'], at: Moment, why: Reason, due: Moment | null): ComplaintStep {
  return { what, key: what === 'complaint.breach' ? `${what}/${at}` : what, at, why, due, upTo: null };
}

function work(
  complaint: string,
  of: keyof typeof COMPLAINT_WORK,
  at: Moment,
  due: Moment,
  why: Reason,
): ComplaintTaskStep {
  const kind = COMPLAINT_WORK[of];
  return {
    what: 'task.open',
    key: `task/${of}`,
    at,
    why,
    task: `complaint/${complaint}/${of}`,
    kind,
    role: OWNER,
    due,
  };
}
