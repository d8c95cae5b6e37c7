import { expect, test } from 'vitest';
import { rows } from '../../src/store/base/connection/database.js';
import { noteRestored } from '../../src/store/notices/sending.js';
import { reconcile } from '../../src/worker/mend/reconcile.js';
import { backUp, restore } from '../support/backup.js';
import { startSystem } from '../support/system.js';
import { expectEachOnce, middleOf, takeIn, WAVE } from './wave.js';

test('a backup from the middle of a wave, restored when the wave is over, sends nothing again', async () => {
  const system = await startSystem();
  const { db, clock, env } = system;
  try {
    const worker = await system.startWorker();
    const loans = await takeIn(system);
    await middleOf(system);
    const backup = await backUp(env.DATABASE_URL!);
    await expectEachOnce(system, loans);
    await worker.kill();

    await restore(env.DATABASE_URL!, backup);
    const [known] = await rows<{ sent: number }>(
      db.pool,
      `SELECT count(*)::int AS sent FROM notices WHERE status = 'sent'`,
    );
    expect(known!.sent, 'the middle was missed').toBeLessThan(WAVE);
    // What `postloan reconcile --after-restore` does.
    await noteRestored(db, clock.now(), { actor: 'test', at: clock.now() });
    const { failed } = await reconcile(db, system.client, system.messenger);
    expect(failed).toEqual([]);
    await system.startWorker();
    await expectEachOnce(system, loans);
  } finally {
    await system.close();
  }
}, 900_000);
