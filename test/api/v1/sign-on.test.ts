import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { signOnAt, signOnFrom } from '../../../src/api/sign-on.js';
import { bindUser } from '../../../src/store/access/single-sign-on.js';
import { disableUser } from '../../../src/store/access/users.js';
import { rows } from '../../../src/store/base/connection/database.js';
import { changeStaffMail } from '../../../src/store/staff/staff-mails.js';
import { freshApi, putLoan, seal } from '../api.js';
import { ask, passwordOf } from './people.js';
import { CLIENT, startProvider } from './provider.js';

const api = freshApi();
let provider: Awaited<ReturnType<typeof startProvider>>;

const KNOWN = {
  wang: { email: 'Wang@Bank.example', email_verified: true },
  li: { email: 'li@bank.example', email_verified: false },
  nobody: {},
};

beforeEach(async () => {
  await putLoan(api);
  const returnTo = `${api.url}/api/v1/sign-on/return`;
  provider = await startProvider(returnTo, KNOWN, { as: 'wang' });
  api.context.settings.signOn = signOnAt({ issuer: provider.issuer, ...CLIENT, returnTo });
});
afterEach(() => provider.stop());

/** Somebody who may sign in, and whose mail address is known. */
async function user(staff: string, email: string) {
  await passwordOf(api, staff, 'risk-manager');
  await changeStaffMail(api.db(), seal, { staff, email }, by());
}
const by = () => ({ actor: 'test', at: api.now });

type Jar = Map<string, string>;

/** What a browser does with an address: cookies are kept of each host, addresses that it is sent to are followed up to one of `until`. */
async function follow(jar: Jar, address: string, until: (url: URL) => boolean) {
  for (let at = new URL(address); ; ) {
    if (until(at)) return at;
    const of = (name: string) => `${at.host} ${name}`;
    const cookie = [...jar]
      .filter(([it]) => it.startsWith(of('')))
      .map(([it, value]) => `${it.split(' ')[1]}=${value}`);
    const answer = await fetch(at, { redirect: 'manual', headers: { cookie: cookie.join('; ') } });
    for (const it of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(it)!;
      if (value === '') jar.delete(of(name));
      else jar.set(of(name), value);
    }
    const next = answer.headers.get('location');
    if (next === null) throw new Error(`${at.pathname}: ${answer.status} ${await answer.text()}`);
    at = new URL(next, at);
  }
}

const begin = () => `${api.url}/api/v1/sign-on/begin`;
const isHere = (path: string) => (url: URL) => url.origin === api.url && url.pathname === path;
const tokenIn = (jar: Jar) => jar.get(`${new URL(api.url).host} postloan-session`) ?? null;

/** Where a browser ends that is sent to the provider, and the session that it then has. */
async function signOn(jar: Jar = new Map()) {
  const { search } = await follow(jar, begin(), isHere('/'));
  return { search, token: tokenIn(jar) };
}

const noted = async () =>
  (
    await rows<{ it: string }>(
      api.db().pool,
      `SELECT actor || ': ' || what || coalesce(' ' || (detail->>'why'), '') AS it FROM audit_log WHERE what LIKE '%sign%' ORDER BY audit_id`,
    )
  ).map(({ it }) => it);

describe('single sign-on', () => {
  it('lets in the user whose mail address the provider vouches for, once and then by the provider’s name for the person', async () => {
    await user('RM1', 'wang@bank.example');
    const first = await signOn();
    expect((await ask(api, first.token, 'GET', '/session')).body).toMatchObject({ staff: 'RM1', mustChange: false });
    await changeStaffMail(api.db(), seal, { staff: 'RM1', email: 'another@bank.example' }, by());
    expect((await ask(api, (await signOn()).token, 'GET', '/session')).body.staff).toBe('RM1');
    expect(await noted()).toEqual(['staff/RM1: single sign-on bound', 'staff/RM1: signed in', 'staff/RM1: signed in']);
  });

  it('lets in nobody whom no administrator has made a user, nor by an address that is not vouched for, is two people’s, or that came back', async () => {
    expect(await signOn()).toEqual({ search: '?sign-on=unknown', token: null });
    await user('RM1', 'li@bank.example');
    provider.as = 'li';
    expect((await signOn()).token).toBeNull();
    provider.as = 'nobody';
    expect((await signOn()).token).toBeNull();
    provider.as = 'wang';
    await user('RM2', 'wang@bank.example');
    await user('RM3', 'wang@bank.example');
    expect((await signOn()).token).toBeNull();
    await api.db().pool.query(`UPDATE staff SET email_retired_at = now() WHERE staff_id IN ('RM2', 'RM3')`);
    expect((await signOn()).token).toBeNull();
    expect(new Set(await noted())).toEqual(new Set(['nobody: sign-in refused single sign-on: unknown']));
  });

  it('lets in whom an administrator has bound; whoever is disabled, or bound to another, stays out', async () => {
    await user('RM1', 'wang@bank.example');
    await user('RM2', 'li@bank.example');
    const subject = `${provider.issuer} li`;
    await bindUser(api.db(), { staff: 'RM1', subject }, by());
    await expect(bindUser(api.db(), { staff: 'RM2', subject }, by())).rejects.toThrow('this subject is RM1 already');
    expect((await signOn()).token).toBeNull();
    provider.as = 'li';
    const { token } = await signOn();
    expect((await ask(api, token, 'GET', '/session')).body.staff).toBe('RM1');
    await disableUser(api.db(), 'RM1', by());
    expect((await ask(api, token, 'GET', '/session')).status).toBe(401);
    expect(await signOn()).toEqual({ search: '?sign-on=unknown', token: null });
  });

  it('the password that was given need not be changed by who never uses it, and opens nothing else all the same', async () => {
    await user('RM1', 'wang@bank.example');
    await api.db().pool.query('UPDATE users SET must_change = true');
    expect((await ask(api, (await signOn()).token, 'GET', '/loans')).status).toBe(200);
  });

  it('what comes back a second time, to another browser, or changed on the way opens nothing', async () => {
    await user('RM1', 'wang@bank.example');
    const comesBack = isHere('/api/v1/sign-on/return');
    const jar: Jar = new Map();
    const answer = await follow(jar, begin(), comesBack);
    const kept = new Map(jar);
    // Another browser, which has begun a sign-in of its own: the state is another's.
    const other: Jar = new Map();
    await follow(other, begin(), comesBack);
    expect((await follow(other, answer.href, isHere('/'))).search).toBe('?sign-on=refused');
    expect((await follow(new Map(), answer.href, isHere('/'))).search).toBe('?sign-on=refused');
    const forged = new URL(answer);
    forged.searchParams.set('code', 'a code that nobody gave');
    expect((await follow(new Map(kept), forged.href, isHere('/'))).search).toBe('?sign-on=refused');
    const elsewhere = new URL(answer);
    elsewhere.searchParams.set('iss', 'https://another.example');
    expect((await follow(new Map(kept), elsewhere.href, isHere('/'))).search).toBe('?sign-on=refused');
    expect((await follow(jar, answer.href, isHere('/'))).search).toBe('');
    expect(tokenIn(jar)).toMatch(/^pls_/);
    const replayed = new Map(kept);
    expect((await follow(replayed, answer.href, isHere('/'))).search).toBe('?sign-on=refused');
    expect(tokenIn(replayed)).toBeNull();
    expect((await noted()).filter((it) => it.includes('refused'))).toHaveLength(5);
  });

  it('goes to the provider with PKCE, state and nonce, and keeps what it must know in a cookie that no script reads', async () => {
    const answer = await fetch(begin(), { redirect: 'manual' });
    const asked = new URL(answer.headers.get('location')!).searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({
      ...{ response_type: 'code', client_id: CLIENT.clientId, scope: 'openid email', code_challenge_method: 'S256' },
      redirect_uri: `${api.url}/api/v1/sign-on/return`,
    });
    for (const it of ['state', 'nonce', 'code_challenge']) expect(asked.get(it)).toMatch(/^[\w-]{43}$/);
    expect(answer.headers.get('set-cookie')).toMatch(
      /^postloan-sign-on=[^;]+; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/,
    );
  });

  it('is not there where it is not configured, and says so where its provider does not answer', async () => {
    expect((await ask(api, null, 'GET', '/sign-on')).body).toEqual({ single: true });
    await provider.stop();
    expect((await follow(new Map(), begin(), isHere('/'))).search).toBe('?sign-on=away');
    api.context.settings.signOn = null;
    expect((await ask(api, null, 'GET', '/sign-on')).body).toEqual({ single: false });
    for (const it of ['begin', 'return']) expect((await ask(api, null, 'GET', `/sign-on/${it}`)).status).toBe(404);
  });
});

it('the provider is asked by TLS, unless it is on this machine', async () => {
  const env = (OIDC_ISSUER: string) => ({
    ...{ OIDC_ISSUER, OIDC_CLIENT_ID: 'postloan', OIDC_CLIENT_SECRET_FILE: fileURLToPath(import.meta.url) },
    PUBLIC_URL: 'https://lender.example',
  });
  for (const issuer of ['https://id.example', 'http://127.0.0.1:8080/realm', 'http://localhost'])
    expect(signOnFrom(env(issuer))?.issuer).toBe(issuer);
  for (const issuer of [
    'http://id.example',
    'http://127.0.0.1.example',
    'http://localhost.example/',
    'http://localhost@id.example',
  ])
    expect(() => signOnFrom(env(issuer)), issuer).toThrow('must be https');
  expect(signOnFrom({})).toBeNull();
});
