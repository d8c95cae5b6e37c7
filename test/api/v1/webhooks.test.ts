import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deliverDue, nextTry } from '../../../activities/webhooks.js';
import { rows } from '../../../src/store/base/connection/database.js';
import { freshApi, putLoan, seal } from '../api.js';
import { numbered } from './numbered.js';
import { ask, keyFor, signedIn } from './people.js';

const api = freshApi();
let ops: string;
let server: Server;
let url: string;
let heard: { headers: IncomingMessage['headers']; body: string; about: string; type: string }[];
/** What is answered to news of a loan; left out: 204. */
let answers: Record<string, number>;

beforeEach(async () => {
  for (const loan of ['L1', 'L2']) await putLoan(api, { loan, contacts: [] });
  ops = await signedIn(api, 'OPS', 'ops');
  await numbered(api.db());
  [heard, answers] = [[], {}];
  server = createServer(async (request, reply) => {
    let body = '';
    for await (const part of request) body += part;
    const { type, data } = JSON.parse(body);
    heard.push({ headers: request.headers, body, about: data.about, type });
    reply.writeHead(answers[data.about] ?? 204, { location: 'http://127.0.0.1/elsewhere' }).end();
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`;
});
afterEach(() => new Promise((done) => server.close(done)));

const subscribe = async (kinds: string[]) =>
  (await ask(api, ops, 'POST', '/webhooks', { webhook: 'core', url, kinds })).body.secret as string;
const pay = async (loan: string, reference: string) =>
  expect((await ask(api, await keyFor(api), 'POST', '/payments', { loan, reference, amount: '1.00' })).status).toBe(
    201,
  );
/** As the workflow does, at a moment. */
const deliver = (at = Date.now() + 1_000) =>
  deliverDue({ db: api.db(), seal, webhookHosts: ['127.0.0.1'] }, 'core', at, {
    step: () => undefined,
    signal: new AbortController().signal,
  });
const toldOf = () => heard.map((it) => it.about);
const listed = async (query = '') => (await ask(api, ops, 'GET', `/webhooks/core/deliveries${query}`)).body.items;

describe('one of the lender’s systems', () => {
  it('is told of the kinds that it asked for, signed, and of nothing personal', async () => {
    const secret = await subscribe(['payment']);
    await pay('L1', 'P-1');
    await ask(api, ops, 'POST', '/holds', { loan: 'L1', reason: 'dispute' });
    await numbered(api.db());
    // The API numbers events too: who comes second does not wait.
    await expect
      .poll(() => rows(api.db().pool, `SELECT subject FROM nudges WHERE kind = 'webhook'`))
      .toEqual([{ subject: 'core' }]);
    expect(await deliver()).toMatchObject({ open: true, next: null });
    expect(heard.length).toBe(1);
    const said = new Webhook(secret).verify(heard[0]!.body, heard[0]!.headers as Record<string, string>);
    expect(said).toEqual({
      type: 'payment',
      timestamp: expect.stringMatching(/\+08:00$/),
      data: { position: expect.any(Number), about: 'loan/L1', entry: null },
    });
    expect(await listed()).toMatchObject([{ state: 'delivered', attempts: 1, answer: '204' }]);
    await deliver();
    expect(heard.length).toBe(1);
  });

  it('is told in order of a loan: what it does not take holds up that loan alone, and is tried again', async () => {
    await subscribe(['*']);
    answers['loan/L1'] = 500;
    for (const [loan, reference] of [
      ['L1', 'P-1'],
      ['L1', 'P-2'],
      ['L2', 'P-3'],
      ['L2', 'P-4'],
    ] as const)
      await pay(loan, reference);
    await numbered(api.db());
    const at = Date.now() + 1_000;
    const { next } = await deliver(at);
    expect(toldOf().sort()).toEqual(['loan/L1', 'loan/L2', 'loan/L2']);
    expect(next! - at).toBeGreaterThanOrEqual(5_000);
    answers = {};
    await deliver(next! + 1);
    const ofL1 = heard.filter((it) => it.about === 'loan/L1').map((it) => it.headers['webhook-id']);
    expect(ofL1.length).toBe(3);
    expect(ofL1[0]).toBe(ofL1[1]);
    expect((await listed()).map((it: { state: string }) => it.state)).toEqual(Array(4).fill('delivered'));
  });

  it('that takes nothing for three days is shown, and told once more when somebody says so', async () => {
    await subscribe(['*']);
    answers['loan/L1'] = 302;
    await pay('L1', 'P-1');
    await numbered(api.db());
    let at = Date.now() + 1_000;
    const first = at;
    for (let next: number | null = at; next !== null; ) {
      at = next + 1;
      next = (await deliver(at)).next;
    }
    expect(at - first).toBeGreaterThan(2.5 * 86_400_000);
    expect(at - first).toBeLessThanOrEqual(3 * 86_400_000 + 1_000);
    expect((await ask(api, ops, 'GET', '/webhooks')).body.items).toMatchObject([{ waiting: 0, failed: 1 }]);
    expect(await listed('?state=failed')).toMatchObject([{ about: 'loan/L1', answer: '302' }]);
    answers = {};
    expect((await ask(api, ops, 'POST', '/webhooks/core/deliveries', {})).body).toEqual({ again: 1 });
    await deliver();
    expect(await listed()).toMatchObject([{ state: 'delivered' }]);
    expect((await ask(api, ops, 'POST', '/webhooks/core/deliveries', {})).status).toBe(409);
  });

  it('knows us by two secrets while one is replaced', async () => {
    const before = await subscribe(['*']);
    const after = (await ask(api, ops, 'POST', '/webhooks/core/secret')).body.secret;
    await api.db().pool.query(`UPDATE webhooks SET before_until = now() + interval '1 hour'`);
    await pay('L1', 'P-1');
    await numbered(api.db());
    await deliver();
    for (const secret of [before, after])
      new Webhook(secret).verify(heard[0]!.body, heard[0]!.headers as Record<string, string>);
    await api.db().pool.query(`UPDATE webhooks SET before_until = now() - interval '1 hour'`);
    await pay('L1', 'P-2');
    await numbered(api.db());
    await deliver();
    expect(() => new Webhook(before).verify(heard[1]!.body, heard[1]!.headers as Record<string, string>)).toThrow();
    const [kept] = await rows<{ text: string }>(api.db().pool, `SELECT row_to_json(w)::text AS text FROM webhooks w`);
    expect(kept!.text).not.toContain(after.slice(6));
  });

  it('is told of nothing more when that is ended', async () => {
    await subscribe(['*']);
    await pay('L1', 'P-1');
    await numbered(api.db());
    expect((await ask(api, ops, 'DELETE', '/webhooks/core')).status).toBe(204);
    await pay('L1', 'P-2');
    await numbered(api.db());
    expect(await deliver()).toMatchObject({ open: false });
    expect(heard).toEqual([]);
  });

  it('that is away is left in peace: not every loan is tried', async () => {
    await subscribe(['*']);
    await new Promise((done) => server.close(done));
    await api
      .db()
      .pool.query(
        `INSERT INTO audit_log (at, actor, what, subject, detail) SELECT now(), 'test', 'x', 'loan/N' || n, '{}' FROM generate_series(1, 150) n`,
      );
    await numbered(api.db());
    await deliver();
    const tried = (await listed('?limit=200')).filter((it: { attempts: number }) => it.attempts > 0);
    expect(tried.length).toBeLessThan(40);
    expect(tried[0].answer).toBe('ECONNREFUSED');
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  });
});

it('an address inside the network is refused', async () => {
  for (const url of ['https://10.0.0.1/', 'http://systems.example/'])
    expect((await ask(api, ops, 'POST', '/webhooks', { webhook: 'x', url, kinds: ['*'] })).status).toBe(422);
});

it('waits three times as long each time, eight hours at most, for three days', () => {
  const waits: number[] = [];
  let at = 0;
  for (let attempts = 0; ; attempts++) {
    const next = nextTry({ attempts, first: attempts === 0 ? null : 0 }, at);
    if (next === null) break;
    waits.push((next - at) / 1000);
    at = next;
  }
  expect(waits.slice(0, 4)).toEqual([5, 15, 45, 135]);
  expect(Math.max(...waits)).toBe(28_800);
  expect(at).toBeLessThanOrEqual(3 * 86_400_000);
});
