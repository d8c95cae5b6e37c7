/** The mail servers of other people: one that takes our mail byte by byte, and what one says that could not deliver it. */
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

interface Received {
  /** The envelope. */
  from: string;
  to: string[];
  /** What the sender wants back should it not be delivered: HDRS, FULL; null: it has not said. */
  wantsBack: string | null;
  raw: Buffer;
}

/** `refuses`: what it says of every receiver. */
export async function startMailHouse(refuses?: string) {
  const mails: Received[] = [];
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    hideDSN: false,
    onRcptTo: (_address, _session, done) => {
      const [code, ...words] = refuses?.split(' ') ?? [];
      done(code ? Object.assign(new Error(words.join(' ')), { responseCode: Number(code) }) : null);
    },
    onData: async (stream, { envelope }, done) => {
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk as Buffer);
      mails.push({
        from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
        to: envelope.rcptTo.map((it) => it.address),
        wantsBack: envelope.dsn?.ret ?? null,
        raw: Buffer.concat(chunks),
      });
      done();
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    port,
    url: `smtp://127.0.0.1:${port}?ignoreTLS=true`,
    mails,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/** The fields about one receiver, as RFC 3464 has them. */
export const failed = (status: string, diagnostic = `smtp; 550 ${status} No`): string[] => [
  'Final-Recipient: rfc822; wang@borrower.example',
  'Action: failed',
  `Status: ${status}`,
  `Diagnostic-Code: ${diagnostic}`,
];

/** A delivery status notification, as Postfix writes it. */
export const notification = (...receivers: string[][]): string =>
  report(
    'message/delivery-status',
    [
      'Reporting-MTA: dns; mx.borrower.example',
      'X-Postfix-Queue-ID: 4B2F1A0C3D',
      'Arrival-Date: Tue, 24 Nov 2026 09:00:00 +0800 (CST)',
      ...receivers.flatMap((fields) => ['', ...fields]),
    ].join('\r\n'),
  );

/** A mail in three parts: words, something for programs, the headers of what is sent back. */
export const report = (
  type: string,
  content: string,
  whole = 'multipart/report; report-type=delivery-status',
): string =>
  [
    'From: MAILER-DAEMON@mx.borrower.example (Mail Delivery System)',
    'Subject: Undelivered Mail Returned to Sender',
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    `Content-Type: ${whole}; boundary="4B2F1A0C3D/mx"`,
    '',
    '--4B2F1A0C3D/mx',
    'Content-Description: Notification',
    'Content-Type: text/plain; charset=utf-8',
    '',
    '<wang@borrower.example>: your message could not be delivered. Wang Xiaoming, 13800000001',
    '',
    '--4B2F1A0C3D/mx',
    `Content-Type: ${type}`,
    '',
    content,
    '',
    '--4B2F1A0C3D/mx',
    'Content-Type: text/rfc822-headers',
    '',
    'To: wang@borrower.example',
    'Subject: =?UTF-8?B?6L+Y5qy+5o+Q6YaS?=',
    '',
    '--4B2F1A0C3D/mx--',
    '',
  ].join('\r\n');
