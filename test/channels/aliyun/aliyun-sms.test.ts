// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the gateway writes variables so
/** Alibaba's own library against the sandbox, which verifies each signature. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createAliyunSms } from '../../../src/channels/aliyun/aliyun-sms.js';
import { approvedWords } from '../../../src/channels/aliyun/approved-templates.js';
import type { Channel, Outgoing } from '../../../src/channels/message/channel.js';
import { APPROVED, FIELDS } from '../approved.js';
import { message, NOBODY_ELSES } from '../message.js';
import { startSandbox, type TestSandbox } from '../sandbox.js';

let sandbox: TestSandbox;
let sms: Channel;

beforeAll(async () => {
  sandbox = await startSandbox();
  sms = createAliyunSms({ ...sandbox.aliyun, templates: APPROVED, baseUrl: sandbox.url, timeoutMs: 400 });
});
beforeEach(async () => {
  await sandbox.behave({ sms: 'ok' });
  await sandbox.clear();
});
afterAll(async () => {
  await sms.close();
  await sandbox.stop();
});

/** A reminder in approved words. */
function reminder(changes: Partial<Outgoing> = {}): Outgoing {
  return message({ ...approvedWords(APPROVED, 'due-soon', 'zh-CN', FIELDS)!, ...changes });
}

test('the gateway makes the very text that is kept of what was sent, whatever a value says', async () => {
  const odd = { ...FIELDS, name: "王\n五'*()~${amount} & 【贷】" };
  const outgoing = message(approvedWords(APPROVED, 'due-soon', 'zh-CN', odd)!);
  const outcome = await sms.send(outgoing);
  const [arrived, ...others] = await sandbox.messages('sms');
  expect(others).toEqual([]);
  expect(arrived).toMatchObject({ to: outgoing.to, body: outgoing.text, outId: outgoing.noticeId });
  expect(outgoing.text).toBe("【示例贷款公司】王\n五'*()~${amount} & 【贷】您好，1000.00元于2026-12-01到期。");
  expect(outcome).toEqual({ status: 'sent', providerId: arrived?.id });
});

test('the text with the link is used where there is a link', async () => {
  const words = approvedWords(APPROVED, 'due-soon', 'zh-CN', { ...FIELDS, link: 'https://bank.example/l/abc' })!;
  await sms.send(message(words));
  expect((await sandbox.messages('sms'))[0]?.body).toBe(words.text);
  expect(words.text).toContain('办理：https://bank.example/l/abc');
});

test('what is not approved is not sent', async () => {
  expect(sms.approvedWords!('+8613800000001', 'due-soon', 'en', FIELDS)).toBeNull();
  expect(sms.approvedWords!('+8613800000001', 'offer', 'zh-CN', FIELDS)).toBeNull();
  expect(await sms.send(message())).toMatchObject({ status: 'refused', code: 'no approved text' });
  expect(await sandbox.messages('sms')).toEqual([]);
});

test.each([
  ['reject', { status: 'refused', code: 'aliyun-isv.MOBILE_NUMBER_ILLEGAL', gone: true }],
  ['rate-limit', { status: 'not-sent', code: 'aliyun-Throttling.User' }],
  ['outage', { status: 'unknown', code: 'aliyun-ServiceUnavailable' }],
  ['garbage', { status: 'unknown', code: 'aliyun-unreadable' }],
] as const)('%s: nobody got it', async (behaviour, expected) => {
  await sandbox.behave({ sms: behaviour });
  const outgoing = reminder();
  expect(await sms.send(outgoing)).toMatchObject(expected);
  if (behaviour !== 'reject') await expect(sms.find(outgoing, NOBODY_ELSES)).rejects.toThrow(/^Alibaba could not be/);
  await sandbox.behave({ sms: 'ok' });
  expect(await sms.find(outgoing, NOBODY_ELSES)).toEqual({ status: 'absent' });
  expect(await sandbox.messages('sms')).toEqual([]);
});

test.each(['drop-after-accept', 'timeout-after-accept'] as const)(
  '%s: unknown, and a look-up finds it by our own id, though others have the same words',
  async (behaviour) => {
    await sandbox.behave({ sms: behaviour });
    const outgoing = reminder();
    expect(await sms.send(outgoing)).toMatchObject({ status: 'unknown' });
    await sandbox.behave({ sms: 'ok' });
    expect(await sms.find(reminder(), NOBODY_ELSES)).toEqual({ status: 'absent' });
    expect(await sms.find(outgoing, NOBODY_ELSES)).toEqual({ status: 'sent', providerId: outgoing.noticeId });
    expect(await sandbox.messages('sms')).toHaveLength(1);
  },
);

test('a look-up goes through all pages and all days since the first attempt', async () => {
  const outgoing = reminder();
  await sms.send(outgoing);
  for (let n = 0; n < 60; n++) await sms.send(reminder());
  const since = new Date(outgoing.since.getTime() - 3 * 86_400_000);
  expect(await sms.find({ ...outgoing, since }, NOBODY_ELSES)).toMatchObject({ status: 'sent' });
  expect(await sms.find({ ...reminder(), since }, NOBODY_ELSES)).toEqual({ status: 'absent' });
});

test('of a message longer ago than its records reach nobody can say', async () => {
  const since = new Date(Date.now() - 31 * 86_400_000);
  expect(await sms.find({ ...reminder(), since }, NOBODY_ELSES)).toEqual({ status: 'unknowable' });
});

test('a wrong key is our fault: nothing is given up, and a person has a quarter of an hour to mend it', async () => {
  const { aliyun, url } = sandbox;
  const stranger = createAliyunSms({ ...aliyun, accessKeySecret: 'other', templates: APPROVED, baseUrl: url });
  const expected = { status: 'not-sent', code: 'aliyun-SignatureDoesNotMatch', retryAfterMs: 900_000 };
  expect(await stranger.send(reminder())).toMatchObject(expected);
});

test('a template or signature that the gateway does not know is our fault too', async () => {
  const { approved } = reminder();
  const unknownCode = reminder({ approved: { ...approved!, code: 'SMS_999' } });
  expect(await sms.send(unknownCode)).toMatchObject({ status: 'not-sent', code: 'aliyun-isv.SMS_TEMPLATE_ILLEGAL' });
  const unknownSign = reminder({ approved: { ...approved!, sign: '别人' } });
  expect(await sms.send(unknownSign)).toMatchObject({ status: 'not-sent', code: 'aliyun-isv.SMS_SIGNATURE_ILLEGAL' });
  const lacking = reminder({ approved: { ...approved!, params: {} } });
  expect(await sms.send(lacking)).toMatchObject({ status: 'refused', reason: 'the approved text lacks a value' });
});

test('what could arrive after the last moment is not handed over: the gateway would keep it for days', async () => {
  const soon = reminder({ until: new Date(Date.now() + 4 * 60_000) });
  expect(await sms.send(soon)).toMatchObject({ status: 'not-sent', code: 'too-late' });
  expect(await sms.send(reminder({ until: new Date(Date.now() + 6 * 60_000) }))).toMatchObject({ status: 'sent' });
});

test('what is cancelled beforehand does not leave the house', async () => {
  expect(await sms.send(reminder(), AbortSignal.abort())).toMatchObject({ status: 'not-sent', code: 'cancelled' });
  expect(await sandbox.messages('sms')).toEqual([]);
});

test('mainland mobile numbers only', () => {
  expect(sms.carries('+8613800000001')).toBe(true);
  expect(sms.carries('+861088888888')).toBe(false);
  expect(sms.carries('+6581234567')).toBe(false);
});
