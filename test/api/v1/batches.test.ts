import { beforeEach, expect, it } from 'vitest';
import { batchActivities } from '../../../activities/batches.js';
import type { Dependencies } from '../../../activities/dependencies.js';
import { rows } from '../../../src/store/base/connection/database.js';
import { findBatch } from '../../../src/store/batches/batches.js';
import { workOne } from '../../../src/store/batches/work-batch.js';
import { toldInVain } from '../../support/told-in-vain.js';
import { freshApi, putLoan, seal } from '../api.js';
import { ask, signedIn } from './people.js';

const api = freshApi();
let ops: string;
beforeEach(async () => {
  await putLoan(api);
  ops = await signedIn(api, 'OPS', 'ops');
});

const AGAIN = { action: { kind: 'retrigger', what: 'notice' }, filter: { plan: '04-personal' } };
const preview = async (of: object = AGAIN) => (await ask(api, ops, 'POST', '/batch-previews', of)).body;
const make = async (batch: string, of: object = AGAIN, more: object = {}) =>
  ask(api, ops, 'POST', '/batches', {
    ...of,
    batch,
    why: 'the provider lost them',
    sign: (await preview(of)).sign,
    ...more,
  });
const batch = async (name: string) => (await ask(api, ops, 'GET', `/batches/${name}`)).body;
const change = (name: string, what: string, as = ops) =>
  ask(api, as, 'POST', `/batches/${name}/change`, { do: what, why: 'a reason' });

/** What the worker does: one part, then the next. */
const restarted: string[] = [];
const nobody = { nudge: async () => undefined, startReport: async () => undefined };
const messenger = { ...nobody, restart: async (loan: string) => void restarted.push(loan) };
const part = (name: string) =>
  batchActivities({
    ...{ db: api.db(), seal, messenger },
    clock: { toBusiness: () => api.now, toWorkflow: (it: number) => it },
  } as unknown as Dependencies).workBatch({ batch: name, now: api.now });

const put = (count: number) => toldInVain(api.db(), seal, count, api.now);
const again = () =>
  rows<{ loan: string; entry: string }>(
    api.db().pool,
    `SELECT loan_id AS loan, entry FROM notices WHERE entry LIKE '%/again/%' ORDER BY 1`,
  );

it('says before it begins what would go to whom, masked, and what the gate would stop; nothing is changed', async () => {
  const [held, unwilling, open] = await put(3);
  await ask(api, ops, 'POST', '/holds', { loan: held, reason: 'dispute' });
  const { pool } = api.db();
  await pool.query(`UPDATE contacts SET consent = false, consent_given = false WHERE borrower_id = $1`, [
    `B-${unwilling}`,
  ]);
  const seen = await preview();
  const of = (loan?: string) => seen.items.find((it: { loan: string }) => it.loan === loan);
  expect(of(open)).toMatchObject({ does: 'goes', to: '+86****0002', name: 'B**', step: { kind: 'overdue-friendly' } });
  expect(of(held)).toMatchObject({ does: 'stopped', reason: 'hold' });
  expect(of(unwilling)).toMatchObject({ does: 'stopped', reason: 'no consent' });
  expect(of('L1')).toMatchObject({ does: 'nothing', reason: 'no such step' });
  expect(seen.loans).toBe(1);
  expect(await again()).toEqual([]);
  // Only what reached nobody; what is not open, or not there, is said.
  const narrowed = { ...AGAIN, action: { ...AGAIN.action, unreached: true }, filter: { loans: [open, 'X9'] } };
  expect(await preview(narrowed)).toMatchObject({ loans: 1, unknown: ['X9'] });
  expect((await preview({ ...AGAIN, filter: { dpdFrom: 5 } })).items).toEqual([]);
  await ask(api, ops, 'POST', '/sending/pauses', { channel: 'sms', plan: null, why: 'an exercise' });
  expect((await preview(narrowed)).counts).toEqual([{ does: 'waits', reason: 'paused', loans: 1 }]);
});

it('does exactly what was looked at, at its pace, each loan once, under the name of who asked', async () => {
  await put(5);
  const stale = (await preview()).sign;
  await ask(api, ops, 'POST', '/holds', { loan: 'M004', reason: 'dispute' });
  expect((await make('lost', AGAIN, { sign: stale })).status).toBe(409);
  expect((await make('lost', AGAIN, { perMinute: 120 })).body).toMatchObject({ loans: 4, done: 0, waits: false });
  expect((await make('lost')).body.detail).toMatch(/nothing to do|is there already/);
  expect(await part('lost')).toMatchObject({ open: true, next: api.now + 1000 });
  expect(await batch('lost')).toMatchObject({ done: 2, failed: 0, endedAt: null });
  // A payment comes while it runs: the gate will stop that message; the step is done all the same.
  expect((await part('lost')).open).toBe(true);
  expect((await part('lost')).open).toBe(false);
  expect(await batch('lost')).toMatchObject({ done: 4, failed: 0, endedAt: expect.any(String), cancelledBy: null });
  expect((await again()).map((it) => it.loan)).toEqual(['M000', 'M001', 'M002', 'M003']);
  const audit = await rows<{ actor: string; detail: object }>(
    api.db().pool,
    `SELECT actor, detail FROM audit_log WHERE what = 'retrigger' AND subject = 'loan/M000'`,
  );
  expect(audit).toMatchObject([{ actor: 'staff/OPS', detail: { batch: 'lost', why: 'the provider lost them' } }]);
  const { items } = (await ask(api, ops, 'GET', '/batches/lost/loans?state=done')).body;
  expect(items[0]).toMatchObject({ loan: 'M000', step: 'stage/friendly/sms', result: (await again())[0]!.entry });
});

it('is paused, goes on, and is cancelled: what is done stays done', async () => {
  await put(5);
  await make('lost', AGAIN, { perMinute: 60 });
  await part('lost');
  expect((await change('lost', 'pause')).body).toEqual({ news: true });
  expect((await change('lost', 'pause')).body).toEqual({ news: false });
  expect(await part('lost')).toMatchObject({ open: true, next: null });
  expect(await batch('lost')).toMatchObject({ done: 1, pausedAt: expect.any(String) });
  await change('lost', 'resume');
  await part('lost');
  expect((await change('lost', 'cancel')).body).toEqual({ news: true });
  expect(await part('lost')).toMatchObject({ open: false });
  expect(await batch('lost')).toMatchObject({ done: 2, cancelledBy: 'staff/OPS', endedAt: expect.any(String) });
  expect((await change('lost', 'resume')).status).toBe(409);
  expect((await again()).length).toBe(2);
});

it('notes why a loan cannot be done, and goes on with the others; a crash in the middle does nothing twice', async () => {
  await put(3);
  await make('lost', AGAIN, { perMinute: 6000 });
  await ask(api, ops, 'POST', '/loans/M001/retrigger', { step: 'stage/friendly/sms', why: 'by hand' });
  const acts = { db: api.db(), seal, restart: async () => undefined };
  const found = (await findBatch(api.db().pool, 'lost', { scope: 'all' }))!;
  // As after a worker that died before it could say that this one is done.
  await workOne(acts, found, { loan: 'M000', step: 'stage/friendly/sms' }, api.now);
  await workOne(acts, found, { loan: 'M000', step: 'stage/friendly/sms' }, api.now + 5000);
  expect((await part('lost')).open).toBe(false);
  expect(await batch('lost')).toMatchObject({ done: 2, failed: 1 });
  const { items } = (await ask(api, ops, 'GET', '/batches/lost/loans?state=failed')).body;
  expect(items).toMatchObject([{ loan: 'M001', result: expect.stringMatching(/still waits/) }]);
  expect((await again()).map((it) => it.loan)).toEqual(['M000', 'M001', 'M002']);
});

it('holds, releases, and starts anew the loans that are chosen; those held already are left out', async () => {
  await put(2);
  const of = (action: object) => ({ action, filter: { loans: ['M000', 'M001'] } });
  const hold = of({ kind: 'hold', reason: 'a strike of the banks', until: '2026-11-30' });
  await ask(api, ops, 'POST', '/holds', { loan: 'M001', reason: 'dispute' });
  expect((await preview(hold)).items).toMatchObject([
    { loan: 'M000', does: 'rests', until: '2026-12-01T00:00:00+08:00' },
    { loan: 'M001', does: 'nothing', reason: 'held already' },
  ]);
  await make('strike', hold);
  await part('strike');
  expect((await ask(api, ops, 'GET', '/loans/M000')).body.holds).toMatchObject([
    { reason: 'a strike of the banks', until: '2026-12-01T00:00:00+08:00' },
  ]);
  await make('over', of({ kind: 'release' }));
  await part('over');
  expect((await ask(api, ops, 'GET', '/loans/M000')).body.holds).toEqual([]);
  await make('anew', of({ kind: 'restart' }));
  await part('anew');
  expect(restarted).toEqual(['M000', 'M001']);
});

it('begins, where it is large, when another person has approved it, who sees all of its loans', async () => {
  await put(2);
  await make('large');
  await api.db().pool.query('UPDATE batches SET loans = 1001');
  expect(await batch('large')).toMatchObject({ waits: true });
  expect(await part('large')).toMatchObject({ open: true, next: null });
  expect((await change('large', 'approve')).body.detail).toMatch(/OPS has proposed this/);
  const elsewhere = await signedIn(api, 'DH9', 'department-head', 'another branch');
  expect((await change('large', 'approve', elsewhere)).status).toBe(404);
  expect((await ask(api, elsewhere, 'GET', '/batches')).body.items).toEqual([]);
  const head = await signedIn(api, 'DH1', 'department-head');
  expect((await change('large', 'approve', head)).body).toEqual({ news: true });
  expect(await batch('large')).toMatchObject({ waits: false, approvedBy: 'staff/DH1' });
  expect((await part('large')).open).toBe(true);
  expect(await batch('large')).toMatchObject({ done: 2 });
});

it('is for heads and ops; auditors look, and change nothing', async () => {
  await put(1);
  const auditor = await signedIn(api, 'AU', 'auditor');
  expect((await ask(api, auditor, 'GET', '/batches')).status).toBe(200);
  expect((await ask(api, auditor, 'POST', '/batch-previews', AGAIN)).status).toBe(403);
  const officer = await signedIn(api, 'AM', 'account-manager');
  expect((await ask(api, officer, 'GET', '/batches')).status).toBe(403);
  const wrong = [{ kind: 'erase' }, { kind: 'retrigger', what: 'stage' }, { kind: 'hold', reason: 'x', until: 'soon' }];
  for (const action of wrong)
    expect((await ask(api, ops, 'POST', '/batch-previews', { action, filter: {} })).status).toBe(422);
});
