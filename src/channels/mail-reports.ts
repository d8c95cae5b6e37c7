/** What a mail that comes back says of the one that was sent. */
import { simpleParser } from 'mailparser';
import { bounceReport } from '../domain/bounce.js';
import type { DeliveryReport } from '../domain/delivery.js';

/**
 * Null: nothing to note, since it is no delivery status notification (an answer, an out-of-office reply) or tells of no end.
 * `unreadable`: it claims to be one, and cannot be read. Nothing of the mail but a code is passed on.
 */
export async function mailReport(raw: Buffer): Promise<DeliveryReport | null | 'unreadable'> {
  const mail = await simpleParser(raw, {
    // Otherwise it is taken for text.
    keepDeliveryStatus: true,
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipImageLinks: true,
  }).catch(() => null);
  if (mail === null) return 'unreadable';
  // Only a mail that is a report itself: an answer may have one attached.
  if (!/^multipart\/report\b/i.test(typeOf(mail.headers.get('content-type')))) return null;
  const status = mail.attachments.find((it) => /^message\/(global-)?delivery-status$/i.test(it.contentType));
  return status ? bounceReport(status.content.toString('utf8')) : null;
}

const typeOf = (header: unknown): string => (header as { value?: string } | undefined)?.value ?? '';
