import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { bundleWorkflowCode, type ReplayHistoriesIterable, Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleWorkflows } from '../../src/worker/run/bundle.js';
import { installRuntime } from '../../src/worker/run/runtime.js';
import * as workflows from '../../workflows/index.js';

/**
 * The histories in recorded/ are of workflows as they may be alive at a lender's: the code of today must do with them
 * what the code of then did, or no loan of that age could go on after an upgrade.
 */
const FOLDER = fileURLToPath(new URL('recorded', import.meta.url));
const NAMES = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.replace(/\.json$/, ''));

const read = (name: string) => historyFromJSON(JSON.parse(readFileSync(`${FOLDER}/${name}.json`, 'utf8')));
const typeOf = (name: string) =>
  read(name).events?.[0]?.workflowExecutionStartedEventAttributes?.workflowType?.name ?? '';

function withoutHistory(types: string[], names: string[]): string[] {
  const recorded = new Set(names.map(typeOf));
  return types.filter((type) => !recorded.has(type));
}

/** What is wrong with each history, by name; those that replay are not in it. */
async function faults(bundle: { code: string }, names: string[]): Promise<Record<string, string>> {
  const histories: ReplayHistoriesIterable = names.map((name) => ({ workflowId: name, history: read(name) }));
  const found: Record<string, string> = {};
  for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle: bundle }, histories)) {
    if (error) found[workflowId] = error.message;
  }
  return found;
}

beforeAll(() => {
  // What is wrong is told by the test, not by the worker's log.
  process.env.LOG_LEVEL = 'silent';
  installRuntime();
});

it('has a history of every workflow type', () => {
  expect(withoutHistory(Object.keys(workflows), NAMES)).toEqual([]);
  expect(withoutHistory([...Object.keys(workflows), 'ofTomorrow'], NAMES)).toEqual(['ofTomorrow']);
});

it('replays every history with the workflows of today', async () => {
  expect(NAMES.length).toBeGreaterThan(0);
  expect(await faults(await bundleWorkflows(), NAMES)).toEqual({});
});

describe('the gate', () => {
  it('reports a change of what a running workflow does', async () => {
    const workflowsPath = fileURLToPath(new URL('changed-workflows.ts', import.meta.url));
    const silent = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} };
    const changed = await bundleWorkflowCode({ workflowsPath, logger: silent });
    const found = await faults(changed, NAMES);
    const expected = NAMES.filter((name) => ['loanLifecycle', 'task'].includes(typeOf(name)));
    expect(Object.keys(found).sort()).toEqual(expected.sort());
    for (const message of Object.values(found)) expect(message).toMatch(/TMPRL1100|nondeterminism/i);
  });
});
