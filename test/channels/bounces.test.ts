import { afterAll, beforeAll, expect, test } from 'vitest';
import { bouncesFrom } from '../../src/channels/bounces.js';
import { createEmail } from '../../src/channels/email.js';
import { channelSettings } from '../../src/channels/index.js';
import { startMailHouse } from '../support/mail-house.js';
import { message } from './message.js';

const ENV = { BOUNCE_DOMAIN: 'bounce.bank.example', BOUNCE_SMTP_PORT: '2525', LINK_KEY: 'a'.repeat(64) };
const bounces = bouncesFrom(ENV)!;
const NOTICE = '0b7f3c1e-52d4-4f7a-9a55-6d1f0c2e9b11';

let house: Awaited<ReturnType<typeof startMailHouse>>;
beforeAll(async () => {
  house = await startMailHouse();
});
afterAll(() => house.stop());

test('an address names its notice, in capitals too, and fits into what SMTP allows', () => {
  const address = bounces.addressOf(NOTICE);
  expect(address).toMatch(/^bounce\+[0-9a-f]{48}@bounce\.bank\.example$/);
  expect(address.indexOf('@')).toBeLessThanOrEqual(64);
  expect(bounces.noticeOf(address)).toBe(NOTICE);
  expect(bounces.noticeOf(address.toUpperCase())).toBe(NOTICE);
});

test('an address that somebody else made names none', () => {
  const address = bounces.addressOf(NOTICE);
  const otherNotice = bounces.addressOf('1b7f3c1e-52d4-4f7a-9a55-6d1f0c2e9b11').slice(0, 39) + address.slice(39);
  expect(otherNotice).not.toBe(address);
  const otherKey = bouncesFrom({ ...ENV, LINK_KEY: 'b'.repeat(64) })!.addressOf(NOTICE);
  for (const forged of [
    otherNotice,
    otherKey,
    address.replace('bank', 'other'),
    address.replace('+', '-'),
    address.replace('@', '0@'),
    'postmaster@bounce.bank.example',
    '',
  ])
    expect(bounces.noticeOf(forged), forged).toBeNull();
});

test('a mail that cannot be delivered comes back to it, without its words; the sender that people see stays', async () => {
  const settings = { smtpUrl: house.url, from: '客服 <service@bank.example>', domain: 'bank.example' };
  const outgoing = message({ to: 'wang@borrower.example', noticeId: NOTICE });
  const sendBy = async (email: ReturnType<typeof createEmail>) => {
    expect(await email.send(outgoing)).toMatchObject({ status: 'sent' });
    await email.close();
    return house.mails.pop()!;
  };
  const mail = await sendBy(createEmail({ ...settings, bounces }));
  expect(mail).toMatchObject({ from: bounces.addressOf(NOTICE), to: [outgoing.to], wantsBack: 'HDRS' });
  expect(mail.raw.toString()).toMatch(/^From: .*<service@bank\.example>\r$/m);
  expect(await sendBy(createEmail(settings))).toMatchObject({ from: 'service@bank.example', wantsBack: null });
});

const MAIL = { SMTP_URL: 'smtp://127.0.0.1:25', MAIL_FROM: 'service@bank.example', MAIL_DOMAIN: 'bank.example' };

test('the mails have it when it is configured, and empty variables do not configure it', () => {
  expect(channelSettings({ ...MAIL, ...ENV }).email?.bounces?.addressOf(NOTICE)).toBe(bounces.addressOf(NOTICE));
  expect(bouncesFrom({ LINK_KEY: ENV.LINK_KEY, BOUNCE_DOMAIN: '', BOUNCE_SMTP_PORT: '' })).toBeUndefined();
  expect(bounces).toMatchObject({ host: '127.0.0.1', port: 2525 });
});

test.each([
  [{ BOUNCE_DOMAIN: '' }, /^BOUNCE_DOMAIN: is not set, and BOUNCE_SMTP_PORT needs it$/],
  [{ BOUNCE_SMTP_PORT: undefined }, /^BOUNCE_SMTP_PORT: is not set, and BOUNCE_DOMAIN needs it$/],
  [{ LINK_KEY: undefined }, /^LINK_KEY: is not set$/],
  [{ BOUNCE_DOMAIN: 'no domain' }, /^BOUNCE_DOMAIN: must be a domain$/],
  [{ BOUNCE_SMTP_PORT: '70000' }, /^BOUNCE_SMTP_PORT: must be a port$/],
  [{ BOUNCE_SMTP_PORT: '0' }, /^BOUNCE_SMTP_PORT: must be a port$/],
  [{ LINK_KEY: 'geheim' }, /^LINK_KEY: must be 32 random bytes, as base64 or hex$/],
])('half-set or malformed settings %o are named, not shown', (change, error) => {
  expect(() => bouncesFrom({ ...ENV, ...change })).toThrow(error);
});
