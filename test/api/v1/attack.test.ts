import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { beforeEach, expect, it } from 'vitest';
import { projectPath } from '../../../src/library/project-path.js';
import { rows } from '../../../src/store/base/connection/database.js';
import { freshApi, putLoan } from '../api.js';
import { ask, keyFor, passwordOf, signedIn } from './people.js';

const api = freshApi();
beforeEach(() => putLoan(api));

const HOLD = { loan: 'L1', reason: 'dispute' };
/** As it is, whatever a client would make of it. */
const raw = (token: string, path: string, body: string, type = 'application/json') =>
  fetch(`${api.url}/api/v1${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': type },
    body,
  });

it('what would change the prototype of all objects, or name what is no field, is refused', async () => {
  const token = await signedIn(api, 'RM1', 'risk-manager');
  for (const more of [
    '"__proto__":{"scope":"all"}',
    '"constructor":{"prototype":{"scope":"all"}}',
    '"branch":"south"',
    '"at":"2020-01-01T00:00:00Z"',
    '"recordedBy":"RM2"',
  ])
    expect((await raw(token, '/holds', `{"loan":"L1","reason":"x",${more}}`)).status, more).toSatisfy(
      (it) => it === 400 || it === 422,
    );
  await ask(api, token, 'GET', '/loans?__proto__[scope]=all&constructor.prototype.scope=all');
  expect(({} as { scope?: string }).scope).toBeUndefined();
  expect(await rows(api.db().pool, 'SELECT FROM holds')).toEqual([]);
});

it('a form of another site is no request of ours: what is not JSON is not read', async () => {
  const token = await signedIn(api, 'RM1', 'risk-manager');
  for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'text/plain; application/json'])
    expect([
      type,
      (await raw(token, '/holds', type.includes('form') ? 'loan=L1&reason=x' : JSON.stringify(HOLD), type)).status,
    ]).toEqual([type, 415]);
});

it('the name that somebody gave a request answers nobody else', async () => {
  const [one, other] = [await signedIn(api, 'RM1', 'risk-manager'), await signedIn(api, 'RM2', 'risk-manager')];
  const named = (token: string, body: object) => ask(api, token, 'POST', '/holds', body, { 'idempotency-key': 'n1' });
  expect((await named(one, HOLD)).status).toBe(201);
  const stranger = await named(other, { ...HOLD, reason: 'mine' });
  expect([stranger.status, stranger.headers.get('idempotent-replayed')]).toEqual([expect.any(Number), null]);
  expect((await named(one, HOLD)).headers.get('idempotent-replayed')).toBe('true');
});

it('a session that somebody has planted is not taken over at signing in', async () => {
  const password = await passwordOf(api, 'RM1', 'risk-manager');
  const planted = `pls_${'a'.repeat(43)}`;
  const answer = await fetch(`${api.url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: `postloan-session=${planted}`, origin: api.url },
    body: JSON.stringify({ staff: 'RM1', password }),
  });
  expect(answer.status).toBeLessThan(300);
  expect(answer.headers.get('set-cookie')).not.toContain(planted);
  const with_ = await fetch(`${api.url}/api/v1/session`, { headers: { cookie: `postloan-session=${planted}` } });
  expect(with_.status).toBe(401);
});

it('a name that nobody has is answered as any other at signing in: in the same words, as often, and no sooner', async () => {
  await passwordOf(api, 'RM1', 'risk-manager');
  const told = { RM1: [] as unknown[], nobody: [] as unknown[] };
  const took = { RM1: [] as number[], nobody: [] as number[] };
  for (let n = 0; n < 7; n++)
    for (const staff of ['RM1', 'nobody'] as const) {
      const begun = performance.now();
      const { status, body, headers } = await ask(api, null, 'POST', '/session', {
        staff,
        password: 'guess',
        code: '000000',
      });
      took[staff].push(performance.now() - begun);
      told[staff].push([status, body, headers.get('content-length'), [...headers.keys()].sort()]);
    }
  expect(told.nobody).toEqual(told.RM1);
  expect(told.RM1.map((it) => (it as [number])[0])).toEqual([...Array(5).fill(401), 429, 429]);
  // Of the five that a password is looked at for; the quickest, since others may keep this machine busy.
  const quickest = (it: number[]) => Math.min(...it.slice(0, 5));
  expect(quickest(took.nobody) / quickest(took.RM1)).toBeGreaterThan(0.5);
  expect(quickest(took.RM1) / quickest(took.nobody)).toBeGreaterThan(0.5);
});

it('an ETag that is not the newest, or of what has none, is never passed over', async () => {
  const token = await signedIn(api, 'RM1', 'risk-manager');
  const etag = (await ask(api, token, 'GET', '/borrowers/B-L1')).headers.get('etag')!;
  const change = (tag: string) =>
    ask(api, token, 'POST', '/signals', { borrower: 'B-L1', kind: 'litigation', source: 'court' }, { 'if-match': tag });
  for (const tag of ['""', `W/${etag}`, etag.slice(1, -1), '"x", "y"'])
    expect([tag, (await change(tag)).status]).toEqual([tag, 412]);
  expect((await change(etag)).status).toBe(201);
  const complaint = { id: 'C1', borrower: 'B-L1', text: 'x' };
  await ask(api, token, 'POST', '/complaints', complaint);
  const accepted = await ask(api, token, 'POST', '/complaint-acceptances', { complaint: 'C1' }, { 'if-match': '"x"' });
  expect(accepted.status).toBe(412);
});

it('a look at a document is one’s own: nobody says that another has looked', async () => {
  const token = await signedIn(api, 'RM1', 'risk-manager');
  await api
    .db()
    .pool.query(
      `INSERT INTO archive_documents (loan_id, document, form, filed_at, filed_by) VALUES ('L1', 'contract', 'paper', now(), 'x')`,
    );
  const look = (as: string, by: string) =>
    ask(api, as, 'POST', '/document-looks', { loan: 'L1', document: 'contract/paper', by, reason: 'x' });
  expect((await look(token, 'RM2')).status).toBe(422);
  expect((await look(token, 'RM1')).status).toBe(201);
  // The system that keeps the documents knows who looked.
  expect((await look(await keyFor(api), 'RM2')).status).toBe(201);
});

it('a complaint by an id that is known of another borrower, or with other words, is not passed over as known', async () => {
  await putLoan(api, { loan: 'L2', contacts: [] });
  const token = await signedIn(api, 'RM1', 'risk-manager');
  const complain = async (it: object) => {
    const { status, body } = await ask(api, token, 'POST', '/complaints', {
      id: 'C1',
      borrower: 'B-L1',
      text: 'x',
      ...it,
    });
    return [status, body.outcome ?? body.errors[0].pointer];
  };
  expect(await complain({})).toEqual([201, 'taken']);
  expect(await complain({})).toEqual([200, 'known']);
  expect(await complain({ borrower: 'B-L2' })).toEqual([409, '#/id']);
  expect(await complain({ text: 'y' })).toEqual([409, '#/id']);
});

it('what is nested so that nobody could walk through it is refused, before anybody has signed in too', async () => {
  const token = await signedIn(api, 'RM1', 'risk-manager');
  const key = await keyFor(api);
  const lists = (deep: number) => `${'['.repeat(deep)}${']'.repeat(deep)}`;
  const parts = (deep: number) => `${'{"a":'.repeat(deep)}1${'}'.repeat(deep)}`;
  for (const [bearer, path, body] of [
    [token, '/holds', lists(30_000)],
    [token, '/holds', parts(10_000)],
    [token, '/signals', `{"borrower":"B-L1","kind":"litigation","facts":${parts(9_000)}}`],
    [token, '/plan-checks', `{"text":"x","more":${parts(60)}}`],
    [key, '/payments/batch', `{"payments":${lists(1_000_000)}}`],
    ['', '/session', lists(30_000)],
  ] as const)
    expect([path, (await raw(bearer, path, body)).status]).toEqual([path, 422]);
  const { body } = await ask(api, token, 'POST', '/plan-checks', { text: lists(30_000) });
  expect(body.problems).toEqual(['plan.yaml:1 nested too deeply']);
  expect(api.logged).toEqual([]);
});

it('a request that says its length twice is none', async () => {
  const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
  let answer = '';
  socket.setEncoding('latin1').on('data', (text) => {
    answer += text;
  });
  socket.write(
    'POST /api/v1/session HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /api/v1/users HTTP/1.1\r\nhost: x\r\n\r\n',
  );
  await once(socket, 'close');
  expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 400']);
});

it('the last number that a list may be asked after is no error of ours, in either order', async () => {
  const auditor = await signedIn(api, 'AU', 'auditor');
  const key = await keyFor(api);
  const last = (token: string, path: string) =>
    ask(api, token, 'GET', `${path}?after=${Number.MAX_SAFE_INTEGER}&order=newest`);
  for (const [token, path] of [
    [auditor, '/audit'],
    [auditor, '/reports'],
    [key, '/imports'],
  ] as const)
    expect([path, (await last(token, path)).status]).toEqual([path, 200]);
});

it('a place in a list that nobody was told is refused, whatever is hidden in it', async () => {
  const token = await signedIn(api, 'AU', 'auditor');
  for (const path of ['/letters', '/archive'])
    for (const place of ['["\\u0000","x"]', '["x","a\\ud800"]', '["a"]', '[1,2]', '{"0":"a","1":"b"}', '[["a"],"b"]']) {
      const { status, body } = await ask(api, token, 'GET', `${path}?after=${encodeURIComponent(place)}`);
      expect([path, place, status, body.errors?.[0]?.field]).toEqual([path, place, 422, 'querystring.after']);
    }
});

it('what no database keeps is refused in a plan too, however it is written there', async () => {
  const token = await signedIn(api, 'RM1', 'risk-manager');
  const plan = readFileSync(projectPath('plans/04-personal.yaml'), 'utf8');
  for (const title of ['"a\\0b"', '"a\\uD800"', '"\\x00"']) {
    const text = plan.replace(/^title: .*$/m, `title: ${title}`);
    expect(text).not.toBe(plan);
    const { status, body } = await ask(api, token, 'POST', '/plan-proposals', { text, why: 'x' });
    expect([title, status, body.errors?.[0]]).toEqual([
      title,
      422,
      expect.objectContaining({ field: 'body.text', detail: expect.stringMatching(/^plan\.yaml:\d+ has signs/) }),
    ]);
  }
});

it('who signs in again and again, at the same moment, keeps nobody else waiting', async () => {
  const password = await passwordOf(api, 'RM1', 'risk-manager');
  const token = await signedIn(api, 'RM2', 'risk-manager');
  const tries = Array.from({ length: 200 }, (_, n) =>
    ask(api, null, 'POST', '/session', { staff: 'RM1', password }, { 'x-forwarded-for': `10.0.0.${n % 2}` }),
  );
  await new Promise((resolve) => setTimeout(resolve, 100));
  const begun = performance.now();
  for (let n = 0; n < 5; n++) expect((await ask(api, token, 'GET', '/loans')).status).toBe(200);
  expect(performance.now() - begun).toBeLessThan(5_000);
  const answers = (await Promise.all(tries)).map((it) => it.status);
  expect([...new Set(answers)].sort()).toEqual([201, 429]);
  expect(answers.filter((it) => it === 201).length).toBeGreaterThan(50);
}, 60_000);
