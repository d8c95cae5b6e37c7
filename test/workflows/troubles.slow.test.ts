import { afterAll, beforeAll, expect, it } from 'vitest';
import { failingTask, findTroubles } from '../../src/worker/mend/troubles.js';
import { deliverNudges } from '../../src/worker/tell/deliver-nudges.js';
import { TASK_QUEUE } from '../../src/worker/tell/messenger.js';
import { postloan } from '../cli/run.js';
import { addLoans, loansToRemind } from '../support/loans.js';
import { type System, startSystem } from '../support/system.js';
import { until } from '../support/until.js';

let system: System;
beforeAll(async () => {
  system = await startSystem({ durable: false });
  await system.startWorker();
});
afterAll(() => system?.close());

const troubles = async () => findTroubles(system.db, system.client, system.clock.now());

it('a loan whose decision fails again and again is named by reconcile and loan show, until it goes on', async () => {
  const { db, seal, clock, messenger, env } = system;
  const [loan] = loansToRemind(1, clock.now(), 'stuck');
  await addLoans(db, seal, [loan!], clock.now());
  // As after a deployment that lost a plan.
  await db.pool.query(`UPDATE loans SET plan = 'no-such-plan' WHERE loan_id = 'stuck001'`);
  await deliverNudges(db, messenger);
  await until('it has failed a few times', async () => (await troubles()).length > 0);
  expect(await troubles()).toEqual([
    { what: 'loan/stuck001', why: expect.stringMatching(/^advanceLoan has failed \d+ times since .*no-such-plan/) },
  ]);
  const told = await postloan(['reconcile'], env);
  expect(told.code).toBe(1);
  expect(told.out).toMatch(/^not mended: loan\/stuck001: advanceLoan has failed/m);
  expect((await postloan(['loan', 'show', 'stuck001'], env)).out).toMatch(
    /^stuck +loan\/stuck001: advanceLoan has failed/m,
  );

  await db.pool.query(`UPDATE loans SET plan = '04-personal' WHERE loan_id = 'stuck001'`);
  await until('it goes on', async () => (await troubles()).length === 0, 120_000);
}, 180_000);

it('a loan that is late is named, and what of it', async () => {
  const { db, seal, client, clock, messenger } = system;
  const [loan] = loansToRemind(1, clock.now(), 'late');
  await addLoans(db, seal, [loan!], clock.now());
  await deliverNudges(db, messenger);
  const asleep = async () => (await db.pool.query(`SELECT FROM next_steps WHERE loan_id = 'late001'`)).rowCount === 1;
  await until('it sleeps', asleep);
  await client.workflow.getHandle('loan/late001').terminate('nobody is told');
  const monthLater = clock.now() + 30 * 24 * 3_600_000;
  const late = async () => (await findTroubles(db, client, monthLater)).filter((it) => it.what === 'loan/late001');
  expect(await late()).toEqual([
    { what: 'loan/late001', why: expect.stringMatching(/^\S+ of .* is due and not done$/) },
  ]);
  await db.pool.query(`UPDATE loans SET closed_at = now() WHERE loan_id = 'late001'`);
  expect(await late()).toEqual([]);
}, 120_000);

it('a workflow whose task fails again and again is seen', async () => {
  await system.client.workflow.start('ofAnotherRelease', { workflowId: 'loan/renamed', taskQueue: TASK_QUEUE });
  await until('it has failed', async () => (await failingTask(system.client, 'loan/renamed')) !== null);
  expect(await failingTask(system.client, 'loan/renamed')).toEqual({
    what: 'loan/renamed',
    why: expect.stringMatching(/^its workflow task \(ofAnotherRelease\) has failed \d+ times since /),
  });
  expect(await failingTask(system.client, 'loan/not-there')).toBe(null);
});
