import { expect, it } from 'vitest';
import { apiSettings } from '../../src/api/settings.js';
import { freshApi, putLoan, putNotice, twilioPost } from './api.js';

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
