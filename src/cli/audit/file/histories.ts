import type { Client } from '@temporalio/client';
import { type History, historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { type ReplayResult, Worker } from '@temporalio/worker';
import pMap from 'p-map';
import { fileOfRun, HISTORIES } from '../../../domain/proof/export.js';
import type { Sql } from '../../../store/base/connection/database.js';
import { keptHistories } from '../../../store/proof/histories.js';
import { builtBundle } from '../../../worker/run/bundle.js';
import { leanReplay } from '../../../worker/run/lean-threads.js';
import { installRuntime } from '../../../worker/run/runtime.js';
import { nullIfNotThere } from '../../../worker/tell/refused.js';

/** So many workflows are asked for at a time. */
const AT_ONCE = 10;

/** The kept runs of the workflows, each as a file in Temporal's own JSON. */
export async function keptFiles(sql: Sql, workflows: readonly string[]): Promise<Map<string, Uint8Array>> {
  const kept = await keptHistories(sql, workflows);
  return new Map(kept.map((it) => [fileOfRun(it.workflow, it.run), it.bytes]));
}

/** The last run of each workflow that the server has, unless it is among `kept`: it still runs, or has just ended. */
export async function runningFiles(
  client: Client,
  workflows: readonly string[],
  kept: ReadonlyMap<string, Uint8Array>,
): Promise<Map<string, Uint8Array>> {
  const found = await pMap(
    workflows,
    async (id): Promise<[string, Uint8Array][]> => {
      const known = await client.workflow.getHandle(id).describe().catch(nullIfNotThere);
      const name = known && fileOfRun(id, known.runId);
      if (!name || kept.has(name)) return [];
      const history = await client.workflow.getHandle(id, known.runId).fetchHistory();
      return [[name, Buffer.from(historyToJSON(history))]];
    },
    { concurrency: AT_ONCE },
  );
  return new Map(found.flat());
}

/** Goes through histories again by the workflows, one after another. */
export interface Replays {
  /** Which of the histories among the files the workflows would not have made. */
  faultsOf(files: ReadonlyMap<string, Uint8Array>): Promise<{ replayed: number; faults: string[] }>;
}

/**
 * What `use` replays goes through one worker, which is made for the first history.
 * @param bundle the workflows; left out: those of this version
 */
export async function withReplays<T>(use: (replays: Replays) => Promise<T>, bundle?: { code: string }): Promise<T> {
  let asked: { workflowId: string; history: History };
  // It is asked for one each time that the next result is.
  function* histories() {
    for (;;) yield asked;
  }
  let workflowBundle = bundle;
  let results: AsyncIterableIterator<ReplayResult> | undefined;
  const replay = async (file: string, bytes: Uint8Array): Promise<string[]> => {
    workflowBundle ??= await builtBundle();
    try {
      asked = { workflowId: file, history: historyFromJSON(JSON.parse(Buffer.from(bytes).toString('utf8'))) };
      results ??= Worker.runReplayHistories({ workflowBundle }, histories());
      const { value }: { value?: ReplayResult } = await results.next();
      if (!value) throw new Error('the worker has ended');
      return value.error ? [`${file}: ${value.error.message}`] : [];
    } catch (error) {
      // A worker to which something was given that is no history has ended with it.
      results = undefined;
      return [`${file}: cannot be gone through again: ${(error as Error).message}`];
    }
  };
  const faultsOf: Replays['faultsOf'] = async (files) => {
    const names = [...files.keys()].filter((it) => it.startsWith(HISTORIES));
    const faults: string[] = [];
    for (const it of names) faults.push(...(await replay(it, files.get(it)!)));
    return { replayed: names.length, faults };
  };
  installRuntime();
  return leanReplay(async () => {
    try {
      return await use({ faultsOf });
    } finally {
      await results?.return?.();
    }
  });
}
