import type { TaskSpec } from '../plan/plan.js';
import { type Calendar, dueAfter } from '../time/calendar.js';
import type { Moment } from '../time/dates.js';
import type { LoanFile } from './loan-file.js';
import type { Entry, TaskOpenStep } from './steps.js';

/** What a task asks for, of whom and until when; the same for every task, whatever opens it. */
export type Work = Pick<
  TaskOpenStep,
  'task' | 'kind' | 'about' | 'role' | 'due' | 'title' | 'form' | 'another' | 'sets' | 'onHoliday'
>;

/** `due` left out: at the close of business, `dueDays` after it is opened, moved by the lender's working days. */
export function workOf(
  calendar: Calendar,
  task: string,
  at: Moment,
  spec: TaskSpec,
  due = dueAfter(calendar, at, spec.dueDays, spec.onHoliday),
): Work {
  const { kind, role, title, form, another, sets, onHoliday } = spec;
  return {
    task,
    kind,
    role,
    due,
    ...(title === undefined ? {} : { title }),
    ...(form === undefined ? {} : { form: [...form] }),
    ...(another ? { another } : {}),
    ...(sets === undefined ? {} : { sets }),
    ...(onHoliday === undefined ? {} : { onHoliday }),
  };
}

/**
 * Opens a piece of work on a loan. `delinquency`: that with which it ends; left out: with none. `task` left out: its id is the
 * loan's with the key of the diary. `of` left out: it belongs to no warning and no case.
 */
export const openTask = (
  { loan, calendar }: Pick<LoanFile, 'loan' | 'calendar'>,
  entry: Entry,
  spec: TaskSpec,
  {
    task = `${loan}/${entry.key}`,
    due,
    delinquency = null,
    of,
    about,
  }: Partial<Pick<TaskOpenStep, 'task' | 'of' | 'about' | 'delinquency'>> & { due?: Moment | undefined } = {},
): TaskOpenStep => ({
  ...{ ...entry, what: 'task.open', ...workOf(calendar, task, entry.at, spec, due), delinquency },
  ...(of === undefined ? {} : { of }),
  ...(about === undefined ? {} : { about }),
});
