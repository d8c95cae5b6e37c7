import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { approvedWords } from '../../src/channels/aliyun/approved-templates.js';
import { createSms } from '../../src/channels/sms.js';
import { APPROVED, FIELDS } from './approved.js';
import { message, NOBODY_ELSES } from './message.js';
import { startSandbox, type TestSandbox } from './sandbox.js';

const MAINLAND = '+8613800000001';
const SINGAPORE = '+6581234567';
let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});
beforeEach(async () => {
  await sandbox.behave({ sms: 'ok' });
  await sandbox.clear();
});
afterAll(() => sandbox.stop());

const twilio = (countries?: string[] | '*') => {
  const { accountSid, authToken, url } = sandbox;
  return { accountSid, authToken, baseUrl: url, from: '+15005550006', countries, timeoutMs: 400 };
};
const aliyun = () => ({ ...sandbox.aliyun, templates: APPROVED, baseUrl: sandbox.url, timeoutMs: 400 });
const words = () => approvedWords(APPROVED, 'due-soon', 'zh-CN', FIELDS)!;

test('with both gateways a mainland number goes by Alibaba in approved words, another by Twilio in ours', async () => {
  const sms = createSms({ aliyun: aliyun(), twilio: twilio('*') });
  expect(sms.approvedWords!(MAINLAND, 'due-soon', 'zh-CN', FIELDS)).toEqual(words());
  expect(sms.approvedWords!(SINGAPORE, 'due-soon', 'zh-CN', FIELDS)).toBeUndefined();
  await sms.send(message({ to: MAINLAND, ...words() }));
  await sms.send(message({ to: SINGAPORE }));
  const arrived = await sandbox.messages('sms');
  expect(arrived.map((it) => [it.to, it.gateway ?? 'twilio'])).toEqual([
    [SINGAPORE, 'twilio'],
    [MAINLAND, 'aliyun'],
  ]);
  await sms.close();
});

test.each<[string, boolean, boolean, string[] | '*' | undefined, boolean, boolean]>([
  ['Twilio alone does not carry mainland numbers', false, true, undefined, false, true],
  ['unless the settings name the country', false, true, ['CN'], true, false],
  ['or all of them', false, true, '*', true, true],
  ['Alibaba alone carries no others', true, false, undefined, true, false],
  ['both carry all', true, true, undefined, true, true],
])('%s', (_, withAliyun, withTwilio, countries, mainland, singapore) => {
  const sms = createSms({
    ...(withAliyun ? { aliyun: aliyun() } : {}),
    ...(withTwilio ? { twilio: twilio(countries) } : {}),
  });
  expect([sms.carries(MAINLAND), sms.carries(SINGAPORE)]).toEqual([mainland, singapore]);
});

test('a number that no gateway serves is refused, not sent by another', async () => {
  const sms = createSms({ twilio: twilio() });
  expect(await sms.send(message({ to: MAINLAND }))).toMatchObject({ status: 'refused', code: 'not carried' });
  expect(await sandbox.messages('sms')).toEqual([]);
});

test('a message that went by Twilio before Alibaba was set up is still found', async () => {
  const before = createSms({ twilio: twilio('*') });
  await sandbox.behave({ sms: 'drop-after-accept' });
  const outgoing = message({ to: MAINLAND });
  expect(await before.send(outgoing)).toMatchObject({ status: 'unknown' });
  await sandbox.behave({ sms: 'ok' });
  const [arrived] = await sandbox.messages('sms');
  const now = createSms({ aliyun: aliyun(), twilio: twilio('*') });
  expect(await now.find(outgoing, NOBODY_ELSES)).toEqual({ status: 'sent', providerId: arrived?.id });
  expect(await now.find(message({ to: MAINLAND, text: 'other' }), NOBODY_ELSES)).toEqual({ status: 'absent' });
});
