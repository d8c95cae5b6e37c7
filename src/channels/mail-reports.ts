/** What a mail that comes back says of the one that was sent. */
import { simpleParser } from 'mailparser';
import { bounceReport } from '../domain/contact/bounce.js';
import { bounceInWords, type WordsOfBounce } from '../domain/contact/bounce-in-words.js';
import type { DeliveryReport } from '../domain/contact/delivery.js';

/**
 * Null: nothing to note, since it is an answer or an out-of-office reply, or tells of no end. `unreadable`: it claims to be a
 * delivery status notification (RFC 3464), and cannot be read. `fromNobody`: the sender of its envelope is the null one, as
 * mail servers have it; only such a mail is believed in words (`receiver`: of whom they are, null: not said).
 */
export async function mailReport(
  raw: Buffer,
  fromNobody: boolean,
): Promise<DeliveryReport | WordsOfBounce | null | 'unreadable'> {
  const mail = await simpleParser(raw, {
    // Otherwise it is taken for text.
    keepDeliveryStatus: true,
    skipTextToHtml: true,
    skipImageLinks: true,
  }).catch(() => null);
  if (mail === null) return 'unreadable';
  // Only a mail that is a report itself: an answer may have one attached.
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
