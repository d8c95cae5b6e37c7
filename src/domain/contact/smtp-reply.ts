import { NO_SUCH_MAILBOX } from './bounce.js';

/** A mail server's no, for good (5yz). */
export interface Refusal {
  /** `550`. */
  reply: number;
  /** Its words, `550 5.1.1 User unknown`. */
  text: string;
  /** What it was said to: the receiver, the mail itself, or anything before (greeting, login, sender). */
  saidTo: 'receiver' | 'mail' | 'us';
}

/** `mailbox`: no mail will ever reach it; `receiver`, `message`: this mail will not; `us`: another sender, or we tomorrow, might. */
export type About = 'mailbox' | 'receiver' | 'message' | 'us';

/** `5.1.1` of RFC 3463, as RFC 2034 puts it after the reply; null: not said. */
export const enhancedCode = (text: string): string | null =>
  /^[45]\d\d[ -]([45]\.\d{1,3}\.\d{1,3})\b/.exec(text)?.[1] ?? null;

/**
 * What a refusal is about. Our own mail server speaks for us at RCPT TO as well: it may not relay for us, want a login, or
 * have sent enough for today, and that says nothing of the borrower. The enhanced code decides; where there is none, the
 * words; where they tell nothing, the step at which it was said.
 */
export function aboutWhom({ reply, text, saidTo }: Refusal): About {
  const code = enhancedCode(text);
  const step = saidTo === 'receiver' ? 'receiver' : saidTo === 'mail' ? 'message' : 'us';
  if (step === 'us') return 'us';
  if (code === null) return NO_LOGIN.has(reply) || ABOUT_US.test(text) ? 'us' : step;
  if (NO_SUCH_MAILBOX.has(code)) return 'mailbox';
  if (SENDERS.has(code)) return 'us';
  switch (code.split('.')[1]) {
    case '1':
    case '2':
      return 'receiver';
    // The system of the receiver takes no mail; that this one is too large is about the mail.
    case '3':
      return code === '5.3.4' ? 'message' : 'us';
    // No way there (4.1, 4.4, 4.6) is of the receiver's domain; 4.2, 4.3, 4.5, 4.7 are ours or pass.
    case '4':
      return NO_WAY_THERE.has(code) ? 'receiver' : 'us';
    case '5':
      return 'us';
    case '6':
      return 'message';
    // Policy. Of the mail itself only what is said after it, and not when it is our name that is not believed.
    case '7':
      return saidTo === 'mail' && (code === '5.7.0' || code === '5.7.1') ? 'message' : 'us';
    default:
      return step;
  }
}

/** Replies that ask for a login (RFC 4954). */
const NO_LOGIN: ReadonlySet<number> = new Set([530, 534, 535, 538]);
/** The sender's address (1.7, 1.8) is ours. */
const SENDERS: ReadonlySet<string> = new Set(['5.1.7', '5.1.8']);
const NO_WAY_THERE: ReadonlySet<string> = new Set(['5.4.1', '5.4.4', '5.4.6']);
const ABOUT_US =
  /\brelay|authenticat|log ?in\b|(sending|daily|hourly|outgoing) .{0,20}(limit|quota)|(rate|frequency) limit|too many (messages|mails|connections)|sender\b.{0,30}\b(reject|denied|refused|not allowed)|STARTTLS|\bSPF\b|DKIM|DMARC|block ?list|blacklist|频率|发信|认证/i;
