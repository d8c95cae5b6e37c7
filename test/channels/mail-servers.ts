/** What mail servers say, as they really are, and what it means: tried with a Postfix, and played from its dialogue. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createEmail } from '../../src/channels/email.js';
import type { Outcome } from '../../src/channels/message/channel.js';
import type { Identity } from './dialogue.js';
import { message } from './message.js';

/** The ports of the Postfix: how it is set there stands in test/production/postfix.ts. */
export type Service =
  | 'clear'
  | 'tls'
  | 'login'
  | 'login-in-clear'
  | 'grey'
  | 'stranger'
  | 'stranger-later'
  | 'quota'
  | 'spam'
  | 'small';

interface MailCase {
  service: Service;
  /** The options of SMTP_URL; `tls.ca` is the server's own certificate. */
  with?: 'ignoreTLS=true' | 'trusted' | 'trusted&tls.servername=mail.bank.example';
  login?: string;
  to: string;
  /** One for each try. */
  outcomes: Partial<Outcome>[];
}

const TO = 'wang@borrower.example';
const SENT = { status: 'sent' } as const;
/** Nothing was handed over; it goes when somebody has mended it. */
const OURS = { status: 'not-sent', retryAfterMs: 900_000 } as const;
const REFUSED = { status: 'refused' } as const;

export const MAIL_CASES: Record<string, MailCase> = {
  'in the clear, as is asked for': { service: 'clear', with: 'ignoreTLS=true', to: TO, outcomes: [SENT, SENT] },
  'no TLS is offered': { service: 'clear', to: TO, outcomes: [{ ...OURS, code: 'ETLS' }] },
  'a certificate that is trusted': { service: 'tls', with: 'trusted', to: TO, outcomes: [SENT] },
  'a certificate that nobody signed': {
    service: 'tls',
    to: TO,
    outcomes: [{ ...OURS, code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }],
  },
  'a certificate of another host': {
    service: 'tls',
    with: 'trusted&tls.servername=mail.bank.example',
    to: TO,
    outcomes: [{ ...OURS, code: 'ERR_TLS_CERT_ALTNAME_INVALID' }],
  },
  'a login': { service: 'login', with: 'trusted', login: 'bank:right', to: TO, outcomes: [SENT] },
  'a login that is refused': {
    service: 'login',
    with: 'trusted',
    login: 'bank:wrong',
    to: TO,
    outcomes: [{ ...OURS, code: 'smtp-5.7.8' }],
  },
  'a login that is missing': { service: 'login', with: 'trusted', to: TO, outcomes: [{ ...OURS, code: 'smtp-5.7.1' }] },
  'a login where none is offered in the clear': {
    service: 'login-in-clear',
    login: 'bank:right',
    to: TO,
    outcomes: [{ ...OURS, code: 'ETLS' }],
  },
  'a grey list': {
    service: 'grey',
    with: 'ignoreTLS=true',
    to: TO,
    outcomes: [{ status: 'not-sent', code: 'smtp-4.2.0' }, SENT],
  },
  'it does not relay for us': {
    service: 'stranger',
    with: 'ignoreTLS=true',
    to: TO,
    outcomes: [{ ...OURS, code: 'smtp-5.7.1' }],
  },
  'it does not relay for us yet': {
    service: 'stranger-later',
    with: 'ignoreTLS=true',
    to: TO,
    outcomes: [{ status: 'not-sent', code: 'smtp-4.7.1' }],
  },
  'our quota of the day': {
    service: 'quota',
    with: 'ignoreTLS=true',
    to: TO,
    outcomes: [{ ...OURS, code: 'smtp-5.4.5' }],
  },
  'their mailbox is full now': {
    service: 'clear',
    with: 'ignoreTLS=true',
    to: 'full-now@borrower.example',
    outcomes: [{ status: 'not-sent', code: 'smtp-4.2.2' }],
  },
  'their mailbox is full': {
    service: 'clear',
    with: 'ignoreTLS=true',
    to: 'full@borrower.example',
    outcomes: [{ ...REFUSED, code: 'smtp-5.2.2' }],
  },
  'no such mailbox': {
    service: 'clear',
    with: 'ignoreTLS=true',
    to: 'nobody@local.example',
    outcomes: [{ ...REFUSED, code: 'smtp-5.1.1', gone: true }, REFUSED],
  },
  'words that are not wanted': {
    service: 'spam',
    with: 'ignoreTLS=true',
    to: TO,
    outcomes: [{ ...REFUSED, code: 'smtp-5.7.1' }],
  },
  'a mail that is too large': { service: 'small', with: 'ignoreTLS=true', to: TO, outcomes: [REFUSED] },
};

/** Tries it at `host:port`, over again as often as there are outcomes. */
export async function tryMail(it: MailCase, at: string, { cert }: Identity): Promise<Outcome[]> {
  const options = it.with?.replace('trusted', `tls.ca=${encodeURIComponent(cert)}`);
  const email = createEmail({
    smtpUrl: `smtp://${it.login ? `${it.login}@` : ''}${at}${options ? `?${options}` : ''}`,
    from: 'service@bank.example',
    domain: 'bank.example',
  });
  const outcomes: Outcome[] = [];
  for (const _ of it.outcomes) outcomes.push(await email.send(message({ to: it.to })));
  await email.close();
  return outcomes;
}

export const dialogueFile = (name: string): string =>
  join(fileURLToPath(new URL('./dialogues', import.meta.url)), `${name.replaceAll(/[ ,]+/g, '-')}.txt`);

export const dialogueOf = (name: string): string => readFileSync(dialogueFile(name), 'utf8');
