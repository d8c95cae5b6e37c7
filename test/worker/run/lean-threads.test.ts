import { fileURLToPath } from 'node:url';
import { createContext, Script } from 'node:vm';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { expect, it } from 'vitest';
import { leanReplay, leanThreads } from '../../../src/worker/run/lean-threads.js';
import { startLocalServer } from '../../support/local-server.js';
import type { answers, loops } from './some-workflows.js';

it('workflows run without a watchdog for each step; one that loops ends its worker with words that say so', async () => {
  const server = await startLocalServer({});
  const [connection, native] = await Promise.all([
    Connection.connect({ address: server.address }),
    NativeConnection.connect({ address: server.address }),
  ]);
  try {
    const { workflow } = new Client({ connection });
    const worker = await leanThreads(
      () =>
        Worker.create({
          connection: native,
          taskQueue: 'lean',
          workflowsPath: fileURLToPath(new URL('./some-workflows.ts', import.meta.url)),
        }),
      1_000,
    );
    const ended = worker.run().then(
      () => 'well',
      (error: Error) => error.message,
    );
    const of = (workflowId: string) => ({ workflowId, taskQueue: 'lean' });
    expect(await workflow.execute<typeof answers>('answers', of('one'))).toBe(42);
    expect(worker.getState()).toBe('RUNNING');
    await workflow.start<typeof loops>('loops', of('two'));
    expect(await ended).toContain('a workflow loops: one step of it has not ended in 1 s');
  } finally {
    await native.close().catch(() => undefined);
    await connection.close();
    await server.stop();
  }
});

it('what a replay calls has no watchdog, and what is called later has one again', async () => {
  const looping = () => new Script('for (;;) {}').runInContext(createContext({}), { timeout: 20 });
  const slow = new Script('const end = Date.now() + 60; while (Date.now() < end); 42');
  expect(await leanReplay(async () => slow.runInContext(createContext({}), { timeout: 20 }))).toBe(42);
  expect(looping).toThrow('timed out');
});
