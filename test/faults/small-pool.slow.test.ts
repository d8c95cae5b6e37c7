import { expect, it } from 'vitest';
import { CHANNELS, planSchema } from '../../src/domain/plan/plan.js';
import { rows } from '../../src/store/base/connection/database.js';
import { readPlan } from '../../src/store/loans/plans.js';
import { deliverNudges } from '../../src/worker/tell/deliver-nudges.js';
import { addLoans, loansToRemind, mobile } from '../support/loans.js';
import { countOf } from '../support/sandbox.js';
import { startSystem } from '../support/system.js';
import { until } from '../support/until.js';

const LOANS = 40;

it('three connections are enough for a wave on all channels at once', async () => {
  const system = await startSystem();
  const { db, seal, clock, messenger, smsUrl } = system;
  try {
    const { law: _, demands: __, ...plan } = await readPlan(db.pool, '04-personal');
    const reminders = plan.reminders.map((it) => ({ ...it, notice: { ...it.notice, channels: [...CHANNELS] } }));
    const loud = planSchema.parse({ ...plan, version: plan.version + 1, reminders });
    await db.pool.query('INSERT INTO plans (plan, version, content) VALUES ($1, $2, $3)', [
      loud.plan,
      loud.version,
      JSON.stringify(loud),
    ]);
    await system.startWorker({ DATABASE_POOL: '3' });
    const contacts = (n: number) => [
      { channel: 'sms' as const, address: mobile(n) },
      { channel: 'voice' as const, address: mobile(n) },
      { channel: 'email' as const, address: `borrower${n}@borrower.example` },
      { channel: 'wechat' as const, address: `wx-borrower-${n}` },
      { channel: 'push' as const, address: `push-borrower-${n}` },
    ];
    const loans = loansToRemind(LOANS, clock.now()).map((loan, n) => ({ ...loan, contacts: contacts(n) }));
    await addLoans(db, seal, loans, clock.now());
    await deliverNudges(db, messenger);
    const sent = () =>
      rows<{ channel: string; sent: number }>(
        db.pool,
        `SELECT channel, count(*) AS sent FROM notices WHERE status = 'sent' GROUP BY channel`,
      );
    await until(
      'all are sent',
      async () => (await sent()).reduce((sum, it) => sum + it.sent, 0) === 5 * LOANS,
      100_000,
    );
    expect((await sent()).every((it) => it.sent === LOANS)).toBe(true);
    for (const channel of ['sms', 'voice', 'wechat', 'push'])
      expect(await countOf(smsUrl, channel), channel).toBe(LOANS);
    // The test's own connections, and those of the worker.
    const [open] = await rows<{ count: number }>(
      db.pool,
      `SELECT count(*) AS count FROM pg_stat_activity WHERE datname = 'postloan' AND pid <> pg_backend_pid()`,
    );
    expect(open!.count).toBeLessThanOrEqual(3 + 5);
  } finally {
    await system.close();
  }
}, 180_000);
