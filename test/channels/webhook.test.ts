import { Webhook } from 'standardwebhooks';
import { afterEach, expect, test } from 'vitest';
import type { Outcome } from '../../src/channels/message/channel.js';
import { createWebhook } from '../../src/channels/webhook.js';
import { type Answer, deadUrl, startServer } from './http-server.js';
import { message, NOBODY_ELSES } from './message.js';
import { startSandbox } from './sandbox.js';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
let stop: () => Promise<void> = async () => {};
afterEach(() => stop());

async function gateway(answer: () => Answer | undefined) {
  const server = await startServer(answer);
  stop = server.stop;
  return { channel: createWebhook('wechat', { url: `${server.url}/in`, secret: SECRET }), received: server.received };
}

test('a message is signed, and its webhook-id is the notice', async () => {
  const { channel, received } = await gateway(() => ({ status: 204 }));
  const outgoing = message({ to: 'openid-1' });
  expect(await channel.send(outgoing)).toEqual({ status: 'sent', providerId: outgoing.noticeId });

  const [request] = received;
  const headers = request?.headers as Record<string, string>;
  expect(headers['webhook-id']).toBe(outgoing.noticeId);
  const { noticeId: id, to, subject, text, language } = outgoing;
  expect(new Webhook(SECRET).verify(request?.body ?? '', headers)).toEqual({
    id,
    channel: 'wechat',
    to,
    subject,
    text,
    language,
  });
  const other = new Webhook(`whsec_${Buffer.alloc(32, 8).toString('base64')}`);
  expect(() => other.verify(request?.body ?? '', headers)).toThrow();
});

test.each<[number, Record<string, string>, Partial<Outcome>]>([
  [410, {}, { status: 'refused', code: 'webhook-410' }],
  [422, {}, { status: 'refused', code: 'webhook-422' }],
  [429, { 'retry-after': '7' }, { status: 'not-sent', retryAfterMs: 7000 }],
  [503, {}, { status: 'not-sent', code: 'webhook-503' }],
  [302, { location: 'http://127.0.0.1:1/' }, { status: 'not-sent', code: 'webhook-302' }],
  [401, {}, { status: 'not-sent', retryAfterMs: 900_000 }],
])('an answer of %i %o is %o', async (status, headers, outcome) => {
  const { channel } = await gateway(() => ({ status, headers }));
  expect(await channel.send(message())).toMatchObject(outcome);
});

test('a cut connection is safe to repeat, so it is not unknown, and a look-up says send again', async () => {
  const { channel } = await gateway(() => undefined);
  expect(await channel.send(message())).toMatchObject({ status: 'not-sent', code: 'webhook-no-answer' });
  expect(await channel.find(message(), NOBODY_ELSES)).toEqual({ status: 'absent' });
});

test('nobody listening is not sent', async () => {
  const channel = createWebhook('push', { url: await deadUrl(), secret: SECRET });
  expect(await channel.send(message())).toMatchObject({ status: 'not-sent' });
});

test('what is cancelled beforehand does not leave the house', async () => {
  const { channel, received } = await gateway(() => ({ status: 204 }));
  expect(await channel.send(message(), AbortSignal.abort())).toMatchObject({ status: 'not-sent', code: 'cancelled' });
  expect(received).toEqual([]);
});

test('the gateway of the sandbox takes a notice once, however often it is sent', async () => {
  const sandbox = await startSandbox();
  stop = sandbox.stop;
  const push = createWebhook('push', {
    url: `${sandbox.url}/webhooks/push`,
    secret: sandbox.webhookSecret,
    timeoutMs: 400,
  });
  const outgoing = message({ to: 'device-1' });
  await sandbox.behave({ push: 'timeout-after-accept' });
  expect(await push.send(outgoing)).toMatchObject({ status: 'not-sent' });
  await sandbox.behave({ push: 'ok' });
  expect(await push.send(outgoing)).toMatchObject({ status: 'sent' });
  expect(await sandbox.messages('push')).toMatchObject([{ id: outgoing.noticeId, to: 'device-1' }]);
});
