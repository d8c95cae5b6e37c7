import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Channel } from '../../../src/channels/message/channel.js';
import { createTwilioSms } from '../../../src/channels/twilio/twilio-sms.js';
import { startServer } from '../http-server.js';
import { message, NOBODY_ELSES } from '../message.js';
import { startSandbox, type TestSandbox } from '../sandbox.js';

let sandbox: TestSandbox;
let sms: Channel;

beforeAll(async () => {
  sandbox = await startSandbox();
  const { accountSid, authToken, url } = sandbox;
  sms = createTwilioSms({
    accountSid,
    authToken,
    baseUrl: url,
    from: '+15005550006',
    countries: ['CN'],
    timeoutMs: 400,
  });
});
beforeEach(async () => {
  await sandbox.behave({ sms: 'ok' });
  await sandbox.clear();
});
afterAll(async () => {
  await sms.close();
  await sandbox.stop();
});

test('a text arrives once, word for word, and is known by its id', async () => {
  const outgoing = message();
  const outcome = await sms.send(outgoing);
  const [arrived, ...others] = await sandbox.messages('sms');
  expect(others).toEqual([]);
  expect(arrived).toMatchObject({ to: outgoing.to, from: '+15005550006', body: outgoing.text });
  expect(outcome).toEqual({ status: 'sent', providerId: arrived?.id });
});

test('a messaging service sends in place of a number', async () => {
  const { accountSid, authToken, url } = sandbox;
  const messagingServiceSid = `MG${'1'.repeat(32)}`;
  const service = createTwilioSms({ accountSid, authToken, baseUrl: url, from: '+15005550006', messagingServiceSid });
  expect(await service.send(message())).toMatchObject({ status: 'sent' });
  await service.close();
  expect(await sandbox.messages('sms')).toMatchObject([{ messagingServiceSid, from: '' }]);
});

test('a rejected text is refused for good, and nobody got it', async () => {
  await sandbox.behave({ sms: 'reject' });
  expect(await sms.send(message())).toEqual({
    status: 'refused',
    code: 'twilio-21211',
    reason: 'not a valid number',
    gone: true,
  });
  expect(await sandbox.messages('sms')).toEqual([]);
});

test('a provider that is busy says when to come back', async () => {
  await sandbox.behave({ sms: 'rate-limit' });
  const busy = { status: 'not-sent', code: 'twilio-429', reason: 'Twilio is busy', retryAfterMs: 1000 };
  expect(await sms.send(message())).toEqual(busy);
});

test('a provider that is down leaves the outcome unknown, and a look-up must wait', async () => {
  await sandbox.behave({ sms: 'outage' });
  const outgoing = message();
  expect(await sms.send(outgoing)).toMatchObject({ status: 'unknown', code: 'twilio-20503' });
  await expect(sms.find(outgoing, NOBODY_ELSES)).rejects.toThrow('twilio-20503');
  await sandbox.behave({ sms: 'ok' });
  expect(await sms.find(outgoing, NOBODY_ELSES)).toEqual({ status: 'absent' });
});

test("an answer that is not the provider's leaves the outcome unknown, and a look-up finds nothing", async () => {
  await sandbox.behave({ sms: 'garbage' });
  const outgoing = message();
  expect(await sms.send(outgoing)).toMatchObject({ status: 'unknown', code: 'twilio-unreadable' });
  await sandbox.behave({ sms: 'ok' });
  expect(await sms.find(outgoing, NOBODY_ELSES)).toEqual({ status: 'absent' });
});

test.each([
  ['drop-after-accept', 'ECONNRESET'],
  ['timeout-after-accept', 'ECONNABORTED'],
] as const)('%s: unknown, and a look-up finds it sent', async (behaviour, code) => {
  await sandbox.behave({ sms: behaviour });
  const outgoing = message();
  expect(await sms.send(outgoing)).toMatchObject({ status: 'unknown', code });
  await sandbox.behave({ sms: 'ok' });

  const [arrived] = await sandbox.messages('sms');
  expect(arrived?.body).toBe(outgoing.text);
  expect(await sms.find(outgoing, NOBODY_ELSES)).toEqual({ status: 'sent', providerId: arrived?.id });
  expect(await sms.find({ ...outgoing, text: 'other words' }, NOBODY_ELSES)).toEqual({ status: 'absent' });
  expect(await sms.find(message({ to: '+8613800000002' }), NOBODY_ELSES)).toEqual({ status: 'absent' });
});

test('two notices with the same words to one number do not take each other for sent', async () => {
  const first = await sms.send(message());
  const second = message();
  if (first.status !== 'sent') throw new Error(first.code);
  expect(await sms.find(second, new Set([first.providerId]))).toEqual({ status: 'absent' });
});

test.each([
  [90_500, '90'],
  [86_400_000, '3600'],
])('%s ms before it must not arrive any more Twilio gets %s seconds to deliver it', async (left, seconds) => {
  const forms: URLSearchParams[] = [];
  const server = await startServer(({ body }) => {
    forms.push(new URLSearchParams(body));
    return { status: 201, headers: { 'content-type': 'application/json' }, body: '{"sid":"SM1"}' };
  });
  const { accountSid, authToken } = sandbox;
  const channel = createTwilioSms({ accountSid, authToken, baseUrl: server.url, from: '+15005550006' });
  await channel.send(message({ until: new Date(Date.now() + left) }));
  expect(forms.map((form) => form.get('ValidityPeriod'))).toEqual([seconds]);
  await channel.close();
  await server.stop();
});

test('what would arrive too late does not leave the house', async () => {
  const late = message({ until: new Date(Date.now() + 900) });
  expect(await sms.send(late)).toMatchObject({ status: 'not-sent', code: 'too-late' });
  expect(await sandbox.messages('sms')).toEqual([]);
});

test('mainland numbers are carried only because the settings say so', () => {
  const { accountSid, authToken } = sandbox;
  const plain = createTwilioSms({ accountSid, authToken, from: '+15005550006' });
  expect(sms.carries('+8613800000001')).toBe(true);
  expect(plain.carries('+8613800000001')).toBe(false);
});
