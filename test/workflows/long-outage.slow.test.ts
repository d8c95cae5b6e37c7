import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { workflowIdOf } from '../../src/domain/entry/ids.js';
import { addDays, dayOf, momentAt } from '../../src/domain/time/dates.js';
import { rows } from '../../src/store/base/connection/database.js';
import { reconcile } from '../../src/worker/mend/reconcile.js';
import { deliverNudges } from '../../src/worker/tell/deliver-nudges.js';
import { nudge } from '../../workflows/messages.js';
import { addLoans, loansToRemind, type TestLoan } from '../support/loans.js';
import { behave, countOf } from '../support/sandbox.js';
import { type System, startSystem } from '../support/system.js';
import { until } from '../support/until.js';

/** As the server's ten thousand: so many signals are taken in one run, and no more. */
const MOST_SIGNALS = 60;

let system: System;
beforeAll(async () => {
  system = await startSystem({
    durable: false,
    dynamicConfig: {
      'history.maximumSignalsPerExecution': MOST_SIGNALS,
      'limit.historyCount.suggestContinueAsNew': 40,
    },
  });
  await system.startWorker();
});
afterAll(() => system?.close());

async function takenIn(loans: TestLoan[]): Promise<void> {
  await addLoans(system.db, system.seal, loans, system.clock.now());
  await deliverNudges(system.db, system.messenger);
}

/** A workflow that nobody works for and that takes no more signals. */
async function deaf(type: string, workflowId: string, args: object): Promise<void> {
  await system.client.workflow.start(type, { workflowId, taskQueue: 'nobody', args: [args] });
  const handle = system.client.workflow.getHandle(workflowId);
  await expect(
    (async () => {
      for (let n = 0; n <= MOST_SIGNALS; n++) await handle.signal(nudge);
    })(),
  ).rejects.toThrow();
}

const statusOf = async (loan: string) =>
  (await rows<{ status: string }>(system.db.pool, 'SELECT status FROM notices WHERE loan_id = $1', [loan])).map(
    (it) => it.status,
  );

it('a channel in an outage begins anew in time: more nudges than the server takes in a run are all taken', async () => {
  const { clock, client, messenger, smsUrl } = system;
  const noon = clock.now();
  await behave(smsUrl, { sms: 'rate-limit' });
  // Reserved in the quiet hours, so that all of them are due at once.
  clock.moveTo(momentAt(dayOf(noon), '23:00'));
  await takenIn(loansToRemind(30, clock.now(), 'out'));
  const attempts = `SELECT sum(attempts)::int AS tried, count(*)::int AS reserved FROM notices`;
  const counted = async () =>
    (await rows<{ tried: number; reserved: number }>(system.db.pool, attempts))[0] ?? { tried: 0, reserved: 0 };
  await until('all wait', async () => (await counted()).reserved === 30);
  clock.moveTo(momentAt(addDays(dayOf(noon), 1), '10:00'));
  const { runId: before } = await client.workflow.getHandle(workflowIdOf('dispatch', 'sms')).describe();
  await messenger.nudge('dispatch', 'sms');
  await until('the provider is left in peace', async () => (await counted()).tried === 30);
  for (let n = 0; n < 4 * MOST_SIGNALS; n++) {
    await messenger.nudge('dispatch', 'sms');
    // Workers leave 200 ms between two.
    await sleep(100);
  }
  await behave(smsUrl, { sms: 'ok' });
  await until('everybody has got it', async () => (await countOf(smsUrl, 'sms')) === 30, 100_000);
  const runs: string[] = [];
  for await (const { runId } of client.workflow.list({ query: `WorkflowId = 'dispatch/sms'` })) runs.push(runId);
  expect(runs).toContain(before);
  expect(runs.length).toBeGreaterThan(4);
}, 120_000);

it('a dispatch that cannot be told fails no loan’s decision, and is told later', async () => {
  await deaf('noticeDispatch', workflowIdOf('dispatch', 'wechat'), { channel: 'wechat', schemaVersion: 1 });
  const [loan] = loansToRemind(1, system.clock.now(), 'deaf');
  await takenIn([{ ...loan!, contacts: [{ channel: 'wechat', address: 'wx-deaf' }] }]);
  const waits = () => rows(system.db.pool, `SELECT 1 FROM nudges WHERE kind = 'dispatch' AND subject = 'wechat'`);
  await until('the decision stands', async () => (await statusOf('deaf001')).length === 1);
  await until('the word waits', async () => (await waits()).length === 1);
  const { historyLength } = await system.client.workflow.getHandle('loan/deaf001').describe();
  await system.messenger.nudge('loan', 'deaf001');
  // It is not in the middle of a decision: it looks again at once, and leaves no second word.
  await until('it looks again', async () => {
    const now = await system.client.workflow.getHandle('loan/deaf001').describe();
    return now.historyLength >= historyLength + 5;
  });
  expect(await waits()).toHaveLength(1);

  const { failed } = await reconcile(system.db, system.client, system.messenger);
  expect(failed.map((it) => it.what)).toContain('dispatch wechat');
  await system.client.workflow.getHandle(workflowIdOf('dispatch', 'wechat')).terminate();
  await deliverNudges(system.db, system.messenger);
  await until('it is sent', async () => (await statusOf('deaf001'))[0] === 'sent');
  expect(await waits()).toEqual([]);
});

it('one workflow that cannot be told holds up no other, and is named each time', async () => {
  await deaf('task', workflowIdOf('task', 'deaf'), { task: 'deaf', schemaVersion: 1 });
  await system.db.pool.query(`INSERT INTO nudges (kind, subject, reason) VALUES ('task', 'deaf', 'a test')`);
  const [loan] = loansToRemind(1, system.clock.now(), 'after');
  await addLoans(system.db, system.seal, [loan!], system.clock.now());
  const first = await deliverNudges(system.db, system.messenger);
  expect(first.failed).toEqual([{ kind: 'task', subject: 'deaf', why: expect.stringContaining('signal') }]);
  await until('the other is told', async () => (await statusOf('after001')).length === 1);
  const { told, failed } = await deliverNudges(system.db, system.messenger);
  expect([told, failed.length]).toEqual([0, 1]);
});

it('a loan whose ids are longer than the server takes lives as any other', async () => {
  const id = '贷'.repeat(200);
  await takenIn([
    {
      ...loansToRemind(1, system.clock.now(), 'x')[0]!,
      loan: id,
      instalments: [{ dueOn: '2026-01-05', amount: 100_000 }],
    },
  ]);
  const tasks = async () =>
    rows<{ id: string }>(system.db.pool, `SELECT task_id AS id FROM tasks WHERE loan_id = $1 AND status = 'open'`, [
      id,
    ]);
  await until('its tasks are open', async () => (await tasks()).length > 0);
  for (const task of await tasks())
    await until('they have their workflows', async () => {
      const found = await system.client.workflow
        .getHandle(workflowIdOf('task', task.id))
        .describe()
        .catch(() => null);
      return found?.status.name === 'RUNNING';
    });
});
