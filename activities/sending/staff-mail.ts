import { cancellationSignal } from '@temporalio/activity';
import type { Channel, Outgoing } from '../../src/channels/index.js';
import { sayAloud } from './aloud.js';

/** A mail to one of the staff, as the database knows it. */
export interface StaffMail {
  /** What the mail server knows it by. */
  messageId: string;
  /** `sending`: an earlier try has no outcome. */
  status: 'waiting' | 'sending';
  /** By the real clock; null: not tried yet. */
  firstAttemptAt: number | null;
}

/** What becomes of it. `waiting`: surely not sent, it may go again. An outcome that is not known stays `sending`: the next try asks. */
export interface StaffMailBook {
  sending(): Promise<void>;
  settle(status: 'sent' | 'failed' | 'unknown' | 'waiting', reason: string | null): Promise<void>;
  /** There is no such mailbox. */
  gone(code: string): Promise<void>;
}

/** One step is a look-up, a mail with papers and two statements; a mail with papers may take five minutes (message/bounded.ts). */
export const MAIL_PATIENCE_MS = 8 * 60_000;

/** Sends it once: what an earlier try left without an outcome is asked first, what cannot be known is not sent blindly. */
export async function mailOnce(
  mail: Channel,
  { messageId, status, firstAttemptAt }: StaffMail,
  message: Omit<Outgoing, 'noticeId' | 'since'>,
  book: StaffMailBook,
): Promise<void> {
  const mailed = { ...message, noticeId: messageId, since: new Date(firstAttemptAt ?? Date.now()) };
  if (status === 'sending') {
    const found = await mail.find(mailed, new Set()).catch(() => null);
    if (found === null) return;
    if (found.status === 'sent') return book.settle('sent', null);
    if (found.status === 'unknowable') return book.settle('unknown', 'outcome cannot be known');
  }
  if (!mail.carries(mailed.to)) return book.settle('failed', 'not a mail address');
  await book.sending();
  const outcome = await mail.send(mailed, cancellationSignal());
  sayAloud(mail, [outcome]);
  if (outcome.status === 'sent') await book.settle('sent', null);
  else if (outcome.status === 'refused') {
    if (outcome.gone) await book.gone(outcome.code);
    await book.settle('failed', outcome.code);
  } else if (outcome.status === 'not-sent') await book.settle('waiting', outcome.code);
}
