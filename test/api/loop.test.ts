import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runApi } from '../../src/cli/api.js';
import { freePort } from '../../src/embedded/free-port.js';
import { rows } from '../../src/store/database.js';
import { deliverNudges } from '../../src/worker/deliver-nudges.js';
import { addLoans, loansToRemind } from '../support/loans.js';
import { behave, received } from '../support/sandbox.js';
import { type System, startSystem } from '../support/system.js';
import { until } from '../support/until.js';

let system: System;
let api: Awaited<ReturnType<typeof runApi>>;

beforeAll(async () => {
  system = await startSystem({ durable: false });
  const port = await freePort();
  Object.assign(system.env, { PUBLIC_URL: `http://127.0.0.1:${port}`, API_PORT: String(port) });
  api = await runApi(system.env, () => system.clock.now());
  await system.startWorker();
}, 180_000);
afterAll(async () => {
  await api?.close();
  await system?.close();
});

async function remind(prefix: string, behaviour: Record<string, string>): Promise<void> {
  await behave(system.smsUrl, { sms: 'ok', callbacks: 'once', ...behaviour });
  await addLoans(system.db, system.seal, loansToRemind(5, system.clock.now(), prefix), system.clock.now());
  await deliverNudges(system.db, system.messenger);
}

const statuses = (prefix: string) =>
  rows<{ status: string; delivery: string | null; count: number }>(
    system.db.pool,
    `SELECT status, delivery_status AS delivery, count(*) FROM notices WHERE starts_with(loan_id, $1) AND channel = 'sms' GROUP BY 1, 2`,
    [prefix],
  );

const settled = (prefix: string, delivery: string) =>
  until(`${prefix} is ${delivery}`, async () => {
    const [all, ...others] = await statuses(prefix);
    return others.length === 0 && all?.count === 5 && all.status === 'sent' && all.delivery === delivery;
  });

describe('worker, provider and API together', () => {
  it.each(['once', 'twice', 'reversed', 'late'])('with callbacks %s every message is delivered', async (callbacks) => {
    await remind(`D${callbacks}`, { callbacks });
    await settled(`D${callbacks}`, 'delivered');
  });

  it('forged callbacks deliver nothing', async () => {
    await remind('F', { callbacks: 'forged' });
    const at = async () => (await received(system.smsUrl, 'sms')).filter((it) => it.body.includes('loan F'));
    await until('all have arrived', async () => {
      const messages = (await at()) as unknown as { status: string }[];
      return messages.length === 5 && messages.every((it) => it.status === 'delivered');
    });
    expect(await statuses('F')).toEqual([{ status: 'sent', delivery: null, count: 5 }]);
  });

  it('an answer that was lost is known by the callback, and nothing goes twice', async () => {
    await remind('A', { sms: 'drop-after-accept' });
    await settled('A', 'delivered');
    const messages = await received(system.smsUrl, 'sms');
    expect(messages.filter((it) => it.body.includes('loan A'))).toHaveLength(5);
  });

  it('a number that is dead is retired, and the account manager’s task has its workflow', async () => {
    await remind('U', { sms: 'undelivered' });
    await settled('U', 'undelivered');
    const [retired] = await rows<{ count: number }>(
      system.db.pool,
      `SELECT count(*) FROM contacts WHERE borrower_id LIKE 'B-U%' AND retired_at IS NOT NULL`,
    );
    expect(retired?.count).toBe(5);
    await until('the workflows of the tasks have been told', async () => {
      const waiting = await rows(system.db.pool, 'SELECT 1 FROM nudges WHERE delivered_at IS NULL');
      return waiting.length === 0;
    });
    const [task] = await rows<{ id: string }>(system.db.pool, `SELECT task_id AS id FROM tasks WHERE loan_id = 'U001'`);
    const { status } = await system.client.workflow.getHandle(`task/${task!.id}`).describe();
    expect(status.name).toBe('RUNNING');
  });

  it('the link in a message opens the page of its loan', async () => {
    const message = (await received(system.smsUrl, 'sms')).find((it) => it.body.includes('loan D'));
    const link = /Answer: (\S+)$/.exec(message!.body)![1]!;
    const answer = await fetch(link);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain(/loan (D\w+)/.exec(message!.body)![1]!);
  });
});
