import type { Purpose, TaskOpenStep } from '../loan/steps.js';
import { type Day, dayOf, dueAfter, type Moment } from '../time/dates.js';

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
    due: dueAfter(notice.at, 1),
    delinquency: notice.purpose === 'collection' ? delinquency : null,
  };
}

/** A message on all of its channels: the entry of a notice ends with the channel. */
export const messageOf = (entry: string): string => entry.slice(0, entry.lastIndexOf('/'));

/** What can still be said of a notice: it reached somebody, or may yet. */
export const MAY_REACH = ['reserved', 'sending', 'sent', 'unknown'] as const;

/**
 * A message that was tried, and that no provider took while it was of use, becomes a call too: one for all of its channels,
 * and none when another channel reached the borrower or still may.
 */
export function unreachedTask(notice: Parameters<typeof fallbackTask>[0], delinquency: Day | null): TaskOpenStep {
  const key = `${messageOf(notice.entry)}/unreached`;
  const call = fallbackTask(notice, '', delinquency);
  // It names no channel: which of several was the last to give up is chance.
  return { ...call, key, task: `${notice.loan}/${key}`, why: `${notice.template}: not sent while it was of use` };
}

const UNSAID = '/unsaid';
export const isUnsaid = (task: string): boolean => task.endsWith(UNSAID);

/** More messages fell due than a cap allows: what is left is said in one call, for all of a person's loans while it is open. */
export function unsaidTask(notice: Parameters<typeof fallbackTask>[0], delinquency: Day | null): TaskOpenStep {
  const key = `${messageOf(notice.entry)}${UNSAID}`;
  const why = `${notice.template}: more than may be sent; all that is overdue of the borrower is told in one call`;
  return { ...fallbackTask(notice, '', delinquency), key, task: `${notice.loan}/${key}`, why };
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
    due: dueAfter(now, 1),
    // It is about the words, not about this loan.
    delinquency: null,
  };
}
