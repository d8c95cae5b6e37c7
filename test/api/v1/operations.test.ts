import { beforeEach, expect, it } from 'vitest';
import { noteArrival } from '../../../src/store/base/arrivals.js';
import { PROVIDER_DOWN } from '../../../src/store/notices/notices.js';
import { freshApi, putLoan, putNotice } from '../api.js';
import { ask, signedIn } from './people.js';

const api = freshApi();
let ops: string;
beforeEach(async () => {
  await putLoan(api);
  ops = await signedIn(api, 'OPS', 'ops');
});
const operations = async () => (await ask(api, ops, 'GET', '/operations')).body;

it('ops see what became of messages, and what waits for what: nobody, its provider, a pause', async () => {
  await putNotice(api, { channel: 'sms' });
  await putNotice(api, { channel: 'email', status: 'reserved' });
  await putNotice(api, { channel: 'wechat', status: 'reserved' });
  await api.db().pool.query(`UPDATE notices SET reason = $1 WHERE channel = 'wechat'`, [PROVIDER_DOWN]);
  const before = await operations();
  expect(before.outcomes).toEqual([
    { channel: 'email', became: 'reserved', messages: 1 },
    { channel: 'sms', became: 'sent', messages: 1 },
    { channel: 'wechat', became: 'reserved', messages: 1 },
  ]);
  const numbers = (of: { channel: string; late: number; resting: number; paused: number }[]) =>
    of.map((it) => [it.channel, it.late, it.resting, it.paused]);
  expect(numbers(before.waiting)).toEqual([
    ['email', 1, 0, 0],
    ['wechat', 0, 1, 0],
  ]);
  expect(before.counts).toMatchObject({ unmatchedPayments: 0, waitingReversals: 0, unmadeLetters: 0 });
  const pause = { channel: 'email', plan: null, why: 'the provider asked for it' };
  expect((await ask(api, ops, 'POST', '/sending/pauses', pause)).body).toEqual({ news: true });
  const paused = await operations();
  expect(numbers(paused.waiting)[0]).toEqual(['email', 0, 0, 1]);
  expect(paused.pauses).toMatchObject([{ channel: 'email', plan: null, why: pause.why, by: 'staff/OPS' }]);
});

it('sending is paused and goes on by ops alone; the same twice is no news; a plan that is not there is refused', async () => {
  const all = { channel: null, plan: null };
  const say = (what: string, body: object) => ask(api, ops, 'POST', `/sending/${what}`, body);
  expect((await say('pauses', { ...all, why: 'an exercise' })).body).toEqual({ news: true });
  expect((await say('pauses', { ...all, why: 'an exercise' })).body).toEqual({ news: false });
  expect((await say('resumptions', all)).body).toEqual({ news: true });
  expect((await say('resumptions', all)).body).toEqual({ news: false });
  expect((await say('pauses', { channel: null, plan: 'nothing', why: 'x' })).status).toBe(422);
  const auditor = await signedIn(api, 'AU', 'auditor');
  expect((await ask(api, auditor, 'GET', '/operations')).status).toBe(200);
  expect((await ask(api, auditor, 'POST', '/sending/pauses', { ...all, why: 'x' })).status).toBe(403);
});

it('ops see the facts of other systems that were not taken, and the books of days', async () => {
  await api.db().pool.query(
    `INSERT INTO inbox (sender, fact_id, kind, content_key, received_at, status, reason, settled_at, settled_by)
     VALUES ('core-banking', 'F1', 'payment', '\\x00', now(), 'refused', 'no loan L9', now(), 'core-banking')`,
  );
  await api
    .db()
    .pool.query(
      `INSERT INTO feeds (day, taken_at, taken_by, changes, refused) VALUES ('2026-11-23', now(), 'worker', 12, 2)`,
    );
  await noteArrival(api.db().pool, { name: '1124', state: 'refused', faults: 3 }, api.now);
  const { refused, books, arrived } = await operations();
  expect(arrived).toMatchObject([{ name: '1124', state: 'refused', faults: 3, waitsFor: null, putAway: null }]);
  expect(refused).toMatchObject([{ sender: 'core-banking', fact: 'F1', status: 'refused', reason: 'no loan L9' }]);
  expect(books).toMatchObject([{ day: '2026-11-23', changes: 12, refused: 2, givenUp: null }]);
});

it('what drifted is mended by hand, and a workflow started anew, by ops; heads may for their own', async () => {
  const asked: unknown[] = [];
  api.context.temporal = {
    ...api.context.temporal,
    reconcile: async ({ actor }) => {
      asked.push(['reconcile', actor]);
      return { counted: { started: 2 }, failed: [{ what: 'loan/L9', why: 'away' }] };
    },
    restart: async ({ loan, why }, { actor }) => void asked.push([loan, why, actor]),
  };
  expect((await ask(api, ops, 'POST', '/reconciliations', {})).body).toEqual({
    counted: { started: 2 },
    failed: [{ what: 'loan/L9', why: 'away' }],
  });
  const south = await signedIn(api, 'DH1', 'department-head', 'south');
  const restart = (token: string) => ask(api, token, 'POST', '/loans/L1/restart', { why: 'hangs' });
  expect([(await restart(south)).status, (await restart(ops)).body]).toEqual([404, { outcome: 'taken' }]);
  expect((await ask(api, south, 'POST', '/reconciliations', {})).status).toBe(403);
  expect(asked).toEqual([
    ['reconcile', 'staff/OPS'],
    ['L1', 'hangs', 'staff/OPS'],
  ]);
});
