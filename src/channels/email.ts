import nodemailer, { type NodemailerError } from 'nodemailer';
import { z } from 'zod';
import { aboutWhom, enhancedCode } from '../domain/contact/smtp-reply.js';
import { mailAddressFault } from '../domain/person/mail-address.js';
import type { Bounces } from './bounces.js';
import { mailHtml } from './mail-html.js';
import {
  CANCELLED,
  type Channel,
  type Failure,
  type Found,
  NEVER_CONNECTED,
  OUR_FAULT_RETRY_MS,
  type Outcome,
  type Outgoing,
} from './message/channel.js';
import type { Links } from './message/links.js';

export interface EmailSettings {
  /**
   * smtps://user:password@host, or smtp://… whose server must offer STARTTLS: no login and no mail goes in the clear, unless
   * the address ends in `?ignoreTLS=true`.
   */
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

export function createEmail(settings: EmailSettings): Channel {
  const timeout = settings.timeoutMs ?? TIMEOUT_MS;
  const transport = nodemailer.createTransport({
    ...connectionOf(settings),
    pool: true,
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
        html: message.paper?.html ?? mailHtml(message),
        ...(message.paper ? { attachments: attachmentsOf(message.paper) } : {}),
        headers: {
          'Content-Language': message.language,
          // Keeps out-of-office replies away (RFC 3834).
          'Auto-Submitted': 'auto-generated',
          // Staff do not unsubscribe from their work.
          ...(message.paper ? {} : unsubscribeHeaders(settings, message)),
        },
      });
      // nodemailer does not always throw when the receiver is refused.
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
    // A list such as `a@x,b@y` is refused here, so that nobody ever gets another person's mail.
    carries: (address) => mailAddressFault(address) === null,
    send,
    find,
    close: async () => transport.close(),
  };
}

function connectionOf({ smtpUrl, timeoutMs = TIMEOUT_MS }: Pick<EmailSettings, 'smtpUrl' | 'timeoutMs'>) {
  return {
    url: smtpUrl,
    ...tlsOf(smtpUrl),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** Logs in and sends nothing. @throws an Error in our own words that says what is wrong */
export async function verifySmtp(settings: Pick<EmailSettings, 'smtpUrl' | 'timeoutMs'>): Promise<void> {
  const transport = nodemailer.createTransport(connectionOf(settings));
  try {
    await transport.verify();
  } catch (error) {
    const { code, reason } = outcomeOf(error as NodemailerError);
    const why = (error as NodemailerError).code === 'EAUTH' ? 'the mail server refuses our login' : reason;
    throw new Error(`${why} (${code}): correct SMTP_URL`);
  } finally {
    transport.close();
  }
}

/** nodemailer would go on without TLS where the server offers none, as whoever stands in between can make it seem. */
function tlsOf(smtpUrl: string): { requireTLS?: true } {
  return new URL(smtpUrl).protocol === 'smtp:' && !mayGoInTheClear(smtpUrl) ? { requireTLS: true } : {};
}

/** Whether the address asks for plain text (`?ignoreTLS=true`). */
export function mayGoInTheClear(smtpUrl: string): boolean {
  const { searchParams } = new URL(smtpUrl);
  const said = (name: string) => searchParams.get(name);
  return (
    (said('ignoreTLS') ?? 'false') !== 'false' || said('requireTLS') === 'false' || said('opportunisticTLS') === 'true'
  );
}

const attachmentsOf = ({ attachments }: NonNullable<Outgoing['paper']>) =>
  attachments.map(({ name, type, bytes }) => ({ filename: name, contentType: type, content: Buffer.from(bytes) }));

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
  'EREQUIRETLS',
  'EPROXY',
  'EAUTH',
  'ENOAUTH',
  'EOAUTH2',
  'ECONFIG',
]);
/** What OpenSSL says in the handshake, before a word of the mail: mostly of a certificate that it does not trust. */
const NOT_TRUSTED: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REVOKED',
  'CERT_UNTRUSTED',
  'CERT_REJECTED',
  'CERT_SIGNATURE_FAILURE',
  'CERT_CHAIN_TOO_LONG',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'HOSTNAME_MISMATCH',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  // What answers is no TLS, or none that we speak.
  'EPROTO',
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_UNSUPPORTED_PROTOCOL',
  'ERR_SSL_NO_PROTOCOLS_AVAILABLE',
  'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
  'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
]);
const BEFORE_THE_GREETING: ReadonlySet<string> = new Set(['CONNECT_TIMEOUT', 'GREETING_TIMEOUT', 'UPGRADE_TIMEOUT']);

/** What an error of nodemailer means for the mail. Words are our own: a server's replies quote the address. */
function outcomeOf(error: NodemailerError): Failure {
  if (error.code === 'ETLS') {
    const reason = 'no TLS with the mail server';
    return { status: 'not-sent', code: 'ETLS', reason, retryAfterMs: OUR_FAULT_RETRY_MS };
  }
  const reply = error.responseCode ?? 0;
  // The server said no, at whatever step: it has not taken the mail.
  if (reply >= 400) {
    const text = error.response ?? '';
    const code = `smtp-${enhancedCode(text) ?? reply}`;
    if (!error.permanent) return { status: 'not-sent', code, reason: 'the mail server cannot take it now' };
    const about = aboutWhom({ reply, text, saidTo: saidTo(error) });
    if (about === 'us')
      return { status: 'not-sent', code, reason: 'the mail server refuses us', retryAfterMs: OUR_FAULT_RETRY_MS };
    const reason = 'the mail server refused the receiver or the mail';
    return { status: 'refused', code, reason, ...(about === 'mailbox' ? { gone: true } : {}) };
  }

  const code = error.code ?? 'smtp-unreadable';
  if (code === 'EENVELOPE' || code === 'EMESSAGE') {
    // nodemailer itself found the address unusable, or the mail larger than the server takes.
    return { status: 'refused', code, reason: 'the mail cannot be sent to this address' };
  }
  if (BEFORE_THE_MAIL.has(code)) return { status: 'not-sent', code, reason: 'no session with the mail server' };
  if (error.originalCode && NOT_TRUSTED.has(error.originalCode)) {
    const reason = 'the mail server is not trusted: its certificate, or its TLS';
    return { status: 'not-sent', code: error.originalCode, reason, retryAfterMs: OUR_FAULT_RETRY_MS };
  }
  if (neverConnected(error)) return { status: 'not-sent', code, reason: 'the mail server cannot be reached' };
  return { status: 'unknown', code, reason: 'the connection broke while the mail was on its way' };
}

function saidTo({ code, command }: NodemailerError): 'receiver' | 'mail' | 'us' {
  if (code !== 'EENVELOPE' && code !== 'EMESSAGE') return 'us';
  return command === 'RCPT TO' ? 'receiver' : command === 'DATA' ? 'mail' : 'us';
}

function neverConnected(error: NodemailerError): boolean {
  if (error.timeoutType && BEFORE_THE_GREETING.has(error.timeoutType)) return true;
  if (error.originalCode && NEVER_CONNECTED.has(error.originalCode)) return true;
  // The pool gave up, which tries again only as long as no byte of the mail was handed over. An error of the connection
  // itself always names the command it was at.
  return error.code === 'ECONNECTION' && error.command === undefined;
}
