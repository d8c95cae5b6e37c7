import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { expect, it } from 'vitest';
import { leanThreads } from '../../../src/worker/run/lean-threads.js';
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
