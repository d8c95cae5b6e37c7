import { expect, test } from 'vitest';
import { channelSettings } from '../../../src/channels/index.js';
import { mailServerOf, withMailServer } from '../../../src/cli/run/up-mail.js';

const OWN = {
  SMTP_URL: 'smtp://127.0.0.1:2500?ignoreTLS=true',
  MAIL_FROM: 'loans@lender.example',
  MAIL_DOMAIN: 'lender.example',
  MAIL_LOOKUP_URL: 'http://127.0.0.1:8025',
  BOUNCE_DOMAIN: 'bounce.lender.example',
  BOUNCE_SMTP_PORT: '2525',
  LINK_KEY: Buffer.alloc(32, 9).toString('base64'),
};
/** As `up` puts it together. */
const email = (given: Record<string, string>) => channelSettings({ ...given, ...withMailServer(OWN, given) }).email!;

test('without a mail server mails go into the mailbox, whatever else is said', () => {
  expect(withMailServer(OWN, { MAIL_FROM: 'a@bank.example' })).toBe(OWN);
  expect(mailServerOf({})).toBeNull();
});

test('with one they go there, and the mailbox is asked no more', () => {
  const url = 'smtps://user:pass@mail.bank.example:465';
  expect(mailServerOf({ SMTP_URL: url })).toBe('mail.bank.example:465');
  const tried = email({ SMTP_URL: url });
  expect(tried).toMatchObject({ smtpUrl: url, from: 'loans@lender.example', bounces: { port: 2525 } });
  expect(tried.lookupUrl).toBeUndefined();
});

test('a sender of their own has mails come back to a domain of their own, or nowhere', () => {
  const given = { SMTP_URL: 'smtp://mail.bank.example', MAIL_FROM: 'a@bank.example', MAIL_DOMAIN: 'bank.example' };
  expect(email(given)).toMatchObject({ from: 'a@bank.example', domain: 'bank.example' });
  expect(email(given).bounces).toBeUndefined();
  expect(email({ ...given, BOUNCE_DOMAIN: 'bounce.bank.example' }).bounces).toMatchObject({
    domain: 'bounce.bank.example',
    port: 2525,
  });
});

test('an address that is none is refused before anything starts', () => {
  expect(() => mailServerOf({ SMTP_URL: 'http://mail.bank.example' })).toThrow(/SMTP_URL/);
});
