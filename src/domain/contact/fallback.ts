import { callInstead } from '../loan/call-instead.js';
import type { LoanFile } from '../loan/loan-file.js';
import { openTask } from '../loan/open-task.js';
import type { NoticeStep, TaskOpenStep } from '../loan/steps.js';
import type { Reason } from '../reason/reason.js';
import { dayOf, type Moment } from '../time/dates.js';

/** A notice with its line of the diary. */
type Unsent = Pick<NoticeStep, 'at' | 'rule' | 'dpd' | 'stage' | 'purpose' | 'channel' | 'template' | 'about'> & {
  loan: string;
  entry: string;
};

/**
 * Why a message did not reach the borrower. `undelivered`: the address or the provider refused it; `unreached`: the provider was down
 * as long as it was of use; `unsaid`: a cap held it back as long as it was of use.
 */
export type Vain = { how: 'undelivered'; because: Reason } | { how: 'unreached' | 'unsaid' };

/** A message on all of its channels: the entry of a notice ends with the channel, and with the number of the try. */
export const messageOf = (entry: string): string => entry.replace(/\/again[-/]\d+$/, '').replace(/\/[^/]*$/, '');

/** The states of a notice that reached somebody, or may still. */
export const MAY_REACH = ['reserved', 'sending', 'sent', 'unknown'] as const;

/**
 * A message that none of its channels brought to the borrower becomes a call by the account manager: one for all of its channels.
 * What was to collect ends with the delinquency that it was for.
 */
export function fallbackTask(
  notice: Unsent,
  vain: Vain,
  /** On how many channels it was to go. */
  channels: number,
  file: LoanFile,
): TaskOpenStep {
  const { at, rule, dpd, stage, purpose, about } = notice;
  const { why, key } = calledFor(notice, vain, channels);
  const delinquency = purpose === 'collection' ? file.state.delinquency : null;
  const call = openTask(file, { key, at, rule, why, dpd, stage }, callInstead(file, about, at), { delinquency });
  return { ...call, ofPerson: true };
}

/** Why the call is made, and its key. With several channels it names none, since it is chance which of them gave up last. */
function calledFor({ template, channel, entry }: Unsent, vain: Vain, channels: number): { why: Reason; key: string } {
  const key = `${messageOf(entry)}/${vain.how}`;
  if (vain.how !== 'undelivered')
    return { key, why: { code: vain.how === 'unsaid' ? 'too-many' : 'too-late', template } };
  if (channels > 1) return { key, why: { code: 'no-channel-reached', template } };
  const { how, because } = vain;
  return { key: `${entry}/${how}`, why: { code: 'not-reached', template, channel, because } };
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
  // It does not end with the delinquency, since it is about the words and not about this loan.
  return openTask(
    file,
    { key, at: now, rule, why, dpd, stage },
    { kind: 'content-review', role: 'department-head', dueDays: 1 },
    { about },
  );
}
