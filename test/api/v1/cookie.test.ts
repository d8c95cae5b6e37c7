import { Secret, TOTP } from 'otpauth';
import { beforeEach, describe, expect, it } from 'vitest';
import { rows } from '../../../src/store/base/connection/database.js';
import { freshApi, putLoan } from '../api.js';
import { ask, keyFor, passwordOf, signedIn } from './people.js';

const api = freshApi();
beforeEach(() => putLoan(api));

/** Signs in as a browser does; `cookie`: what it then sends. */
async function browser(headers: Record<string, string> = {}) {
  const password = await passwordOf(api, 'RM1', 'risk-manager');
  const answer = await ask(api, null, 'POST', '/session', { staff: 'RM1', password }, headers);
  const given = answer.headers.get('set-cookie') ?? '';
  return { answer, given, cookie: given.split(';')[0]!, password };
}

const withCookie = (
  cookie: string,
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: unknown,
) => ask(api, null, method, path, body, { cookie, ...headers });

describe('the session of a browser', () => {
  it('is a cookie that no script reads and no other site sends, beside the token of programs', async () => {
    const { answer, given, cookie } = await browser();
    expect(answer.body.token).toMatch(/^pls_/);
    expect(given).toMatch(/^postloan-session=pls_[^;]+; Path=\/; HttpOnly; SameSite=Strict$/);
    const me = await withCookie(cookie, 'GET', '/session');
    expect(me.body).toMatchObject({ staff: 'RM1', may: expect.arrayContaining(['POST /holds', 'GET /loans']) });
    expect(me.body.may).not.toContain('GET /audit');
    expect(me.headers.get('cache-control')).toBe('no-store');
  });

  it('goes over https alone where the API is reached by it', async () => {
    const proxied = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'loans.bank.example' };
    expect((await browser(proxied)).given).toMatch(/; Secure/);
  });

  it('signed out opens nothing, and the browser is told to forget it', async () => {
    const { cookie } = await browser();
    const out = await withCookie(cookie, 'DELETE', '/session', { origin: api.url });
    expect([out.status, out.headers.get('set-cookie')]).toEqual([
      204,
      expect.stringMatching(/^postloan-session=; .*1970/),
    ]);
    const after = await withCookie(cookie, 'GET', '/loans');
    expect([after.status, after.headers.get('set-cookie')]).toEqual([401, expect.stringMatching(/1970/)]);
  });

  it('does nothing for a page of another site: not read, not changed, not signed in', async () => {
    const { cookie } = await browser();
    const hold = { loan: 'L1', reason: 'dispute' };
    for (const origin of ['https://evil.example', 'null', 'not an address', `${api.url}0`]) {
      expect((await withCookie(cookie, 'POST', '/holds', { origin }, hold)).status).toBe(403);
      expect((await withCookie(cookie, 'GET', '/loans', { origin })).status).toBe(403);
      expect((await ask(api, null, 'POST', '/session', { staff: 'RM1', password: 'x' }, { origin })).status).toBe(403);
    }
    const refused = await rows(
      api.db().pool,
      `SELECT detail->>'why' AS why FROM audit_log WHERE what = 'access refused'`,
    );
    expect(refused).toHaveLength(12);
    expect((await withCookie(cookie, 'POST', '/holds', { origin: api.url }, hold)).status).toBe(201);
  });

  it('of the lender’s own address, behind whatever proxy, is its own', async () => {
    api.context.settings.publicUrl = 'https://loans.bank.example/postloan';
    const { cookie, given } = await browser({ origin: 'https://loans.bank.example' });
    expect(given).toMatch(/; Secure/);
    const hold = { loan: 'L1', reason: 'dispute' };
    expect((await withCookie(cookie, 'POST', '/holds', { origin: 'https://loans.bank.example' }, hold)).status).toBe(
      201,
    );
    expect((await withCookie(cookie, 'POST', '/holds', { origin: 'http://loans.bank.example' }, hold)).status).toBe(
      403,
    );
  });

  it('stands behind a token that is said: a program with both is who the token says', async () => {
    const { cookie } = await browser();
    expect((await ask(api, `pls_${'x'.repeat(43)}`, 'GET', '/loans', undefined, { cookie })).status).toBe(401);
  });

  it('of a password that others have seen opens its change, and says so', async () => {
    const { cookie } = await browser();
    await api.db().pool.query('UPDATE users SET must_change = true');
    expect((await withCookie(cookie, 'GET', '/session')).body.mustChange).toBe(true);
    expect((await withCookie(cookie, 'GET', '/loans')).status).toBe(403);
  });
});

it('a second factor is asked for by a word that a program can tell', async () => {
  const { cookie, password } = await browser();
  const offered = await withCookie(cookie, 'POST', '/session/second-factor', {}, {});
  const totp = new TOTP({ secret: Secret.fromBase32(offered.body.secret) });
  const code = totp.generate({ timestamp: api.now });
  const use = (said: object) =>
    withCookie(cookie, 'PUT', '/session/second-factor', {}, { secret: offered.body.secret, code, ...said });
  for (const said of [{}, { password: 'guess' }]) {
    const refused = await use(said);
    expect([refused.status, refused.body.errors]).toEqual([409, [expect.objectContaining({ pointer: '#/password' })]]);
  }
  expect((await use({ password })).status).toBe(200);
  const again = await ask(api, null, 'POST', '/session', { staff: 'RM1', password });
  expect(again.body).toMatchObject({ status: 401, code: 'code-needed' });
  const signedIn = await ask(api, null, 'POST', '/session', {
    staff: 'RM1',
    password,
    code: totp.generate({ timestamp: api.now + 30_000 }),
  });
  expect(signedIn.status).toBe(201);
});

it('what a device keeps opens to one person alone, by every session, and to no program', async () => {
  const keys = async (token: string) => (await ask(api, token, 'GET', '/session/device-keys')).body.keys;
  const { cookie, password } = await browser();
  const mine = (await withCookie(cookie, 'GET', '/session/device-keys')).body.keys;
  const later = await ask(api, null, 'POST', '/session', { staff: 'RM1', password });
  expect(await keys(later.body.token)).toEqual(mine);
  expect(mine.map((it: string) => Buffer.from(it, 'base64').length)).toEqual([32]);
  expect(await keys(await signedIn(api, 'RM2', 'risk-manager'))).not.toEqual(mine);
  expect((await ask(api, await keyFor(api), 'GET', '/session/device-keys')).status).toBe(403);
});
