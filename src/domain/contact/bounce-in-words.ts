import { NO_SUCH_MAILBOX } from './bounce.js';
import type { DeliveryReport } from './delivery.js';

/** A mail from the null sender that came to the address of one of our mails, and is no delivery status notification. */
export interface ReturnedMail {
  /** `Mailer-Daemon@mx.example`; '' when there is none. */
  from: string;
  subject: string;
  /** The fields of RFC 3834 and their older kin: Auto-Submitted, X-Autoreply …; '' when there is none. */
  autoSubmitted: string;
  otherAutoReply: boolean;
  /** X-Failed-Recipients, of Exim and those that learnt it from there; '' when there is none. */
  failedRecipients: string;
  text: string;
}

/** What a mail server says in words of its own, and of whom; null: nobody is named. */
export type WordsOfBounce = DeliveryReport & { receiver: string | null };

const DAEMON = /^(mailer-daemon|postmaster|mail-daemon|mdaemon|mail-delivery-system)(@|$)/i;
/** QSBMF (cr.yp.to/proto/qsbmf.txt): of qmail and its kin. */
const QMAIL = /^\s*Hi\. This is the\b/;
/** It waits, or it has arrived. */
const NO_FAILURE =
  /^(delivered|relayed|read|opened|success(ful)?)\b|^已(读|送达)|送达回执|\b(delayed|delay|warning|still trying|will be retried|not yet|temporar)|延迟|暂未|稍后/i;
const AWAY =
  /\b(out of( the)? office|automatic reply|auto(matic)?[- ]?(reply|response)|vacation|on leave|away from)\b|自动(回复|答复)|自动应答|外出|出差|休假|假期|不在办公室/i;
/** Below it stands our own mail. */
const COPY = /^(-{2,}.*\b(copy|original|returned) (of|message)\b.*|-+ ?(Original message|原始邮件|原邮件).*)$/im;

/**
 * A mail that came back though no program's words say so: from a mail server, or at least from nobody and no automatic
 * answer of a person (RFC 3834). Null: it tells of no end. A mailbox that is named as not being there is of no use any more.
 */
export function bounceInWords(mail: ReturnedMail): WordsOfBounce | null {
  const server = mail.failedRecipients !== '' || QMAIL.test(mail.text) || DAEMON.test(mail.from);
  const answer = /^auto-/i.test(mail.autoSubmitted) || mail.otherAutoReply || AWAY.test(mail.subject);
  const saysNothing = mail.from === '' && mail.subject === '';
  if (saysNothing || (!server && answer) || NO_FAILURE.test(mail.subject)) return null;
  const said = mail.text.split(COPY)[0] ?? '';
  const code = /(?<![\d.])([45]\.[0-7]\.\d{1,3})(?![\d.]*\d)/.exec(said)?.[1] ?? 'not-said';
  const named = /^\s*(<[^<>\s]+@[^<>\s]+>):/m.exec(said)?.[1];
  const receiver = addressIn(mail.failedRecipients) ?? addressIn(named ?? said);
  return {
    status: 'undelivered',
    code: `smtp-${code}`,
    follows: NO_SUCH_MAILBOX.has(code) && receiver !== null ? 'gone' : 'call',
    receiver,
  };
}

/** The one address in it; null: none, or several. */
function addressIn(text: string): string | null {
  const found = new Set(text.match(/[\w.!#$%&*+/=?^`{|}~-]+@[\w.-]+\w/g));
  return found.size === 1 ? [...found][0]! : null;
}
