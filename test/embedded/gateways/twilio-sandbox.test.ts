import { createHmac, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import twilio from 'twilio';
import RequestClient from 'twilio/lib/base/RequestClient.js';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type HttpServer, serve } from '../../../src/embedded/base/http.js';
import { startTwilioSandbox, type TwilioSandbox } from '../../../src/embedded/gateways/twilio-sandbox.js';
import { until } from '../../support/until.js';

const accountSid = `AC${'0'.repeat(32)}`;
const authToken = 'f'.repeat(32);
const webhookSecret = `whsec_${randomBytes(32).toString('base64')}`;
const from = '+15005550006';
const to = '+8613800000001';

interface Callback {
  signature: string;
  params: Record<string, string>;
}

let dir: string;
let sandbox: TwilioSandbox;
let receiver: HttpServer;
let callbacks: Callback[];

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'postloan-test-'));
  sandbox = await start();
  callbacks = [];
  const handle = ({ headers, body }: { headers: Record<string, unknown>; body: string }) => {
    callbacks.push({
      signature: String(headers['x-twilio-signature']),
      params: Object.fromEntries(new URLSearchParams(body)),
    });
    return { json: {} };
  };
  receiver = await serve([{ method: 'POST', path: /^\/status$/, handle }]);
});
afterEach(async () => {
  await Promise.all([sandbox.stop(), receiver.stop()]);
  rmSync(dir, { recursive: true, force: true });
});

const start = () => startTwilioSandbox({ dir, accountSid, authToken, webhookSecret });

/** The library as it is; only the host is another one. */
function client(token = authToken, timeout = 5000) {
  const httpClient = new RequestClient({ timeout });
  const request = httpClient.request.bind(httpClient);
  httpClient.request = (options) =>
    request({ ...options, uri: options.uri.replace('https://api.twilio.com', sandbox.url) });
  return twilio(accountSid, token, { httpClient });
}

const call = (path: string, method = 'GET', body?: object) =>
  fetch(sandbox.url + path, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
const json = async (path: string) => (await call(path)).json();
const behave = (behaviour: object) => call('/sandbox/behaviour', 'PUT', behaviour);
const statusCallback = () => `${receiver.url}/status?dispatch=7`;
const valid = ({ signature, params }: Callback) =>
  twilio.validateRequest(authToken, signature, statusCallback(), params);

test('takes messages from the unchanged library, and lists them page by page', async () => {
  const { messages } = client();
  const sent = await messages.create({ to, from, body: '您的贷款将于明天到期' });
  expect(sent).toMatchObject({ status: 'queued', to, from, body: '您的贷款将于明天到期' });
  expect(sent.sid).toMatch(/^SM[0-9a-f]{32}$/);
  for (let n = 0; n < 4; n++) await messages.create({ to, from, body: `${n}` });
  await messages.create({ to: '+8613800000002', messagingServiceSid: 'MG1', body: 'x' });

  const minuteAgo = new Date(Date.now() - 60_000);
  const found = await messages.list({ to, dateSentAfter: minuteAgo, pageSize: 2 });
  expect(found.map(({ body }) => body)).toEqual(['3', '2', '1', '0', '您的贷款将于明天到期']);
  expect(await messages.list({ to, dateSentBefore: minuteAgo })).toHaveLength(0);
  expect(await messages.list({ dateSent: new Date() })).toHaveLength(6);
  expect((await messages(sent.sid).fetch()).sid).toBe(sent.sid);
  await expect(messages(`SM${'0'.repeat(32)}`).fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
});

test.each([
  [{ to: '+15005550001' }, 21211],
  [{ to: '+15005550002' }, 21612],
  [{ to: '+15005550003' }, 21408],
  [{ to: '+15005550004' }, 21610],
  [{ to: '+15005550009' }, 21614],
  [{ from: '+15005550001' }, 21212],
  [{ from: '+15005550007' }, 21606],
  [{ from: '+15005550008' }, 21611],
  [{ to: '138' }, 21211],
  [{ body: '' }, 21602],
  [{ body: 'x'.repeat(1601) }, 21617],
])('refuses %j as Twilio does, with %i', async (wrong, code) => {
  const refused = client().messages.create({ to, from, body: 'x', ...wrong });
  await expect(refused).rejects.toMatchObject({ status: 400, code, moreInfo: expect.stringContaining(String(code)) });
  expect(await json('/sandbox/messages')).toEqual([]);
});

test('refuses who does not know the token', async () => {
  await expect(client('wrong').messages.create({ to, from, body: 'x' })).rejects.toMatchObject({
    status: 401,
    code: 20003,
  });
});

test('reports each status, signed', async () => {
  await client().messages.create({ to, from, body: 'x', statusCallback: statusCallback() });
  await vi.waitFor(() => expect(callbacks).toHaveLength(2), 5000);
  expect(callbacks.map(({ params }) => params.MessageStatus)).toEqual(['sent', 'delivered']);
  expect(callbacks.every(valid)).toBe(true);
  expect(await json('/sandbox/messages')).toMatchObject([{ status: 'delivered' }]);
});

test.each([
  ['twice', ['delivered', 'delivered', 'sent', 'sent']],
  ['reversed', ['delivered', 'sent']],
  ['forged', ['delivered', 'sent']],
  ['none', []],
])('reports %s where it is set so', async (how, expected) => {
  await behave({ callbacks: how });
  await client().messages.create({ to, from, body: 'x', statusCallback: statusCallback() });
  await until('as many reports as there should be', () => callbacks.length >= expected.length);
  // One too many would come as quickly.
  await sleep(300);
  const statuses = callbacks.map(({ params }) => params.MessageStatus);
  expect(statuses.toSorted()).toEqual(expected);
  if (how === 'reversed') expect(statuses).toEqual(['delivered', 'sent']);
  expect(callbacks.every(valid)).toBe(how !== 'forged');
});

test('calls, reports the events that were asked for, and lists the calls', async () => {
  const { calls } = client();
  const twiml = '<Response><Say language="zh-CN">您好</Say></Response>';
  const statusCallbackEvent = ['answered', 'completed'];
  const made = await calls.create({ to, from, twiml, statusCallback: statusCallback(), statusCallbackEvent });
  expect(made.sid).toMatch(/^CA/);
  await vi.waitFor(() => expect(callbacks).toHaveLength(2), 5000);
  expect(callbacks.map(({ params }) => params.CallStatus)).toEqual(['in-progress', 'completed']);
  expect(callbacks.every(valid)).toBe(true);
  const found = await calls.list({ to, startTimeAfter: new Date(Date.now() - 60_000) });
  expect(found).toMatchObject([{ sid: made.sid, status: 'completed' }]);
  expect(await (await call('/')).text()).toContain('您好');
  await expect(calls.create({ to: '+15005550004', from, twiml })).rejects.toMatchObject({ code: 21216 });
});

test.each(['drop-after-accept', 'timeout-after-accept'])('%s keeps what its sender thinks lost', async (sms) => {
  await behave({ sms });
  const impatient = client(authToken, 300);
  await expect(impatient.messages.create({ to, from, body: 'x' })).rejects.not.toHaveProperty('status');
  expect(await impatient.messages.list({ to })).toHaveLength(1);
});

test.each([
  ['reject', { status: 400, code: 21211 }],
  ['outage', { status: 503 }],
  ['rate-limit', { status: 429, code: 20429 }],
])('%s keeps nothing', async (sms, error) => {
  await behave({ sms });
  await expect(client().messages.create({ to, from, body: 'x' })).rejects.toMatchObject(error);
  expect(await json('/sandbox/count')).toEqual({ sms: 0, voice: 0, wechat: 0, push: 0 });
});

test('garbage is answered with something else than JSON', async () => {
  await behave({ sms: 'garbage' });
  await expect(client().messages.create({ to, from, body: 'x' })).rejects.toThrow();
});

test('undelivered is accepted and reported later', async () => {
  await behave({ sms: 'undelivered' });
  await client().messages.create({ to, from, body: 'x', statusCallback: statusCallback() });
  await vi.waitFor(() => expect(callbacks).toHaveLength(2), 5000);
  expect(callbacks[1]?.params).toMatchObject({ MessageStatus: 'undelivered', ErrorCode: '30005' });
});

test('has everything again after a restart, and goes on with what was on its way', async () => {
  await client().messages.create({ to, from, body: 'x' });
  await sandbox.stop();
  sandbox = await start();
  expect(await json('/sandbox/count')).toMatchObject({ sms: 1 });
  await vi.waitFor(async () => expect(await json('/sandbox/messages')).toMatchObject([{ status: 'delivered' }]), 5000);
  await call('/sandbox/messages', 'DELETE');
  expect(await json('/sandbox/messages')).toEqual([]);
});

test('keeps a signed webhook once for its id', async () => {
  const post = (id: string, key = webhookSecret) => {
    const body = JSON.stringify({ to: 'openid-1', text: '还款提醒' });
    const timestamp = String(Math.floor(Date.now() / 1000));
    const hmac = createHmac('sha256', Buffer.from(key.slice(6), 'base64')).update(`${id}.${timestamp}.${body}`);
    const signature = `v1,${hmac.digest('base64')}`;
    const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature };
    return fetch(`${sandbox.url}/webhooks/wechat`, { method: 'POST', headers, body });
  };
  expect((await post('m1')).status).toBe(200);
  expect((await post('m1')).status).toBe(200);
  expect((await post('m2', `whsec_${randomBytes(32).toString('base64')}`)).status).toBe(401);
  expect(await json('/sandbox/messages?channel=wechat')).toMatchObject([{ id: 'm1', to: 'openid-1' }]);
  await behave({ wechat: 'reject' });
  expect((await post('m3')).status).toBe(400);
});
