import { addDays, type Day, dayOf, type Moment, momentAt } from './dates.js';
import type { Purpose, TaskOpenStep } from './steps.js';

/** A message that could not be delivered for good becomes a call by the account manager, due the next day. */
export function fallbackTask(
  notice: {
    loan: string;
    entry: string;
    channel: string;
    template: string;
    at: Moment;
    rule: string;
    dpd: number;
    stage: string;
    purpose: Purpose;
  },
  because: string,
  /** The delinquency that the loan is in: what was to collect for it ends with it. */
  delinquency: Day | null,
): TaskOpenStep {
  const key = `${notice.entry}/undelivered`;
  return {
    what: 'task.open',
    key,
    at: notice.at,
    rule: notice.rule,
    why: `${notice.template} by ${notice.channel}: ${because}`,
    dpd: notice.dpd,
    stage: notice.stage,
    task: `${notice.loan}/${key}`,
    kind: 'call',
    role: 'account-manager',
    due: momentAt(addDays(dayOf(notice.at), 1), '18:00'),
    delinquency: notice.purpose === 'collection' ? delinquency : null,
  };
}

/** The words of a template were blocked on the way: a person looks at them before more are, by the end of the next day. */
export function contentReview(
  notice: { loan: string; channel: string; template: string; rule: string; dpd: number; stage: string },
  code: string,
  now: Moment,
): TaskOpenStep {
  const key = `content-review/${notice.channel}/${notice.template}/${dayOf(now)}`;
  return {
    what: 'task.open',
    key,
    at: now,
    rule: notice.rule,
    why: `${notice.template} by ${notice.channel} was blocked for its content, ${code}`,
    dpd: notice.dpd,
    stage: notice.stage,
    task: `${notice.loan}/${key}`,
    kind: 'content-review',
    role: 'department-head',
    due: momentAt(addDays(dayOf(now), 1), '18:00'),
    // It is about the words, not about this loan.
    delinquency: null,
  };
}
