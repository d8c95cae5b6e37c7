import nodemailer from 'nodemailer';

/**
 * Says to the sender of a mail's envelope that there is no such mailbox, as mail servers do (RFC 3464): to the mail server
 * on that port of this machine, once. Where nobody listens nobody learns of it.
 */
export async function bounce({ from, to }: { from: string; to: string }, port: number): Promise<void> {
  const transport = nodemailer.createTransport({ host: '127.0.0.1', port });
  // With the empty sender, so that a bounce never causes another bounce.
  await transport.sendMail({ envelope: { from: false, to: from }, raw: notification(from, to) }).catch(() => undefined);
  transport.close();
}

const notification = (sender: string, receiver: string) =>
  [
    'From: Mail Delivery System <mailer-daemon@mailbox.example>',
    `To: ${sender}`,
    'Subject: Undelivered Mail Returned to Sender',
    `Date: ${new Date().toUTCString()}`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="part"',
    '',
    '--part',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'The mail could not be delivered: there is no such mailbox.',
    '--part',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mailbox.example',
    '',
    `Final-Recipient: rfc822; ${receiver}`,
    'Action: failed',
    'Status: 5.1.1',
    'Diagnostic-Code: smtp; 550 5.1.1 No such mailbox',
    '',
    '--part--',
    '',
  ].join('\r\n');
