import { afterAll, beforeAll, expect, it } from 'vitest';
import { rows } from '../../src/store/base/connection/database.js';
import { findBatch, makeBatch, type Steer, steerBatch } from '../../src/store/batches/batches.js';
import { foreseeBatch, signOf } from '../../src/store/batches/foresee-batch.js';
import { deliverNudges } from '../../src/worker/tell/deliver-nudges.js';
import { CHINA } from '../support/contact-rules.js';
import { received } from '../support/sandbox.js';
import { type System, startSystem } from '../support/system.js';
import { toldInVain } from '../support/told-in-vain.js';
import { until } from '../support/until.js';

let system: System;
beforeAll(async () => {
  system = await startSystem({ durable: false });
});
afterAll(() => system?.close());

const EVERYBODYS = { scope: 'all' } as const;
const by = () => ({ actor: 'staff/OPS', at: system.clock.now() });
const lost = async () => (await findBatch(system.db.pool, 'lost', EVERYBODYS))!;
const done = async () => (await lost()).done;
async function steer(what: Steer): Promise<void> {
  expect(await steerBatch(system.db, what, await lost(), 'a reason', by())).toBe(true);
  await deliverNudges(system.db, system.messenger);
}

it('500 loans told again: looked at, begun, paused, killed in the middle, resumed, cancelled; each once', async () => {
  const { db, seal, clock, smsUrl } = system;
  await toldInVain(db, seal, 500, clock.now());
  const action = { kind: 'retrigger', what: 'notice', unreached: true } as const;
  const of = { action, filter: { plan: '04-personal' } };
  const place = { sql: db.pool, seal, rules: CHINA, bookAge: null, source: by() };
  const foreseen = await foreseeBatch(place, of, EVERYBODYS);
  expect(foreseen.map((it) => it.does)).toEqual(Array(500).fill('goes'));
  const asked = { ...of, batch: 'lost', why: 'the provider lost them', perMinute: 1200 };
  await makeBatch(db, { ...asked, sign: signOf(action, foreseen) }, foreseen, by());
  await deliverNudges(db, system.messenger);

  const worker = await system.startWorker();
  await until('some are done', async () => (await done()) > 40);
  await steer('pause');
  const paused = await done();
  // The part under way ends; nothing more begins.
  await until('its workflow knows', async () => {
    const { rows: waits } = await db.pool.query(`SELECT FROM nudges WHERE kind = 'batch'`);
    return waits.length === 0;
  });
  expect(await done()).toBeLessThanOrEqual(paused + 20);
  await steer('resume');
  await until('it goes on', async () => (await done()) > paused + 40);
  await worker.kill();
  await system.startWorker();
  const killed = await done();
  await until('it goes on with the other worker', async () => (await done()) > killed + 40);
  await steer('cancel');
  const workflow = system.client.workflow.getHandle('batch/lost');
  await until('its workflow ends', async () => (await workflow.describe()).status.name === 'COMPLETED');
  const { done: all, failed, cancelledBy } = await lost();
  expect([failed, cancelledBy]).toEqual([0, 'staff/OPS']);
  expect(all).toBeLessThan(500);
  const again = await rows<{ loan: string; status: string }>(
    db.pool,
    `SELECT loan_id AS loan, status FROM notices WHERE entry LIKE '%/again/%' AND channel = 'sms'`,
  );
  expect(again.length).toBe(all);
  expect(new Set(again.map((it) => it.loan)).size).toBe(all);
  await until('all of them were sent', async () => (await received(smsUrl, 'sms')).length >= all);
  const to = (await received(smsUrl, 'sms')).map((it) => it.to);
  expect(new Set(to).size).toBe(to.length);
}, 240_000);
