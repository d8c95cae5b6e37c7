import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { reconcile } from '../../src/worker/mend/reconcile.js';
import { type System, startSystem } from '../support/system.js';
import { expectEachRemindedOnce, wave } from './wave.js';

const LOANS = 200;
const MIDDLE = 50;

/** Most of a test is waiting: what was under way at a kill is asked of the provider after a minute. So side by side. */
describe.concurrent('a wave of 200 reminders reaches everyone once', { timeout: 400_000 }, () => {
  const inTheMiddle = (what: string, happen: (system: System) => Promise<void>) =>
    test(what, async () => {
      const system = await startSystem();
      try {
        await happen(system);
        await expectEachRemindedOnce(system, LOANS);
      } finally {
        await system.close();
      }
    });

  inTheMiddle('when the worker is killed and started again', async (system) => {
    const worker = await system.startWorker();
    await wave(system, LOANS, MIDDLE);
    await worker.kill();
    await system.startWorker();
  });

  inTheMiddle('when the Temporal server is killed and started again', async (system) => {
    const worker = await system.startWorker();
    await wave(system, LOANS, MIDDLE);
    await system.temporal.kill();
    await system.temporal.start();
    expect(worker.running()).toBe(true);
  });

  inTheMiddle('when both are killed, Temporal has lost its file, and `reconcile` is run', async (system) => {
    const worker = await system.startWorker();
    await wave(system, LOANS, MIDDLE);
    await Promise.all([worker.kill(), system.temporal.kill()]);
    system.temporal.deleteFile();
    await system.temporal.start();
    const mended = await reconcile(system.db, system.client, system.messenger);
    // Those that were told before the kill are started by reconcile, the others by their nudges.
    expect(mended.loansStarted + mended.nudgesDelivered).toBe(LOANS);
    await system.startWorker();
  });

  inTheMiddle('when PostgreSQL is away for ten seconds', async (system) => {
    const worker = await system.startWorker();
    await wave(system, LOANS, MIDDLE);
    await system.postgres.stop();
    await sleep(10_000);
    await system.postgres.start();
    expect(worker.running(), worker.said().slice(-2_000)).toBe(true);
  });
});
