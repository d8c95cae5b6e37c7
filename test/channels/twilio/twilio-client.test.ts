/** What Twilio's answers mean, shown by sms; the sandbox shows the ordinary ones in sms.test.ts. */
import { afterEach, expect, test } from 'vitest';
import type { Outcome } from '../../../src/channels/message/channel.js';
import { createTwilioSms } from '../../../src/channels/twilio/twilio-sms.js';
import { type Answer, deadUrl, startServer } from '../http-server.js';
import { message, NOBODY_ELSES } from '../message.js';

const ACCOUNT = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'token', from: '+15005550006' };
const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function twilio(answer: () => Answer | undefined) {
  const server = await startServer(answer);
  const sms = createTwilioSms({ ...ACCOUNT, baseUrl: server.url, publicUrl: 'https://bank.example/' });
  cleanups.push(() => sms.close(), server.stop);
  return { sms, received: server.received };
}

const json = (status: number, body: unknown): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
/** Twilio's errors quote the number, as real ones do. */
const error = (status: number, code: number): Answer =>
  json(status, { status, code, message: `The number ${message().to} is not right`, more_info: '' });

test.each<[string, Answer | undefined, Partial<Outcome>]>([
  ['opted out', error(400, 21610), { status: 'refused', code: 'twilio-21610' }],
  ['an error not on our list', error(400, 29999), { status: 'refused', code: 'twilio-29999' }],
  ['a wrong token', error(401, 20003), { status: 'not-sent', code: 'twilio-20003', retryAfterMs: 900_000 }],
  ['a wrong account', error(404, 20404), { status: 'not-sent', retryAfterMs: 900_000 }],
  ['a sender that is not ours', error(400, 21606), { status: 'not-sent', retryAfterMs: 900_000 }],
  ['a full queue', error(400, 21611), { status: 'not-sent', retryAfterMs: 60_000 }],
  ['busy, without saying how long', { status: 429 }, { status: 'not-sent', code: 'twilio-429' }],
  ['busy', { status: 429, headers: { 'retry-after': '3' } }, { status: 'not-sent', retryAfterMs: 3000 }],
  ['a page of html with 502', { status: 502, body: '<html>' }, { status: 'unknown', code: 'twilio-http-502' }],
  ['a page of html with 200', { status: 200, body: '<html>' }, { status: 'unknown', code: 'twilio-unreadable' }],
  ['an answer without an id', json(201, {}), { status: 'unknown', code: 'twilio-unreadable' }],
  ['an empty answer', { status: 201 }, { status: 'unknown' }],
  ['a server that gave up waiting', { status: 408 }, { status: 'unknown' }],
  ['a cut connection', undefined, { status: 'unknown', code: 'ECONNRESET' }],
])('%s', async (_, answer, expected) => {
  const { sms, received } = await twilio(() => answer);
  const outgoing = message();
  const outcome = await sms.send(outgoing);
  expect(outcome).toMatchObject(expected);
  expect(received).toHaveLength(1);
  expect(JSON.stringify(outcome)).not.toContain(outgoing.to);
});

test('nobody listening is surely not sent', async () => {
  const sms = createTwilioSms({ ...ACCOUNT, baseUrl: await deadUrl() });
  cleanups.push(() => sms.close());
  expect(await sms.send(message())).toMatchObject({ status: 'not-sent', code: 'ECONNREFUSED' });
});

test('what is cancelled beforehand does not leave the house', async () => {
  const { sms, received } = await twilio(() => json(201, { sid: 'SM1' }));
  expect(await sms.send(message(), AbortSignal.abort())).toMatchObject({ status: 'not-sent', code: 'cancelled' });
  expect(received).toEqual([]);
});

test('the report comes back to an address that names the notice', async () => {
  const { sms, received } = await twilio(() => json(201, { sid: 'SM1' }));
  const outgoing = message({ noticeId: 'n 1' });
  expect(await sms.send(outgoing)).toEqual({ status: 'sent', providerId: 'SM1' });
  const form = new URLSearchParams(received[0]?.body);
  expect(Object.fromEntries(form)).toEqual({
    To: outgoing.to,
    From: ACCOUNT.from,
    Body: outgoing.text,
    ValidityPeriod: '3600',
    StatusCallback: 'https://bank.example/webhooks/twilio/sms?notice=n%201',
  });
});

const listed = (sid: string, body: string, created = new Date()) => ({
  sid,
  body,
  date_created: created.toUTCString(),
  date_sent: null,
});
const list = (...messages: object[]) => json(200, { messages, next_page_uri: null });

test('a look-up takes a message that is still in the queue for sent, though it has no date of sending', async () => {
  const outgoing = message();
  const { sms } = await twilio(() => list(listed('SM1', 'another'), listed('SM2', outgoing.text)));
  expect(await sms.find(outgoing, NOBODY_ELSES)).toEqual({ status: 'sent', providerId: 'SM2' });
});

test('a look-up leaves out what came before the notice and what belongs to another', async () => {
  const outgoing = message();
  const yesterday = new Date(outgoing.since.getTime() - 86_400_000);
  const { sms } = await twilio(() => list(listed('SM2', outgoing.text), listed('SM1', outgoing.text, yesterday)));
  expect(await sms.find(outgoing, new Set(['SM2']))).toEqual({ status: 'absent' });
});

test('where the account forgets texts nobody can say which is ours', async () => {
  const { sms } = await twilio(() => list(listed('SM1', '')));
  expect(await sms.find(message(), NOBODY_ELSES)).toEqual({ status: 'unknowable' });
});

test('a full page without ours proves nothing', async () => {
  const page = Array.from({ length: 1000 }, (_, i) => listed(`SM${i}`, 'another'));
  const { sms } = await twilio(() => list(...page));
  expect(await sms.find(message(), NOBODY_ELSES)).toEqual({ status: 'unknowable' });
});

test('a look-up that gets no answer throws, without the number', async () => {
  const { sms } = await twilio(() => error(500, 20500));
  const outgoing = message();
  const thrown = await sms.find(outgoing, NOBODY_ELSES).catch((reason: unknown) => reason);
  expect(thrown).toEqual(new Error('Twilio could not be asked: twilio-20500'));
  expect(thrown).not.toHaveProperty('cause');
});
