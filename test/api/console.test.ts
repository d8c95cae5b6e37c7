import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { projectPath } from '../../src/library/project-path.js';
import { freshApi } from './api.js';

const api = freshApi();
const get = (path: string, headers: Record<string, string> = {}) => fetch(`${api.url}${path}`, { headers });

/** The names of the parts that the page loads. */
const parts = (page: string) => [...page.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(([, name]) => name!);

it('the console stands at /, with no script in the page and none from elsewhere', async () => {
  const answer = await get('/');
  const page = await answer.text();
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  const policy = answer.headers.get('content-security-policy')!;
  expect(policy).toMatch(/^default-src 'none'; script-src 'self';/);
  expect(policy.replace(/style-src[^;]*/, '')).not.toMatch(/unsafe|https?:|\*/);
  expect(answer.headers.get('cache-control')).toBe('no-cache');
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(page).not.toMatch(/<script(?![^>]*\bsrc=)|\bon\w+=|style=|https?:/);
  expect(parts(page).length).toBeGreaterThan(2);
});

it('its parts are kept for ever by name, and go out compressed as they were built', async () => {
  const [script] = parts(await (await get('/')).text()).filter((it) => it.endsWith('.js'));
  const compressed = await get(`/${script}`, { 'accept-encoding': 'br' });
  expect([compressed.status, compressed.headers.get('content-encoding')]).toEqual([200, 'br']);
  expect(compressed.headers.get('cache-control')).toMatch(/immutable/);
  expect(compressed.headers.get('content-type')).toMatch(/javascript/);
  const sha = (it: Buffer | string) => createHash('sha256').update(it).digest('hex');
  const built = readFileSync(projectPath(`dist/console/${script}`));
  expect(sha(Buffer.from(await compressed.arrayBuffer()))).toBe(sha(built));
  const plain = await get(`/${script}`, { 'accept-encoding': 'identity' });
  expect([plain.headers.get('content-encoding'), sha(Buffer.from(await plain.arrayBuffer()))]).toEqual([
    null,
    sha(built),
  ]);
});

it('what is no part of it is not there, as before', async () => {
  for (const path of [
    '/loans/L1',
    '/index.htm',
    '/manifest.json',
    '/assets',
    '/assets/..%2f..%2fpackage.json',
    '/../package.json',
  ])
    expect([path, (await get(path)).status]).toEqual([path, 404]);
  expect((await get('/health')).status).toBe(200);
  expect((await get('/api/v1/health')).status).toBe(200);
  expect((await get('/api/v1/nothing')).headers.get('content-type')).toMatch(/problem/);
});
