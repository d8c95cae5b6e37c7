import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { defineSearchAttributeKey, TypedSearchAttributes } from '@temporalio/common';
import { afterAll, expect, test, vi } from 'vitest';
import { freePort } from '../../../src/embedded/base/free-port.js';
import { startTemporal } from '../../../src/embedded/temporal/temporal.js';

const dir = mkdtempSync(join(tmpdir(), 'postloan-test-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const plan = defineSearchAttributeKey('Plan', 'KEYWORD');
const branch = defineSearchAttributeKey('Branch', 'KEYWORD');
const start = (searchAttributes: Record<string, string>) =>
  startTemporal({
    dbFile: join(dir, 'temporal.db'),
    logFile: join(dir, 'temporal.log'),
    searchAttributes,
    say: () => undefined,
  });

async function withClient<T>(address: string, use: (client: Client) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address });
  try {
    return await use(new Client({ connection }));
  } finally {
    await connection.close();
  }
}

test('keeps workflows through a kill, and gets the search attributes of a later release', async () => {
  const first = await start({ Plan: 'Keyword' });
  await withClient(first.address, (client) =>
    client.workflow.start('any', {
      taskQueue: 'any',
      workflowId: 'loan/L1',
      typedSearchAttributes: new TypedSearchAttributes([{ key: plan, value: 'P1' }]),
    }),
  );
  process.kill(first.pid, 'SIGKILL');
  await first.stop();

  const second = await start({ Plan: 'Keyword', Branch: 'Keyword' });
  await withClient(second.address, async (client) => {
    const description = await client.workflow.getHandle('loan/L1').describe();
    expect(description.status.name).toBe('RUNNING');
    expect(description.typedSearchAttributes.get(plan)).toBe('P1');
    await client.workflow.start('any', {
      taskQueue: 'any',
      workflowId: 'loan/L2',
      typedSearchAttributes: new TypedSearchAttributes([{ key: branch, value: 'B1' }]),
    });
  });
  expect((await fetch(second.uiUrl)).status).toBe(200);
  await second.stop();
}, 60_000);

test('ends the server that was left running without an owner', async () => {
  const first = await start({});
  const second = await start({});
  await withClient(second.address, async (client) => client.workflow.getHandle('loan/L1').describe());
  await expect(Connection.connect({ address: first.address, connectTimeout: 500 })).rejects.toThrow();
  await second.stop();
}, 60_000);

test('starts though somebody held its port for a moment', async () => {
  const uiPort = await freePort();
  const logFile = join(dir, 'held.log');
  const holder = createServer().listen(uiPort, '127.0.0.1');
  const started = startTemporal({ logFile, searchAttributes: {}, say: () => undefined, uiPort });
  await vi.waitFor(() => expect(readFileSync(logFile, 'utf8')).toContain('address already in use'), 30_000);
  holder.close();
  const temporal = await started;
  expect((await fetch(temporal.uiUrl)).status).toBe(200);
  await temporal.stop();
}, 60_000);

test('says why it did not start', async () => {
  const started = startTemporal({
    logFile: join(dir, 'other.log'),
    searchAttributes: {},
    say: () => undefined,
    port: 1,
    uiPort: 1,
  });
  await expect(started).rejects.toThrow('Temporal did not start');
}, 60_000);
