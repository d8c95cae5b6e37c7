/** What Alibaba's answers mean; the sandbox shows the ordinary ones in aliyun-sms.test.ts. */
import { afterEach, expect, test } from 'vitest';
import { createAliyunSms } from '../../../src/channels/aliyun/aliyun-sms.js';
import { approvedWords } from '../../../src/channels/aliyun/approved-templates.js';
import type { Outcome } from '../../../src/channels/message/channel.js';
import { APPROVED, FIELDS } from '../approved.js';
import { type Answer, deadUrl, startServer } from '../http-server.js';
import { message, NOBODY_ELSES } from '../message.js';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function aliyun(answer: () => Answer | undefined) {
  const server = await startServer(answer);
  cleanups.push(server.stop);
  return { sms: channel(server.url), received: server.received };
}

const channel = (baseUrl: string) =>
  createAliyunSms({ accessKeyId: 'LTAI', accessKeySecret: 'secret', templates: APPROVED, baseUrl, timeoutMs: 400 });
const reminder = () => message(approvedWords(APPROVED, 'due-soon', 'zh-CN', FIELDS)!);

const json = (status: number, body: unknown): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
/** Its errors quote the number. */
const error = (status: number, Code: string) => json(status, { Code, Message: '13800000001 is not right' });

test.each<[string, Answer | undefined, Partial<Outcome>]>([
  ['its limit for a number', error(200, 'isv.BUSINESS_LIMIT_CONTROL'), { status: 'not-sent', retryAfterMs: 3_600_000 }],
  ['our own limit for a day', error(200, 'isv.DAY_LIMIT_CONTROL'), { status: 'not-sent', retryAfterMs: 3_600_000 }],
  ['no money left', error(200, 'isv.AMOUNT_NOT_ENOUGH'), { status: 'not-sent', retryAfterMs: 900_000 }],
  ['an unknown key', error(404, 'InvalidAccessKeyId.NotFound'), { status: 'not-sent', retryAfterMs: 900_000 }],
  ['no right to send', error(403, 'Forbidden.RAM'), { status: 'not-sent', retryAfterMs: 900_000 }],
  ['throttled', error(400, 'Throttling'), { status: 'not-sent', code: 'aliyun-Throttling' }],
  ['a number that is none', error(200, 'isv.MOBILE_NUMBER_ILLEGAL'), { status: 'refused', gone: true }],
  ['a value with an address', error(200, 'isv.PARAM_NOT_SUPPORT_URL'), { status: 'refused' }],
  ['an error of ours not on the list', error(200, 'isv.SOMETHING_NEW'), { status: 'refused' }],
  ['a request it cannot take', error(400, 'MissingPhoneNumbers'), { status: 'refused' }],
  ['a failure within', error(200, 'isp.SYSTEM_ERROR'), { status: 'unknown', code: 'aliyun-isp.SYSTEM_ERROR' }],
  ['busy', json(429, {}), { status: 'not-sent', code: 'aliyun-http-429' }],
  ['a server that gave up waiting', json(408, {}), { status: 'unknown' }],
  ['a server that fails', error(500, 'InternalError'), { status: 'unknown' }],
  ['a page of html with 502', { status: 502, body: '<html>' }, { status: 'unknown' }],
  ['a page of html with 200', { status: 200, body: '<html>' }, { status: 'unknown', code: 'aliyun-unreadable' }],
  ['an answer without a code', json(200, {}), { status: 'unknown' }],
  ['OK without its id', json(200, { Code: 'OK' }), { status: 'unknown' }],
  ['a code that quotes the number', error(200, '+8613800000001 is bad'), { status: 'unknown' }],
  ['an empty answer', { status: 200 }, { status: 'unknown' }],
  ['a cut connection', undefined, { status: 'unknown', code: 'ECONNRESET' }],
])('%s', async (_, answer, expected) => {
  const { sms, received } = await aliyun(() => answer);
  const outcome = await sms.send(reminder());
  expect(outcome).toMatchObject(expected);
  // Its library must not try by itself what may have been sent.
  expect(received).toHaveLength(1);
  expect(JSON.stringify(outcome)).not.toContain('13800000001');
});

test('nobody listening is surely not sent', async () => {
  expect(await channel(await deadUrl()).send(reminder())).toMatchObject({ status: 'not-sent', code: 'ECONNREFUSED' });
});

test('a look-up that gets no readable answer throws, without the number', async () => {
  for (const answer of [error(200, 'isv.RAM_PERMISSION_DENY'), json(200, {}), { status: 502, body: '<html>' }]) {
    const { sms } = await aliyun(() => answer);
    const thrown = await sms.find(reminder(), NOBODY_ELSES).catch((reason: unknown) => reason);
    expect(String(thrown)).toMatch(/^Error: Alibaba could not be asked: aliyun-/);
    expect(String(thrown)).not.toContain('13800000001');
    expect(thrown).not.toHaveProperty('cause');
  }
});

test('pages without end prove nothing', async () => {
  const records = Array.from({ length: 50 }, (_, n) => ({ OutId: `other-${n}`, SendStatus: 3 }));
  const { sms } = await aliyun(() => json(200, { Code: 'OK', SmsSendDetailDTOs: { SmsSendDetailDTO: records } }));
  expect(await sms.find(reminder(), NOBODY_ELSES)).toEqual({ status: 'unknowable' });
});
