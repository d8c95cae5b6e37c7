import { describe, expect, it } from 'vitest';
import { apiSettings } from '../../src/api/settings.js';
import { rows } from '../../src/store/base/connection/database.js';
import { freshApi, putLoan, putNotice, twilioPost } from './api.js';
import { ask, keyFor, signedIn } from './v1/people.js';

const api = freshApi();

it('one address may look at pages six hundred times a minute; others, reports and health are not held up by it', async () => {
  await putLoan(api);
  const notice = await putNotice(api);
  const link = api.links().page(notice, api.now + 86_400_000);
  const open = (address: string) => fetch(link, { headers: { 'x-forwarded-for': address } });
  for (let n = 0; n < 600; n++) expect((await open('203.0.113.7')).status).toBe(200);
  const denied = await open('203.0.113.7');
  expect(denied.status).toBe(429);
  expect(Number(denied.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await denied.text()).toBe('');
  // Who writes an address of their own in front is known by the one that the proxy adds.
  expect((await open('198.51.100.1, 203.0.113.7')).status).toBe(429);
  expect((await open('203.0.113.8')).status).toBe(200);
  const report = { MessageSid: 'SM1', MessageStatus: 'delivered' };
  expect((await twilioPost(api, `/webhooks/twilio/sms?notice=${notice}`, report)).status).toBe(204);
  expect((await fetch(`${api.url}/health`)).status).toBe(200);
  expect(api.logged).toEqual([]);
});

it('forms are counted too, and guesses at links', async () => {
  const guess = () => fetch(`${api.url}/l/${'x'.repeat(40)}`, { method: 'GET' });
  for (let n = 0; n < 600; n++) expect((await guess()).status).toBe(404);
  expect((await guess()).status).toBe(429);
  expect((await fetch(`${api.url}/u/${'x'.repeat(40)}`, { method: 'POST' })).status).toBe(429);
});

const needed = { DATABASE_URL: 'postgresql://x@y/z', POSTLOAN_KEY: 'k' };

it('the proxies whose word is taken are checked', () => {
  expect(apiSettings(needed).trustedProxies).toEqual(['loopback']);
  const two = apiSettings({ ...needed, API_TRUSTED_PROXIES: '10.0.0.0/8, fd00::1' });
  expect(two.trustedProxies).toEqual(['10.0.0.0/8', 'fd00::1']);
  expect(() => apiSettings({ ...needed, API_TRUSTED_PROXIES: 'everyone' })).toThrow('API_TRUSTED_PROXIES');
});

it('a secret for Alibaba that can be guessed stops the start, without being shown', () => {
  expect(() => apiSettings({ ...needed, ALIYUN_WEBHOOK_SECRET: 'short' })).toThrow(
    /^(?!.*short).*ALIYUN_WEBHOOK_SECRET/s,
  );
});

it('an address that is longer than is read is refused as everything else is', async () => {
  const refused = await fetch(`${api.url}/api/v1/tasks?after=${'x'.repeat(20_000)}`);
  expect([refused.status, refused.headers.get('content-type')]).toEqual([431, 'application/problem+json']);
  expect(await refused.json()).toMatchObject({ status: 431, detail: 'the address and heads are too long' });
});

describe('of /api/v1', () => {
  const few = freshApi({}, { perMinute: 20 });

  it('a person and a program have so many requests a minute each, wherever they sit; who opens no door is counted by address', async () => {
    const [one, other] = [await signedIn(few, 'RM1', 'risk-manager'), await signedIn(few, 'RM2', 'risk-manager')];
    const key = await keyFor(few);
    const from = (token: string | null, address: string) =>
      ask(few, token, 'GET', '/plans', undefined, { 'x-forwarded-for': address });
    const last = async (token: string | null, address: (n: number) => string) => {
      for (let n = 0; n < 20; n++) expect((await from(token, address(n))).status).toBe(token === null ? 401 : 200);
      return from(token, address(20));
    };
    const denied = await last(one, (n) => `203.0.113.${n}`);
    expect([denied.status, denied.body.detail]).toEqual([429, 'too many requests: wait a minute']);
    expect(Number(denied.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await last(key, () => '203.0.113.1')).status).toBe(429);
    // The office is not held up by one of its people.
    expect((await from(other, '203.0.113.1')).status).toBe(200);
    expect((await last(null, () => '198.51.100.7')).status).toBe(429);
    expect((await from(other, '198.51.100.7')).status).toBe(200);
    // Nothing more is written down of who knocks without an end.
    const guess = () => from(`pls_${'x'.repeat(43)}`, '198.51.100.9');
    for (let n = 0; n < 25; n++) await guess();
    const [refused] = await rows<{ count: number }>(
      few.db().pool,
      `SELECT count(*) FROM audit_log WHERE what = 'access refused'`,
    );
    expect(refused!.count).toBe(20);
  });
});
