import type { LoanFile } from '../loan/loan-file.js';
import { openTask } from '../loan/open-task.js';
import type { NoticeStep, TaskOpenStep } from '../loan/steps.js';
import type { Reason } from '../reason/reason.js';
import { dayOf, type Moment } from '../time/dates.js';

/** A notice with its line of the diary. */
type Unsent = Pick<NoticeStep, 'at' | 'rule' | 'dpd' | 'stage' | 'purpose' | 'channel' | 'template'> & {
  loan: string;
  entry: string;
};

type OfLoan = Pick<LoanFile, 'loan' | 'calendar' | 'state'>;

/** A message that could not be delivered for good becomes a call by the account manager, due the next day. */
export function fallbackTask(
  notice: Unsent,
  because: Reason,
  /** What was to collect for the delinquency that the loan is in ends with it. */
  file: OfLoan,
): TaskOpenStep {
  const { template, channel } = notice;
  const why: Reason = { code: 'not-reached', template, channel, because };
  return callInstead(notice, `${notice.entry}/undelivered`, why, file);
}

/** What was to collect ends with the delinquency that it was for. */
function callInstead({ at, rule, dpd, stage, purpose }: Unsent, key: string, why: Reason, file: OfLoan) {
  const call = { kind: 'call', role: 'account-manager', dueDays: 1 } as const;
  const of = purpose === 'collection' ? file.state.delinquency : null;
  return openTask(file, { key, at, rule, why, dpd, stage }, call, { delinquency: of });
}

/** A message on all of its channels: the entry of a notice ends with the channel. */
export const messageOf = (entry: string): string => entry.slice(0, entry.lastIndexOf('/'));

/** What can still be said of a notice: it reached somebody, or may yet. */
export const MAY_REACH = ['reserved', 'sending', 'sent', 'unknown'] as const;

/**
 * A message that was tried, and that no provider took while it was of use, becomes a call too: one for all of its channels,
 * and none when another channel reached the borrower or still may.
 */
export function unreachedTask(notice: Unsent, file: OfLoan): TaskOpenStep {
  // It names no channel: which of several was the last to give up is chance.
  const why: Reason = { code: 'too-late', template: notice.template };
  return callInstead(notice, `${messageOf(notice.entry)}/unreached`, why, file);
}

const UNSAID = '/unsaid';
export const isUnsaid = (task: string): boolean => task.endsWith(UNSAID);

/** More messages fell due than a cap allows: what is left is said in one call, for all of a person's loans while it is open. */
export function unsaidTask(notice: Unsent, file: OfLoan): TaskOpenStep {
  const why: Reason = { code: 'too-many', template: notice.template };
  return callInstead(notice, `${messageOf(notice.entry)}${UNSAID}`, why, file);
}

/** The words of a template were blocked on the way: a person looks at them before more are, by the end of the next day. */
export function contentReview(
  notice: Pick<Unsent, 'channel' | 'template' | 'rule' | 'dpd' | 'stage'>,
  code: string,
  now: Moment,
  file: Pick<LoanFile, 'loan' | 'calendar'>,
): TaskOpenStep {
  const { channel, template, rule, dpd, stage } = notice;
  const about = `${channel}/${template}`;
  const key = `content-review/${about}/${dayOf(now)}`;
  const why: Reason = { code: 'blocked', template, channel, providerCode: code };
  // It ends with no delinquency: it is about the words, not about this loan.
  return openTask(
    file,
    { key, at: now, rule, why, dpd, stage },
    { kind: 'content-review', role: 'department-head', dueDays: 1 },
    { about },
  );
}
