import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi } from '../../src/cli/run/api.js';
import { createParts } from '../../src/cli/run/parts.js';
import { freePort } from '../../src/embedded/base/free-port.js';
import { rows } from '../../src/store/base/connection/database.js';
import { deliverNudges } from '../../src/worker/tell/deliver-nudges.js';
import { put } from '../channels/sandbox.js';
import { addLoans, loansToRemind, mobile } from '../support/loans.js';
import { behave, pressKey, received } from '../support/sandbox.js';
import { type System, startSystem } from '../support/system.js';
import { until } from '../support/until.js';

let system: System;
const api = createParts();

beforeAll(async () => {
  const port = await freePort();
  system = await startSystem({ durable: false, apiPort: port, bouncePort: await freePort() });
  Object.assign(system.env, { PUBLIC_URL: `http://127.0.0.1:${port}`, API_PORT: String(port) });
  await startApi(api, system.env, () => system.clock.now());
  await system.startWorker();
}, 180_000);
afterAll(async () => {
  await api.stop();
  await system?.close();
});

/** Every borrower has a number of the borrower's own. */
let sent = 0;

async function remind(prefix: string, behaviour: Record<string, string>): Promise<void> {
  await behave(system.smsUrl, { sms: 'ok', callbacks: 'once', ...behaviour });
  // By turns a number of the mainland, by Alibaba, and one of Hong Kong, by Twilio.
  const loans = loansToRemind(5, system.clock.now(), prefix).map((loan, n) => ({
    ...loan,
    contacts: [{ channel: 'sms' as const, address: n % 2 === 0 ? mobile(sent++) : `+852${51_000_000 + sent++}` }],
  }));
  await addLoans(system.db, system.seal, loans, system.clock.now());
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

/** A loan whose borrower has one address, and a notice to it that goes out now. */
async function notifyBy(channel: 'voice' | 'email', prefix: string, address: string): Promise<void> {
  const now = system.clock.now();
  const loans = loansToRemind(1, now, prefix).map((loan) => ({ ...loan, contacts: [{ channel, address }] }));
  await addLoans(system.db, system.seal, loans, now);
  await system.db.pool.query(
    `INSERT INTO diary (kind, subject, entry, at, acted_at, what, rule, why, dpd, stage, plan_version, detail)
     SELECT 'loan', loan_id, 'by hand', $1, $1, 'notice', 'P4.5', '', 0, 'current', 1, '{}' FROM loans WHERE starts_with(loan_id, $2)`,
    [new Date(now), prefix],
  );
  await system.db.pool.query(
    `INSERT INTO notices (loan_id, entry, borrower_id, channel, template, purpose, about, due_at, stale_at)
     SELECT loan_id, 'by hand', borrower_id, $3, 'due-soon', 'service', 1, $1, $2 FROM loans WHERE starts_with(loan_id, $4)`,
    [new Date(now), new Date(now + 3_600_000), channel, prefix],
  );
  await system.messenger.nudge('dispatch', channel);
}

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
      const waiting = await rows(system.db.pool, 'SELECT 1 FROM nudges');
      return waiting.length === 0;
    });
    const [task] = await rows<{ id: string }>(system.db.pool, `SELECT task_id AS id FROM tasks WHERE loan_id = 'U001'`);
    const { status } = await system.client.workflow.getHandle(`task/${task!.id}`).describe();
    expect(status.name).toBe('RUNNING');
  });

  it('a phone that is off gets the message once more, later the same day, and the report that it came is believed', async () => {
    const before = system.clock.now();
    await remind('O', { sms: 'unreachable' });
    const tries = () =>
      rows<{ status: string; at: number }>(
        system.db.pool,
        `SELECT status, due_at AS at FROM notices WHERE loan_id LIKE 'O%' AND entry LIKE '%/again-1'`,
      );
    await until('one more try of each is reserved', async () => (await tries()).length === 5);
    await behave(system.smsUrl, { sms: 'ok' });
    system.clock.moveTo(before + 4.5 * 3_600_000);
    await until('it has gone out', async () => {
      await system.messenger.nudge('dispatch', 'sms');
      return (await tries()).every((it) => it.status === 'sent');
    });
    const messages = await received(system.smsUrl, 'sms');
    expect(messages.filter((it) => it.body.includes('loan O'))).toHaveLength(10);
  });

  it('a key pressed in a call is heard', async () => {
    await notifyBy('voice', 'K', mobile(sent++));
    await until('the call is made', async () => (await received(system.smsUrl, 'voice')).length === 1);
    const [call] = await received(system.smsUrl, 'voice');
    expect(await pressKey(system.smsUrl, call!.id, '9')).toContain('no more calls');
    const [contact] = await rows(
      system.db.pool,
      `SELECT consent FROM contacts WHERE borrower_id LIKE 'B-K%' AND channel = 'voice'`,
    );
    expect(contact).toEqual({ consent: false });
  });

  it('a mail that comes back retires the address and becomes a call', async () => {
    await put(`${system.mailUrl}/api/behaviour`, { mode: 'bounce' });
    await notifyBy('email', 'M', 'wang@borrower.example');
    const retired = `SELECT 1 FROM contacts WHERE borrower_id LIKE 'B-M%' AND retired_at IS NOT NULL`;
    await until('the address is retired', async () => (await rows(system.db.pool, retired)).length === 1);
    const outcome = () =>
      rows(
        system.db.pool,
        `SELECT status, delivery_status, delivery_code FROM notices WHERE loan_id LIKE 'M%' AND channel = 'email'`,
      );
    expect(await outcome()).toEqual([{ status: 'sent', delivery_status: 'undelivered', delivery_code: 'smtp-5.1.1' }]);
    // One call, whether the loan or the mail asks for it first: the loan finds that no message can go any more.
    const calls = await rows<{ because: { code: string } }>(
      system.db.pool,
      `SELECT because FROM tasks WHERE loan_id LIKE 'M%' AND kind = 'call' AND status = 'open'`,
    );
    expect(calls.length).toBe(1);
    expect(['not-reached', 'no-way']).toContain(calls[0]!.because.code);
  });

  it('the link in a message opens the page of its loan', async () => {
    const message = (await received(system.smsUrl, 'sms')).find((it) => it.body.includes('loan D'));
    const link = /Answer: (\S+)$/.exec(message!.body)![1]!;
    const answer = await fetch(link);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain(/loan (D\w+)/.exec(message!.body)![1]!);
  });
});
