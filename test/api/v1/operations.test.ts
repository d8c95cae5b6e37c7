import { beforeEach, expect, it } from 'vitest';
import { momentAt } from '../../../src/domain/time/dates.js';
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

it('what recurs is seen, started now, paused and made up for by ops, each under their name; auditors only look', async () => {
  const asked: unknown[] = [];
  const at = momentAt('2026-11-24', '09:00');
  api.context.temporal = {
    ...api.context.temporal,
    schedules: async () => [
      {
        ...{
          schedule: 'reconcile',
          title: 'mends what drifted',
          there: true,
          next: at + 3_600_000,
          last: at,
          missed: 2,
        },
        ...{ paused: false, note: '' },
        lastRun: { workflow: 'reconcile-1', status: 'COMPLETED', endedAt: at + 1_000, result: { started: 2 } },
      },
      {
        ...{ schedule: 'duty/1', title: 'a paper', there: false, next: null, last: null, missed: 0 },
        ...{ paused: true, note: 'a strike', lastRun: null },
      },
    ],
    steerSchedule: async ({ schedule, steer, why }, { actor }) => {
      asked.push([schedule, steer, why, actor]);
      return `${schedule} started`;
    },
    backfill: async ({ schedule, from, until }, { actor }) => {
      asked.push([schedule, from, until, actor]);
      return ['2026-11-20'];
    },
  };
  const auditor = await signedIn(api, 'AU1', 'auditor');
  expect((await ask(api, auditor, 'GET', '/schedules')).body.items).toEqual([
    expect.objectContaining({
      ...{ schedule: 'reconcile', next: '2026-11-24T10:00:00+08:00', last: '2026-11-24T09:00:00+08:00', missed: 2 },
      lastRun: expect.objectContaining({
        status: 'COMPLETED',
        endedAt: '2026-11-24T09:00:01+08:00',
        result: { started: 2 },
      }),
    }),
    expect.objectContaining({ schedule: 'duty/1', there: false, next: null, last: null, lastRun: null }),
  ]);
  const change = (body: object, as = ops) => ask(api, as, 'POST', '/schedules/reconcile/change', body);
  const made = (body: object, as = ops) => ask(api, as, 'POST', '/schedules/duty%2F1/backfill', body);
  expect((await change({ do: 'trigger', why: 'the night was long' })).body).toEqual({ done: 'reconcile started' });
  expect((await made({ from: '2026-11-20', until: '2026-11-21' })).body).toEqual({ days: ['2026-11-20'] });
  expect((await change({ do: 'trigger' })).status).toBe(422);
  expect((await change({ do: 'stop', why: 'x' })).status).toBe(422);
  expect((await made({ from: '2026-11-31', until: '2026-12-01' })).status).toBe(422);
  expect((await change({ do: 'pause', why: 'x' }, auditor)).status).toBe(403);
  expect((await made({ from: '2026-11-20', until: '2026-11-21' }, auditor)).status).toBe(403);
  expect(asked).toEqual([
    ['reconcile', 'trigger', 'the night was long', 'staff/OPS'],
    ['duty/1', '2026-11-20', '2026-11-21', 'staff/OPS'],
  ]);
});

it('what does not go on by itself, and what reconcile would mend, are seen by ops and auditors', async () => {
  const drift = {
    missing: [{ kind: 'loan', count: 3, first: 'L1' }],
    strays: [{ workflow: 'loan/L9', why: 'closed' }],
    untold: 4,
  };
  api.context.temporal = {
    ...api.context.temporal,
    troubles: async () => [{ what: 'loan/L1', why: 'due 2026-11-24 and not done' }],
    drift: async () => drift,
  };
  const auditor = await signedIn(api, 'AU1', 'auditor');
  expect((await ask(api, auditor, 'GET', '/troubles')).body).toEqual({
    items: [{ what: 'loan/L1', why: 'due 2026-11-24 and not done' }],
  });
  expect((await ask(api, auditor, 'GET', '/drift')).body).toEqual(drift);
  const head = await signedIn(api, 'DH2', 'department-head');
  expect([(await ask(api, head, 'GET', '/troubles')).status, (await ask(api, head, 'GET', '/drift')).status]).toEqual([
    403, 403,
  ]);
});
