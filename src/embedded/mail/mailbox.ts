import { randomUUID } from 'node:crypto';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { type AddressObject, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { serve } from '../base/http.js';
import { openJournal } from '../base/journal.js';
import { bounce } from './bounce.js';
import type { Mail, MailMode } from './mail.js';
import { mailRoutes } from './mailbox-web.js';

export interface MailboxOptions {
  dir: string;
  /** Default: free ones. */
  smtpPort?: number;
  webPort?: number;
  /** Where a mail that bounces comes back to; left out: nowhere. */
  bouncePort?: number;
}

export interface Mailbox {
  smtpUrl: string;
  webUrl: string;
  stop(): Promise<void>;
}

/** A mail server on 127.0.0.1 that takes every mail and delivers none, with a page to read them. */
export async function startMailbox({ dir, smtpPort = 0, webPort = 0, bouncePort }: MailboxOptions): Promise<Mailbox> {
  const journal = openJournal<Mail>(join(dir, 'mails.jsonl'));
  const behaviour: { mode: MailMode } = { mode: 'ok' };
  const sockets = new Map<string, Socket>();

  const smtp = new SMTPServer({
    authOptional: true,
    // Its mails are for reading here, so nothing is secret on the way; no certificate to make or trust.
    disabledCommands: ['STARTTLS'],
    onAuth: (auth, _session, done) => done(null, { user: auth.username ?? '' }),
    onConnect: (_session, done) => done(behaviour.mode === 'outage' ? reply(451, 'Try again later') : null),
    onRcptTo: (_address, _session, done) => {
      if (behaviour.mode === 'reject') return done(reply(550, 'No such mailbox'));
      done(behaviour.mode === 'outage' ? reply(451, 'Try again later') : null);
    },
    onData: (stream, session, done) => {
      parse(stream, session).then(
        (mail) => {
          journal.put(mail);
          if (behaviour.mode === 'accept-then-drop') sockets.get(socketKey(session))?.destroy();
          else done(null, `kept as ${mail.id}`);
          if (behaviour.mode === 'bounce' && bouncePort !== undefined)
            for (const to of mail.to) void bounce({ from: mail.from, to }, bouncePort);
        },
        (error: unknown) => done(reply(554, String(error))),
      );
    },
  });
  smtp.on('error', () => undefined);
  smtp.server.on('connection', (socket: Socket) => {
    const key = `${socket.remoteAddress}:${socket.remotePort}`;
    sockets.set(key, socket);
    socket.once('close', () => sockets.delete(key));
  });
  await new Promise<void>((resolve, reject) => {
    smtp.server.once('error', reject);
    smtp.listen(smtpPort, '127.0.0.1', resolve);
  });
  const web = await serve(mailRoutes(journal, behaviour), webPort);

  return {
    smtpUrl: `smtp://127.0.0.1:${(smtp.server.address() as AddressInfo).port}?ignoreTLS=true`,
    webUrl: web.url,
    stop: async () => {
      const closed = new Promise<void>((resolve) => smtp.close(() => resolve()));
      for (const socket of sockets.values()) socket.destroy();
      await Promise.all([closed, web.stop()]);
      journal.close();
    },
  };
}

function reply(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

function socketKey(session: SMTPServerSession): string {
  return `${session.remoteAddress}:${session.remotePort}`;
}

async function parse(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<Mail> {
  const { headerLines, ...mail } = await simpleParser(stream);
  const from = session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address;
  const shown: [string, AddressObject | AddressObject[] | undefined][] = [
    ['From', mail.from],
    ['To', mail.to],
    ['Cc', mail.cc],
    ['Reply-To', mail.replyTo],
  ];
  const decoded = shown.map(([name, value]) => ({
    name,
    value: [value ?? []]
      .flat()
      .map((part) => part.text)
      .join(', '),
  }));
  const others = headerLines
    .filter(({ key }) => !['from', 'to', 'cc', 'reply-to', 'subject'].includes(key))
    .map(({ line }) => ({ name: line.slice(0, line.indexOf(':')), value: line.slice(line.indexOf(':') + 1).trim() }));
  return {
    id: randomUUID(),
    at: new Date().toISOString(),
    from,
    to: session.envelope.rcptTo.map(({ address }) => address),
    messageId: mail.messageId ?? '',
    subject: mail.subject ?? '',
    headers: [...decoded.filter(({ value }) => value !== ''), ...others],
    text: mail.text ?? '',
    html: mail.html || '',
    attachments: mail.attachments.map((file) => ({
      name: file.filename ?? 'attachment',
      type: file.contentType,
      base64: file.content.toString('base64'),
    })),
  };
}
