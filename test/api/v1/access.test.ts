import Fastify from 'fastify';
import { beforeEach, describe, expect, it } from 'vitest';
import { ACCESS, KEY_SCOPES, keyScopeOf, type Role, scopeOf } from '../../../src/api/access.js';
import { wantsRow } from '../../../src/api/v1/door/guard.js';
import { ROLES } from '../../../src/domain/plan/roles.js';
import { addKey, revokeKey } from '../../../src/store/access/api-keys.js';
import { signOut } from '../../../src/store/access/sessions.js';
import { ACCESS_ROLES, disableUser } from '../../../src/store/access/users.js';
import { rows } from '../../../src/store/base/connection/database.js';
import { freshApi, putLoan } from '../api.js';
import { ask, keyFor, signedIn } from './people.js';

const api = freshApi();
const ROLES_ALL: Role[] = [...ROLES, ...ACCESS_ROLES, 'system'];

/** North's loan L1 is looked after by somebody else, L2 by whoever asks. */
beforeEach(async () => {
  await putLoan(api);
  await putLoan(api, { loan: 'L2', contacts: [] });
});

const routes = () =>
  Object.entries(ACCESS).map(([route, row]) => {
    const [method = '', path = ''] = route.split(' ');
    return { route, method, path, ...row };
  });

/** Something that is asked of a route; what it names is not there, so that nothing is changed by it. */
const asked = (path: string) => path.replaceAll(/:\w+/g, 'nothing-of-that-name');

describe('every route', () => {
  it('has a row, and every row a route; one without stops the start', async () => {
    const document = (await ask(api, null, 'GET', '/openapi.json')).body;
    const there = Object.entries<object>(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map(
        (it) => `${it.toUpperCase()} ${path.replace('/api/v1', '').replaceAll(/\{(\w+)\}/g, ':$1')}`,
      ),
    );
    const hidden = ['GET /openapi.json', 'GET /reference', 'GET /reference.js'];
    expect([...there, ...hidden].sort()).toEqual(Object.keys(ACCESS).sort());
    const server = Fastify();
    server.addHook('onRoute', wantsRow);
    expect(() => server.get('/api/v1/secrets', async () => 'all of them')).toThrow(
      'src/api/access.ts has no row for GET /secrets',
    );
  });

  it('lets in by its row and nobody else: each role on each route', async () => {
    const tokens = new Map<Role, string>();
    for (const role of ROLES_ALL)
      tokens.set(
        role,
        role === 'system' ? await keyFor(api) : await signedIn(api, `S-${role}`, role, role === 'ops' ? null : 'north'),
      );
    const told: string[] = [];
    for (const { route, method, path, who } of routes()) {
      if (route === 'DELETE /session' || route === 'POST /session') continue;
      const nobody = await ask(api, null, method, asked(path), method === 'GET' ? undefined : {});
      if (who === 'anybody') continue;
      if (nobody.status !== 401) told.push(`${route} as nobody: ${nobody.status}`);
      for (const role of ROLES_ALL) {
        const { status } = await ask(
          api,
          tokens.get(role)!,
          method,
          asked(path),
          method === 'GET' || method === 'DELETE' ? undefined : {},
          // Each from where he sits: all of it together is more than one address may ask in a minute.
          { 'x-forwarded-for': `10.0.0.${ROLES_ALL.indexOf(role) + 1}` },
        );
        const may = scopeOf(who, [role]) !== null;
        if (may === (status === 403) || status === 401 || status >= 500) told.push(`${route} as ${role}: ${status}`);
      }
    }
    expect(told).toEqual([]);
  });

  it('that changes something is no auditor’s, and none about borrowers an administrator’s', () => {
    for (const { method, path, who, shows } of routes()) {
      if (who === 'anybody' || path.startsWith('/session')) continue;
      if (method !== 'GET' && shows !== 'unmasked') expect([path, who.auditor]).toEqual([path, undefined]);
      if (shows !== 'nothing') expect([path, who.administrator]).toEqual([path, undefined]);
    }
  });

  it('approves by people only', () => {
    expect(
      ['POST /decisions', 'POST /classifications', 'POST /warning-judgements'].map((it) => ACCESS[it]!.who),
    ).toEqual([
      expect.not.objectContaining({ system: expect.anything(), ops: expect.anything() }),
      expect.not.objectContaining({ system: expect.anything(), ops: expect.anything() }),
      expect.not.objectContaining({ system: expect.anything(), ops: expect.anything() }),
    ]);
  });
});

describe('what somebody sees', () => {
  it('of a branch, of one’s own, or of everybody, is decided where it is asked for', async () => {
    const north = await signedIn(api, 'RM1', 'risk-manager', 'north');
    const south = await signedIn(api, 'RM2', 'risk-manager', 'south');
    const everywhere = await signedIn(api, 'RM3', 'risk-manager');
    const own = await signedIn(api, 'AM1', 'account-manager', 'north');
    const other = await signedIn(api, 'AM2', 'account-manager', 'north');
    await api
      .db()
      .pool.query(
        `UPDATE borrowers SET branch = 'north', account_manager = CASE borrower_id WHEN 'B-L2' THEN 'AM1' END`,
      );
    const seen = async (token: string) =>
      (await ask(api, token, 'GET', '/loans')).body.items.map((it: { loan: string }) => it.loan);
    expect([await seen(north), await seen(south), await seen(everywhere), await seen(own), await seen(other)]).toEqual([
      ['L1', 'L2'],
      [],
      ['L1', 'L2'],
      ['L2'],
      [],
    ]);
    const one = async (token: string, path: string) => (await ask(api, token, 'GET', path)).status;
    for (const path of [
      '/loans/L1',
      '/loans/L1/diary',
      '/loans/L1/notices',
      '/borrowers/B-L1',
      '/loans/L1/standing',
      '/loans/L1/schedule',
    ])
      expect([path, await one(north, path), await one(south, path), await one(own, path)]).toEqual([
        path,
        200,
        404,
        404,
      ]);
    const hold = { loan: 'L1', reason: 'dispute' };
    expect([
      (await ask(api, south, 'POST', '/holds', hold)).status,
      (await ask(api, own, 'POST', '/holds', hold)).status,
    ]).toEqual([404, 404]);
    expect((await ask(api, north, 'POST', '/holds', hold)).status).toBe(201);
  });

  it('of others’ borrowers includes those about whom one has something to do', async () => {
    const other = await signedIn(api, 'AM2', 'account-manager', 'north');
    expect((await ask(api, other, 'GET', '/loans/L1')).status).toBe(404);
    await api
      .db()
      .pool.query(
        `INSERT INTO tasks (task_id, loan_id, kind, role, owner, rule, because, opened_at, due_at) VALUES ('T', 'L1', 'visit', 'account-manager', 'AM2', 'S1', '{"code":"stuck"}', now(), now())`,
      );
    expect((await ask(api, other, 'GET', '/loans/L1')).status).toBe(200);
  });

  it('of one branch is given to no other: neither a borrower nor work about one, which shows who it is', async () => {
    const north = await signedIn(api, 'DH1', 'department-head', 'north');
    const everywhere = await signedIn(api, 'DH3', 'department-head');
    for (const [staff, branch] of [
      ['AM1', 'north'],
      ['AM2', 'south'],
      ['AM3', null],
    ] as const)
      await signedIn(api, staff, 'account-manager', branch);
    const own = await signedIn(api, 'AM4', 'account-manager', 'north');
    await api.db().pool.query(
      `UPDATE borrowers SET branch = 'north', account_manager = 'AM4';
       INSERT INTO warnings (warning_id, borrower_id, loan_id, level, source, indicator, rule, opened_at)
       VALUES ('W1', 'B-L1', 'L1', 'red', 'x', 'income', 'P4.3', now())`,
    );
    const change = (token: string, it: object) =>
      ask(api, token, 'POST', '/borrower-changes', { borrower: 'B-L1', reason: 'x', ...it });
    const measure = (token: string, owner: string) =>
      ask(api, token, 'POST', '/measures', {
        of: 'warning',
        id: 'W1',
        text: `${owner} ${token}`,
        owner,
        due: '2026-12-20',
      });
    const status = async (it: ReturnType<typeof ask>) => (await it).status;
    expect(await status(change(north, { accountManager: 'AM2' }))).toBe(404);
    expect(await status(change(north, { branch: 'south' }))).toBe(403);
    for (const token of [north, own]) {
      expect(await status(measure(token, 'AM2'))).toBe(404);
      expect(await status(measure(token, 'AM1'))).toBe(201);
    }
    expect(await status(measure(own, 'AM3'))).toBe(201);
    const other = await signedIn(api, 'AM5', 'account-manager', 'south');
    expect((await ask(api, other, 'GET', '/loans')).body.items).toEqual([]);
    expect(await status(change(north, { branch: 'north', accountManager: 'AM1' }))).toBe(201);
    // Who sees all branches moves a borrower from one to the other.
    expect(await status(change(everywhere, { branch: 'south', accountManager: 'AM2' }))).toBe(201);
  });

  it('of persons is masked, and in the clear only for a reason, which is kept', async () => {
    const token = await signedIn(api, 'RM1', 'risk-manager');
    const masked = JSON.stringify([
      (await ask(api, token, 'GET', '/borrowers/B-L1')).body,
      (await ask(api, token, 'GET', '/borrowers')).body,
      (await ask(api, token, 'GET', '/loans')).body,
    ]);
    expect(masked).not.toContain('13800000001');
    expect((await ask(api, token, 'POST', '/borrowers/B-L1/look', {})).status).toBe(422);
    expect(
      (await ask(api, token, 'POST', '/borrowers/B-L1/look', { reason: 'a call back' })).body.contacts[0].address,
    ).toBe('+8613800000001');
    expect(
      await rows(api.db().pool, `SELECT actor, what, subject, detail FROM audit_log WHERE what = 'person read'`),
    ).toEqual([
      { actor: 'staff/RM1', what: 'person read', subject: 'borrower/B-L1', detail: { reason: 'a call back' } },
    ]);
  });
});

describe('what opens no door', () => {
  const refusals = () =>
    rows(api.db().pool, `SELECT subject, detail FROM audit_log WHERE what = 'access refused' ORDER BY audit_id`);
  const status = async (token: string) => (await ask(api, token, 'GET', '/loans')).status;

  it('forged, ended, expired, of somebody disabled: 401, and an entry in the audit log', async () => {
    const token = await signedIn(api, 'RM1', 'risk-manager');
    expect(await status(token)).toBe(200);
    expect(await status(`pls_${'x'.repeat(43)}`)).toBe(401);
    await signOut(api.db().pool, token, api.now);
    expect(await status(token)).toBe(401);
    const second = await signedIn(api, 'RM2', 'risk-manager');
    await disableUser(api.db(), 'RM2', { actor: 'test', at: api.now });
    expect(await status(second)).toBe(401);
    const third = await signedIn(api, 'RM3', 'risk-manager');
    api.now += 3_600_000;
    expect(await status(third)).toBe(401);
    const route = 'GET /loans';
    expect(await refusals()).toEqual(
      ['unknown', 'ended', 'ended', 'expired'].map((why) => ({ subject: 'session', detail: { why, route } })),
    );
  });

  it('a key that is revoked or over, of another end, or without the scope', async () => {
    const by = { actor: 'test', at: api.now };
    const key = await keyFor(api, ['payments:write']);
    expect((await ask(api, key, 'POST', '/payments', {})).status).toBe(422);
    expect(await status(key)).toBe(403);
    expect(await status(`${key.slice(0, -1)}~`)).toBe(401);
    const brief = await addKey(api.db(), { name: 'brief', scopes: KEY_SCOPES, endsAt: api.now + 1000 }, by);
    expect(await status(brief)).toBe(200);
    api.now += 1000;
    expect(await status(brief)).toBe(401);
    await revokeKey(api.db(), key.slice(0, 12), by);
    expect(await status(key)).toBe(401);
    expect((await refusals()).map((it) => (it as { detail: { why: string } }).detail.why)).toEqual([
      'unknown',
      'expired',
      'revoked',
    ]);
    expect(KEY_SCOPES).toContain(keyScopeOf('GET', '/loans/:loan'));
  });

  it('a password that others have seen opens nothing but its change', async () => {
    const token = await signedIn(api, 'RM1', 'risk-manager');
    await api.db().pool.query('UPDATE users SET must_change = true');
    expect(await status(token)).toBe(403);
    expect((await ask(api, token, 'GET', '/session')).body).toMatchObject({ staff: 'RM1', mustChange: true });
  });
});
