import { expect, test } from 'vitest';
import { rows } from '../../src/store/base/connection/database.js';
import { deliverNudges } from '../../src/worker/tell/deliver-nudges.js';
import { addLoans, loansToRemind, mobile } from '../support/loans.js';
import { behave, countOf, received } from '../support/sandbox.js';
import { startSystem } from '../support/system.js';
import { until } from '../support/until.js';

const BATCH = 20;

test('a provider that took the messages but whose answers are lost sends none of them twice', async () => {
  const system = await startSystem();
  const { db, seal, clock, messenger, smsUrl } = system;
  const owe = async (prefix: string, mode: string, from: number) => {
    await behave(smsUrl, { sms: mode });
    const loans = loansToRemind(BATCH, clock.now(), prefix).map((it, n) => ({
      ...it,
      contacts: [
        { channel: 'sms' as const, address: n % 2 === 0 ? mobile(from + n) : `+852${51_000_000 + from + n}` },
        { channel: 'wechat' as const, address: `wx-${prefix}-${n}` },
      ],
    }));
    await addLoans(db, seal, loans, clock.now());
    await deliverNudges(db, messenger);
    await until(`the sandbox has ${from + BATCH}`, async () => (await countOf(smsUrl, 'sms')) === from + BATCH);
  };
  try {
    await behave(smsUrl, { wechat: 'drop-after-accept' });
    await system.startWorker();
    await owe('D', 'drop-after-accept', 0);
    await owe('T', 'timeout-after-accept', BATCH);
    // No answer has come through so far: all that is known later was asked for.
    expect(await rows(db.pool, `SELECT 1 FROM notices WHERE status = 'sent'`)).toEqual([]);
    await behave(smsUrl, { wechat: 'ok' });
    await until(
      'every message has its outcome',
      async () => {
        const sent = await rows(db.pool, `SELECT 1 FROM notices WHERE status = 'sent'`);
        return sent.length === 4 * BATCH;
      },
      // The WeChat gateway, which seemed to take nothing, is tried again after five minutes.
      480_000,
    );
    const messages = await received(smsUrl, 'sms');
    expect(messages).toHaveLength(2 * BATCH);
    expect(await countOf(smsUrl, 'wechat')).toBe(2 * BATCH);
    // Half of the numbers are of the mainland: Alibaba's records are known by our own id, Twilio's by theirs.
    const known = await rows<{ id: string }>(db.pool, `SELECT provider_id AS id FROM notices WHERE channel = 'sms'`);
    expect(known.map((it) => it.id).sort()).toEqual(messages.map((it) => it.outId ?? it.id).sort());
    expect(messages.filter((it) => it.outId === undefined)).toHaveLength(BATCH);
  } finally {
    await system.close();
  }
}, 800_000);
