import { beforeEach, describe, expect, it } from 'vitest';
import { rows } from '../../../src/store/base/connection/database.js';
import { freshApi, putLoan } from '../api.js';
import { ask, keyFor, signedIn } from './people.js';

const api = freshApi();
let token: string;
beforeEach(async () => {
  await putLoan(api);
  token = await signedIn(api, 'RM1', 'risk-manager');
});

const counted = async (what: string) =>
  (await rows(api.db().pool, 'SELECT FROM audit_log WHERE what = $1', [what])).length;
const named = (key: string) => ({ 'idempotency-key': key });
/** Which is no fact with a reference of its own: said twice, two keys are made. */
const keyOf = (name: string) => ({ name, scopes: ['loans:read'], endsAt: '2026-12-24T12:00:00+08:00' });

describe('asked by a name of the asker’s own', () => {
  it('it is done once, and answered as before, word for word', async () => {
    const admin = await signedIn(api, 'AD', 'administrator');
    const asked = () => ask(api, admin, 'POST', '/keys', keyOf('core'), named('k-1'));
    const [first, again] = [await asked(), await asked()];
    expect(again.body).toEqual(first.body);
    expect([first.status, again.status]).toEqual([201, 201]);
    expect([first.headers.get('idempotent-replayed'), again.headers.get('idempotent-replayed')]).toEqual([
      null,
      'true',
    ]);
    expect(await counted('key added')).toBe(1);
    const [kept] = await rows<{ answer: Buffer }>(api.db().pool, 'SELECT answer_sealed AS answer FROM asked_once');
    expect(kept!.answer.toString('latin1')).not.toContain(first.body.key);
  });

  it('a task too, which is open no more by then', async () => {
    await api.db().pool.query(
      `INSERT INTO tasks (task_id, loan_id, kind, role, rule, because, opened_at, due_at)
       VALUES ('T', 'L1', 'review', 'risk-manager', 'S1', '{"code":"complains"}', now(), now())`,
    );
    const done = (note: string) => ask(api, token, 'POST', '/tasks/T/done', { note }, named('t-1'));
    const [first, again] = [await done('seen'), await done('seen')];
    expect([first.status, first.body, again.status, again.body]).toEqual([
      ...[200, { outcome: 'taken' }],
      ...[200, { outcome: 'taken' }],
    ]);
    expect((await ask(api, token, 'POST', '/tasks/T/done', { note: 'seen' })).status).toBe(404);
    expect(await counted('task done')).toBe(1);
  });

  it('by many at the same moment too', async () => {
    const admin = await signedIn(api, 'AD', 'administrator');
    const many = await Promise.all(
      Array.from({ length: 6 }, () => ask(api, admin, 'POST', '/keys', keyOf('core'), named('k-1'))),
    );
    expect(new Set(many.map((it) => `${it.status} ${it.body.key}`)).size).toBe(1);
    expect(await counted('key added')).toBe(1);
  });

  it('but not for other content, and by another person it is another name', async () => {
    const hold = { loan: 'L1', reason: 'dispute' };
    expect((await ask(api, token, 'POST', '/holds', hold, named('h'))).status).toBe(201);
    expect((await ask(api, token, 'POST', '/holds', { ...hold, reason: 'other' }, named('h'))).status).toBe(422);
    expect(
      (
        await ask(
          api,
          token,
          'POST',
          '/tiers',
          { loan: 'L1', tier: 'high', until: '2026-12-31', reason: 'x' },
          named('h'),
        )
      ).status,
    ).toBe(422);
    const other = await signedIn(api, 'RM2', 'risk-manager');
    expect(
      (await ask(api, other, 'POST', '/signals', { borrower: 'B-L1', source: 'x', kind: 'litigation' }, named('h')))
        .status,
    ).toBe(201);
    expect(await counted('hold')).toBe(1);
  });

  it('what was refused leaves nothing: mended, it is taken by the same name', async () => {
    const key = await keyFor(api);
    const reversed = { loan: 'L9', reference: 'P-9', amount: '10.00' };
    expect((await ask(api, key, 'POST', '/payments', reversed, named('p'))).status).toBe(404);
    await putLoan(api, { loan: 'L9' });
    expect((await ask(api, key, 'POST', '/payments', reversed, named('p'))).status).toBe(201);
  });

  it('for a day', async () => {
    const said = { borrower: 'B-L1', source: 'court-watch', kind: 'litigation' };
    const asked = async () =>
      (await ask(api, token, 'POST', '/signals', said, named('h'))).headers.get('idempotent-replayed');
    expect([await asked(), await asked()]).toEqual([null, 'true']);
    api.now += 86_400_000;
    token = await signedIn(api, 'RM3', 'risk-manager');
    await asked();
    expect(await rows(api.db().pool, 'SELECT actor FROM asked_once')).toEqual([{ actor: 'staff/RM3' }]);
  });

  it('which has 255 signs at most, of those that are printed', async () => {
    for (const key of ['x'.repeat(256), 'a b'])
      expect((await ask(api, token, 'POST', '/holds', { loan: 'L1', reason: 'x' }, named(key))).status).toBe(422);
  });
});

describe('what two may change at once', () => {
  it.each([
    ['/loans/L1', '/holds', { loan: 'L1', reason: 'dispute' }],
    ['/borrowers/B-L1', '/borrower-changes', { borrower: 'B-L1', class: 'AA', reason: 'rated' }],
  ])('of %s: of two who looked at the same state one is told to look again', async (path, route, said) => {
    const head = await signedIn(api, 'DH1', 'department-head');
    const tag = (await ask(api, head, 'GET', path)).headers.get('etag')!;
    const both = await Promise.all([1, 2].map(() => ask(api, head, 'POST', route, said, { 'if-match': tag })));
    expect(both.map((it) => it.status).sort()).toEqual([201, 412]);
    expect((await ask(api, head, 'GET', path)).headers.get('etag')).not.toBe(tag);
    expect((await ask(api, head, 'POST', route, said, { 'if-match': '*' })).status).toBeLessThan(300);
  });

  it('a task too', async () => {
    const head = await signedIn(api, 'DH1', 'department-head');
    await signedIn(api, 'AM2', 'account-manager');
    await signedIn(api, 'AM3', 'account-manager');
    await api.db().pool.query(
      `INSERT INTO tasks (task_id, loan_id, kind, role, owner, rule, because, opened_at, due_at)
       VALUES ('T', 'L1', 'visit', 'account-manager', 'AM2', 'S1', '{"code":"stuck"}', now(), now())`,
    );
    const tag = (await ask(api, head, 'GET', '/tasks/T')).headers.get('etag')!;
    const to = (staff: string) =>
      ask(api, head, 'POST', '/tasks/T/owner', { staff, reason: 'busy' }, { 'if-match': tag });
    expect([(await to('AM3')).status, (await to('AM2')).status]).toEqual([200, 412]);
  });
});
