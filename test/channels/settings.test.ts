import { afterEach, expect, test, vi } from 'vitest';
import { channelSettings, createChannels } from '../../src/channels/index.js';
import { startServer } from './http-server.js';
import { message } from './message.js';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const TWILIO = { TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`, TWILIO_AUTH_TOKEN: 'token' };
const MAIL = { SMTP_URL: 'smtp://127.0.0.1:25', MAIL_FROM: '客服 <service@bank.example>', MAIL_DOMAIN: 'bank.example' };

const namesOf = (env: NodeJS.ProcessEnv) => Object.keys(createChannels(channelSettings(env)));

test('what is not configured is not there', () => {
  expect(namesOf({})).toEqual([]);
  expect(namesOf({ TWILIO_ACCOUNT_SID: '', SMTP_URL: '' })).toEqual([]);
  expect(namesOf({ ...TWILIO, TWILIO_FROM: '+15005550006' })).toEqual(['sms']);
  expect(namesOf({ ...TWILIO, TWILIO_VOICE_FROM: '+15005550006' })).toEqual(['voice']);
  expect(namesOf(MAIL)).toEqual(['email']);
  expect(namesOf({ PUSH_WEBHOOK_URL: 'https://push.bank.example/in', WEBHOOK_SECRET: SECRET })).toEqual(['push']);
});

test('everything configured is there', () => {
  const names = namesOf({
    ...TWILIO,
    ...MAIL,
    TWILIO_MESSAGING_SERVICE_SID: `MG${'0'.repeat(32)}`,
    TWILIO_VOICE_FROM: '+15005550006',
    WECHAT_WEBHOOK_URL: 'https://wechat.bank.example/in',
    PUSH_WEBHOOK_URL: 'https://push.bank.example/in',
    WEBHOOK_SECRET: SECRET,
  });
  expect(names).toEqual(['sms', 'voice', 'email', 'wechat', 'push']);
});

test.each([
  [{ TWILIO_ACCOUNT_SID: TWILIO.TWILIO_ACCOUNT_SID }, 'TWILIO_AUTH_TOKEN'],
  [{ TWILIO_FROM: '+15005550006' }, 'TWILIO_ACCOUNT_SID'],
  [TWILIO, 'TWILIO_MESSAGING_SERVICE_SID'],
  [{ ...TWILIO, TWILIO_FROM: '+15005550006', TWILIO_COUNTRIES: 'Hongkong' }, 'TWILIO_COUNTRIES'],
  [{ ...TWILIO, TWILIO_VOICE_FROM: 'Bank' }, 'TWILIO_VOICE_FROM'],
  [{ ...MAIL, MAIL_FROM: undefined }, 'MAIL_FROM'],
  [{ ...MAIL, MAIL_FROM: 'service' }, 'MAIL_FROM'],
  [{ ...MAIL, SMTP_URL: 'http://127.0.0.1' }, 'SMTP_URL'],
  [{ ...MAIL, DKIM_DOMAIN: 'bank.example' }, 'DKIM_SELECTOR'],
  [{ WECHAT_WEBHOOK_URL: 'https://wechat.bank.example/in' }, 'WEBHOOK_SECRET'],
  [{ WEBHOOK_SECRET: 'short' }, 'WEBHOOK_SECRET'],
])('half-set settings %o name %s', (env, name) => {
  expect(() => channelSettings(env)).toThrow(name);
});

test('an error never shows a value: it may be a secret', () => {
  const env = { TWILIO_ACCOUNT_SID: 'hush', WEBHOOK_SECRET: 'hush', SMTP_URL: 'hush', MAIL_FROM: 'hush' };
  expect(() => channelSettings(env)).toThrow(/^(?!.*hush)/s);
});

test('countries are read as a list or a star', () => {
  const read = (list: string) =>
    channelSettings({ ...TWILIO, TWILIO_FROM: '+15005550006', TWILIO_COUNTRIES: list }).sms?.twilio?.countries;
  expect(read('hk, SG')).toEqual(['HK', 'SG']);
  expect(read('*')).toBe('*');
});

test('a private key on one line gets its line breaks back', () => {
  const settings = channelSettings({
    ...MAIL,
    DKIM_DOMAIN: 'bank.example',
    DKIM_SELECTOR: 's1',
    DKIM_PRIVATE_KEY: 'first\\nsecond',
  });
  expect(settings.email?.dkim).toEqual({ domainName: 'bank.example', keySelector: 's1', privateKey: 'first\nsecond' });
});

test.each(['0', '1.5', 'many', '1001'])('%s messages a second is not a rate', (rate) => {
  expect(() => channelSettings({ SMS_PER_SECOND: rate })).toThrow('SMS_PER_SECOND');
});

afterEach(() => {
  vi.useRealTimers();
});

test('no more goes out in a second than the settings say', async () => {
  const gateway = await startServer(() => ({ status: 204 }));
  const there = { PUSH_WEBHOOK_URL: gateway.url, WEBHOOK_SECRET: SECRET };
  const { push } = createChannels(channelSettings({ ...there, PUSH_PER_SECOND: '2' }));
  // The clock alone stands still: the gateway is a real one.
  vi.useFakeTimers({ toFake: ['setTimeout', 'Date'] });
  const sent = Promise.all(Array.from({ length: 5 }, (_, n) => push!.send(message({ noticeId: `n${n}` }))));
  const turns = async (more: () => boolean) => {
    for (let n = 0; n < 20 || (more() && n < 100_000); n++) await new Promise(setImmediate);
    return gateway.received.length;
  };
  expect(await turns(() => gateway.received.length < 2)).toBe(2);
  await vi.advanceTimersByTimeAsync(990);
  expect(await turns(() => false)).toBe(2);
  for (let second = 1; gateway.received.length < 5; second++) {
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await turns(() => gateway.received.length < 2 * second)).toBeLessThanOrEqual(2 * (second + 1));
  }
  expect((await sent).map((it) => it.status)).toEqual(Array(5).fill('sent'));
  await push!.close();
  await gateway.stop();
});
