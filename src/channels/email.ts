import nodemailer, { type NodemailerError } from 'nodemailer';
import { z } from 'zod';
import type { Bounces } from './bounces.js';
import {
  CANCELLED,
  type Channel,
  type Failure,
  type Found,
  NEVER_CONNECTED,
  OUR_FAULT_RETRY_MS,
  type Outcome,
  type Outgoing,
} from './channel.js';
import type { Links } from './links.js';

export interface EmailSettings {
  /** smtp://user:password@host:587 or smtps://… */
  smtpUrl: string;
  /** Our address, with or without a name: `客服 <service@bank.example>`. */
  from: string;
  /** The right-hand side of our Message-IDs. */
  domain: string;
  /** A mailbox that can be asked by Message-ID; the embedded one can, an ordinary mail server cannot. */
  lookupUrl?: string | undefined;
  /** A page of ours that stops mails; it gets the notice's id, and must take a POST (RFC 8058). */
  unsubscribeUrl?: string | undefined;
  /** Otherwise our own signed link does it. */
  links?: Links | undefined;
  /** Otherwise what cannot be delivered comes back to `from`, and nobody here learns of it. */
  bounces?: Bounces | undefined;
  dkim?: { domainName: string; keySelector: string; privateKey: string } | undefined;
  /** How long any one step of the conversation may take; 10 seconds unless told. */
  timeoutMs?: number | undefined;
}

const TIMEOUT_MS = 10_000;
/** One address. A list such as `a@x,b@y` is no address, so nobody is ever let into another's mail. */
const ADDRESS = z.email().max(254);

export function createEmail(settings: EmailSettings): Channel {
  const timeout = settings.timeoutMs ?? TIMEOUT_MS;
  const transport = nodemailer.createTransport({
    url: settings.smtpUrl,
    pool: true,
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(settings.dkim ? { dkim: settings.dkim } : {}),
  });

  async function send(message: Outgoing, signal?: AbortSignal): Promise<Outcome> {
    if (signal?.aborted) return CANCELLED;
    const id = messageId(message, settings.domain);
    try {
      const sent = await transport.sendMail({
        messageId: id,
        from: settings.from,
        to: { name: '', address: message.to },
        ...(settings.bounces ? comesBackTo(settings.bounces, message) : {}),
        subject: message.subject,
        text: message.text,
        ...(message.paper ? paperOf(message.paper) : {}),
        headers: {
          'Content-Language': message.language,
          // Keeps out-of-office replies away (RFC 3834).
          'Auto-Submitted': 'auto-generated',
          // Staff do not unsubscribe from their work.
          ...(message.paper ? {} : unsubscribeHeaders(settings, message)),
        },
      });
      // A mail whose receiver is refused does not always throw.
      const refused = sent.rejectedErrors?.[0];
      if (refused) return outcomeOf(refused);
      return { status: 'sent', providerId: id };
    } catch (error) {
      return outcomeOf(error as NodemailerError);
    }
  }

  /** A mail server cannot be asked what it took. Only a mailbox that answers by Message-ID can tell. */
  async function find(message: Outgoing): Promise<Found> {
    if (!settings.lookupUrl) return { status: 'unknowable' };
    const id = messageId(message, settings.domain);
    const mails = await mailsIn(settings.lookupUrl, id, timeout);
    return mails.length > 0 ? { status: 'sent', providerId: id } : { status: 'absent' };
  }

  return {
    name: 'email',
    carries: (address) => ADDRESS.safeParse(address).success,
    send,
    find,
    close: async () => transport.close(),
  };
}

const paperOf = ({ html, attachments }: NonNullable<Outgoing['paper']>) => ({
  ...(html === undefined ? {} : { html }),
  attachments: attachments.map(({ name, type, bytes }) => ({
    filename: name,
    contentType: type,
    content: Buffer.from(bytes),
  })),
});

/** The same notice always has the same Message-ID, so a mail sent twice is known for one by whoever gets it. */
function messageId(message: Outgoing, domain: string): string {
  return `<${encodeURIComponent(message.noticeId)}@${domain}>`;
}

/** A mail server that cannot deliver it says so to an address of this notice, without its words where it can leave them out. */
const comesBackTo = (bounces: Bounces, { noticeId, to }: Outgoing) => ({
  envelope: { from: bounces.addressOf(noticeId), to: { name: '', address: to } },
  dsn: { return: 'headers' },
});

function unsubscribeHeaders({ unsubscribeUrl, links }: EmailSettings, message: Outgoing): Record<string, string> {
  const link = unsubscribeUrl
    ? withNotice(unsubscribeUrl, message.noticeId)
    : links?.unsubscribe(message.noticeId, message.since.getTime());
  if (!link) return {};
  return { 'List-Unsubscribe': `<${link}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };
}

function withNotice(url: string, noticeId: string): string {
  const link = new URL(url);
  link.searchParams.set('notice', noticeId);
  return link.href;
}

/** @throws an Error without personal data when the mailbox does not answer. */
async function mailsIn(lookupUrl: string, id: string, timeoutMs: number): Promise<unknown[]> {
  const url = new URL(`${lookupUrl.replace(/\/$/, '')}/api/mails`);
  url.searchParams.set('messageId', id);
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) }).catch(() => undefined);
  if (!response?.ok) throw new Error(`the mailbox could not be asked: ${response?.status ?? 'no answer'}`);
  const answer = z.array(z.unknown()).safeParse(await response.json().catch(() => undefined));
  if (!answer.success) throw new Error('the mailbox could not be asked: unreadable answer');
  return answer.data;
}

/** Steps that come before any mail is handed over. */
const BEFORE_THE_MAIL: ReadonlySet<string> = new Set([
  'EDNS',
  'ETLS',
  'EREQUIRETLS',
  'EPROXY',
  'EAUTH',
  'ENOAUTH',
  'EOAUTH2',
  'ECONFIG',
]);
const BEFORE_THE_GREETING: ReadonlySet<string> = new Set(['CONNECT_TIMEOUT', 'GREETING_TIMEOUT', 'UPGRADE_TIMEOUT']);

/** What an error of nodemailer means for the mail. Words are our own: a server's replies quote the address. */
function outcomeOf(error: NodemailerError): Failure {
  const reply = error.responseCode ?? 0;
  // The server said no, at whatever step: it has not taken the mail.
  if (reply >= 400) {
    const code = `smtp-${reply}`;
    if (!error.permanent) return { status: 'not-sent', code, reason: 'the mail server cannot take it now' };
    return aboutTheReceiver(error)
      ? { status: 'refused', code, reason: 'the mail server refused the receiver or the mail' }
      : { status: 'not-sent', code, reason: 'the mail server refuses us', retryAfterMs: OUR_FAULT_RETRY_MS };
  }

  const code = error.code ?? 'smtp-unreadable';
  if (code === 'EENVELOPE' || code === 'EMESSAGE') {
    // nodemailer itself found the address unusable, or the mail larger than the server takes.
    return { status: 'refused', code, reason: 'the mail cannot be sent to this address' };
  }
  if (BEFORE_THE_MAIL.has(code)) return { status: 'not-sent', code, reason: 'no session with the mail server' };
  if (neverConnected(error)) return { status: 'not-sent', code, reason: 'the mail server cannot be reached' };
  return { status: 'unknown', code, reason: 'the connection broke while the mail was on its way' };
}

/** Refusals of the login, the greeting or the sender are about us, and must not cost the borrower's address its name. */
function aboutTheReceiver(error: NodemailerError): boolean {
  const about = error.code === 'EENVELOPE' || error.code === 'EMESSAGE';
  return about && (error.command === 'RCPT TO' || error.command === 'DATA');
}

function neverConnected(error: NodemailerError): boolean {
  if (error.timeoutType && BEFORE_THE_GREETING.has(error.timeoutType)) return true;
  if (error.originalCode && NEVER_CONNECTED.has(error.originalCode)) return true;
  // The pool, which tries again only while not a byte of a mail was handed over, gave up. An error of the connection
  // itself always names the command it was at.
  return error.code === 'ECONNECTION' && error.command === undefined;
}
