/** What a mail that comes back says of the one that was sent. */
import { simpleParser } from 'mailparser';
import { bounceReport } from '../domain/contact/bounce.js';
import { bounceInWords, type WordsOfBounce } from '../domain/contact/bounce-in-words.js';
import type { DeliveryReport } from '../domain/contact/delivery.js';

/**
 * Null: nothing to note, since it is a person's answer, an out-of-office reply, or a mere delay. `unreadable`: it claims to be a
 * delivery status notification (RFC 3464), and is none. `fromNobody`: its envelope has the null sender, as mail servers use it; only
 * then is a bounce in free words believed (`receiver`: the address that it names, null: none).
 */
export async function mailReport(
  raw: Buffer,
  fromNobody: boolean,
): Promise<DeliveryReport | WordsOfBounce | null | 'unreadable'> {
  const mail = await simpleParser(raw, {
    // Otherwise the parser takes the report for text.
    keepDeliveryStatus: true,
    skipTextToHtml: true,
    skipImageLinks: true,
  }).catch(() => null);
  if (mail === null) return 'unreadable';
  // Only a mail that itself is a report: a person's answer may have one attached.
  if (/^multipart\/report\b/i.test(typeOf(mail.headers.get('content-type')))) {
    const status = mail.attachments.find((it) => /^message\/(global-)?delivery-status$/i.test(it.contentType));
    return status ? bounceReport(status.content.toString('utf8')) : null;
  }
  if (!fromNobody) return null;
  const header = (name: string) => String(mail.headers.get(name) ?? '').trim();
  return bounceInWords({
    from: mail.from?.value[0]?.address ?? '',
    subject: mail.subject ?? '',
    autoSubmitted: header('auto-submitted'),
    otherAutoReply:
      ['x-autoreply', 'x-autorespond', 'x-auto-response-suppress'].some((name) => mail.headers.has(name)) ||
      /^(auto_reply|bulk|junk)$/i.test(header('precedence')),
    failedRecipients: header('x-failed-recipients'),
    text: mail.text ?? '',
  });
}

const typeOf = (header: unknown): string => (header as { value?: string } | undefined)?.value ?? '';
