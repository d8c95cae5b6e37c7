/** What a mail server's behaviour means; the mailbox shows the ordinary ones in email.test.ts. */
import { generateKeyPairSync } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { afterEach, expect, test } from 'vitest';
import { createEmail, type EmailSettings } from '../../src/channels/email.js';
import type { Outcome } from '../../src/channels/message/channel.js';
import { message, NOBODY_ELSES } from './message.js';
import { type SmtpScript, startSmtp } from './smtp-server.js';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

const TO = 'wang@borrower.example';
const mail = () => message({ to: TO });

function createChannel(settings: Pick<EmailSettings, 'smtpUrl'> & Partial<EmailSettings>) {
  const email = createEmail({
    from: '客服 <service@bank.example>',
    domain: 'bank.example',
    timeoutMs: 500,
    ...settings,
  });
  cleanups.unshift(() => email.close());
  return email;
}

async function against(script: SmtpScript, settings: Partial<EmailSettings> = {}) {
  const server = await startSmtp(script);
  cleanups.push(server.stop);
  return { server, email: createChannel({ smtpUrl: server.url, ...settings }) };
}

test.each<[string, SmtpScript, Partial<Outcome>]>([
  ['an unknown receiver', { to: `550 no ${TO} here` }, { status: 'refused', code: 'smtp-550' }],
  [
    'a mailbox that is not there',
    { to: `550 5.1.1 <${TO}> unknown` },
    { status: 'refused', code: 'smtp-5.1.1', gone: true },
  ],
  ['a mailbox that is full for good', { to: '552 5.2.2 full' }, { status: 'refused', code: 'smtp-5.2.2' }],
  [
    'a server that does not relay for us',
    { to: '554 5.7.1 Relay access denied' },
    { status: 'not-sent', retryAfterMs: 900_000 },
  ],
  ['one that says so without a code', { to: '554 Relaying denied' }, { status: 'not-sent', retryAfterMs: 900_000 }],
  ['a login that is missing', { to: '530 5.7.0 Authentication required' }, { status: 'not-sent' }],
  [
    'a day whose quota is used up',
    { to: '550 5.4.5 Daily user sending limit exceeded' },
    { status: 'not-sent', code: 'smtp-5.4.5' },
  ],
  ['one that has had enough of us', { to: '550 Domain frequency limited' }, { status: 'not-sent' }],
  ['a quota without a code', { to: '554 Reject: daily sending quota exceeded' }, { status: 'not-sent' }],
  ['their quota without a code', { to: '552 Quota exceeded (mailbox for user is full)' }, { status: 'refused' }],
  ['a sender it does not want', { to: '559 sender is rejected' }, { status: 'not-sent' }],
  ['a mail that is taken for spam', { end: '554 5.7.1 Spam' }, { status: 'refused', code: 'smtp-5.7.1' }],
  ['a signature that is not believed', { end: '550 5.7.26 DKIM failed' }, { status: 'not-sent' }],
  ['a full mailbox', { to: `452 ${TO} is full` }, { status: 'not-sent', code: 'smtp-452' }],
  ['a mail that is not wanted', { end: '554 no' }, { status: 'refused', code: 'smtp-554' }],
  ['a mail that is put off', { end: '451 later' }, { status: 'not-sent', code: 'smtp-451' }],
  ['a server that goes to sleep with the mail', { end: '421 bye' }, { status: 'not-sent', code: 'smtp-421' }],
  ['a wrong password', { auth: '535 no' }, { status: 'not-sent', code: 'smtp-535', retryAfterMs: 900_000 }],
  ['a sender that is not ours', { from: '553 no' }, { status: 'not-sent', code: 'smtp-553', retryAfterMs: 900_000 }],
  ['a greeting that sends us away', { greeting: '554 no' }, { status: 'not-sent', retryAfterMs: 900_000 }],
  ['a server that says nothing after the mail', { end: '' }, { status: 'unknown' }],
  ['a server that cuts the line after the mail', { end: null }, { status: 'unknown', code: 'ECONNECTION' }],
])('%s', async (_, script, expected) => {
  const { server, email } = await against(script);
  const outcome = await email.send(mail());
  expect(outcome).toMatchObject(expected);
  expect(JSON.stringify(outcome)).not.toContain('borrower.example');
  expect(server.connections()).toBe(1);
  expect(server.mails.length).toBeLessThanOrEqual(1);
});

test('a server that hangs up before its greeting was never given the mail', async () => {
  const { server, email } = await against({ greeting: null });
  expect(await email.send(mail())).toMatchObject({ status: 'not-sent', code: 'ECONNECTION' });
  expect(server.mails).toEqual([]);
});

test('nobody listening, and a name nobody has, are surely not sent', async () => {
  const server = await startSmtp({});
  await server.stop();
  expect(await createChannel({ smtpUrl: server.url }).send(mail())).toMatchObject({ status: 'not-sent' });
  const nowhere = createChannel({ smtpUrl: 'smtp://mail.invalid:25' });
  expect(await nowhere.send(mail())).toMatchObject({ status: 'not-sent', code: 'EDNS' });
});

test('a server without TLS gets neither login nor mail, unless that is asked for; nor one whose certificate is not trusted', async () => {
  const server = await startSmtp({});
  cleanups.push(server.stop);
  const withTls = server.url.replace('?ignoreTLS=true', '');
  expect(await createChannel({ smtpUrl: withTls }).send(mail())).toMatchObject({ status: 'not-sent', code: 'ETLS' });
  expect(server.mails).toEqual([]);
  // Its own certificate: signed by itself, and out of date.
  const own = new SMTPServer({ authOptional: true, logger: false });
  own.on('error', () => undefined);
  await new Promise<void>((done) => own.listen(0, '127.0.0.1', done));
  cleanups.push(() => new Promise((done) => own.close(done)));
  const smtpUrl = `smtp://127.0.0.1:${(own.server.address() as AddressInfo).port}`;
  const outcome = await createChannel({ smtpUrl }).send(mail());
  expect(outcome).toMatchObject({ status: 'not-sent', retryAfterMs: 900_000 });
  expect(outcome).toHaveProperty('code', expect.stringMatching(/CERT/));
});

test('without a mailbox that answers, an unknown outcome stays for a person to decide', async () => {
  const { email } = await against({});
  expect(await email.find(mail(), NOBODY_ELSES)).toEqual({ status: 'unknowable' });
});

test('a mail has a fixed Message-ID, one receiver, a way out, and a DKIM signature', async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const { server, email } = await against(
    {},
    {
      unsubscribeUrl: 'https://bank.example/stop',
      dkim: {
        domainName: 'bank.example',
        keySelector: 's1',
        privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      },
    },
  );
  const outgoing = mail();
  const id = `<${outgoing.noticeId}@bank.example>`;
  expect(await email.send(outgoing)).toEqual({ status: 'sent', providerId: id });

  const seen = await simpleParser(server.mails[0] ?? '');
  expect(seen.messageId).toBe(id);
  expect(seen.to).toMatchObject({ value: [{ address: TO }] });
  expect(seen.subject).toBe(outgoing.subject);
  expect(seen.text?.trim()).toBe(outgoing.text);
  expect(server.mails[0]).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click$/m);
  expect(server.mails[0]).toContain(`<https://bank.example/stop?notice=${outgoing.noticeId}>`);
  expect(server.mails[0]).toMatch(/^DKIM-Signature:/m);
});

test.each([
  [TO, true],
  ['a@b.example,c@d.example', false],
  ['王 <a@b.example>', false],
  ['a@b.example\r\nBcc: c@d.example', false],
  ['+8613800000001', false],
])('carries %j: %s', async (address, carried) => {
  expect(createChannel({ smtpUrl: 'smtp://127.0.0.1:1' }).carries(address)).toBe(carried);
});
