import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { countOf } from '../support/sandbox.js';
import { type System, startSystem } from '../support/system.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { expectEachRemindedOnce, wave } from './wave.js';

const LOANS = 200;
const TWO_MINUTES_MS = 120_000;

const at = (address: string) => {
  const { hostname: host, port } = new URL(address);
  return { host, port: Number(port) };
};

/** Nobody hangs up, nothing is refused: bytes are taken and not passed on. */
describe.concurrent('a wave of 200 reminders reaches everyone once', { timeout: 600_000 }, () => {
  const silent = (what: string, happen: (database: TcpProxy, temporal: TcpProxy, system: System) => Promise<void>) =>
    test(what, async () => {
      let database: TcpProxy | undefined;
      const system = await startSystem({
        between: async (url) => {
          database = await startTcpProxy(at(url));
          return { url: database.through(url), stop: database.stop };
        },
      });
      const temporal = await startTcpProxy(at(`http://${system.env.TEMPORAL_ADDRESS}`));
      try {
        const worker = await system.startWorker({ TEMPORAL_ADDRESS: `127.0.0.1:${temporal.port}` });
        await wave(system, LOANS, LOANS / 4);
        await happen(database!, temporal, system);
        expect(worker.running(), worker.said().slice(-2_000)).toBe(true);
        await expectEachRemindedOnce(system, LOANS);
      } finally {
        await system.close();
        await temporal.stop();
      }
    });

  silent('when all connections of the worker are silent for two minutes', async (database, temporal, { smsUrl }) => {
    database.hold();
    temporal.hold();
    // What was decided before may still go.
    await sleep(30_000);
    const sent = await countOf(smsUrl, 'sms');
    await sleep(TWO_MINUTES_MS - 30_000);
    expect(await countOf(smsUrl, 'sms')).toBe(sent);
    database.pass();
    temporal.pass();
  });

  silent('when its database falls over to another, and the old connections are silent for ever', async (database) => {
    database.swallow();
  });

  silent('when those to Temporal are silent for ever', async (_, temporal) => {
    temporal.swallow();
  });
});
