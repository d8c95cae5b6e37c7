import type { Client } from '@temporalio/client';
import { historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker } from '@temporalio/worker';
import { fileOfRun, HISTORIES } from '../../domain/proof/export.js';
import type { Sql } from '../../store/base/connection/database.js';
import { keptHistory, keptRuns } from '../../store/proof/histories.js';
import { builtBundle } from '../../worker/run/bundle.js';
import { leanThreads } from '../../worker/run/lean-threads.js';
import { installRuntime } from '../../worker/run/runtime.js';
import { nullIfNotThere } from '../../worker/tell/refused.js';

/** The kept runs of the workflows, each as a file in Temporal's own JSON. */
export async function keptFiles(sql: Sql, workflows: readonly string[]): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const it of await keptRuns(sql, workflows)) {
    const history = await keptHistory(sql, it);
    if (history) files.set(fileOfRun(it.workflow, it.run), history);
  }
  return files;
}

/** The last run of each workflow that the server has, unless it is among `kept`: it still runs, or has just ended. */
export async function runningFiles(
  client: Client,
  workflows: readonly string[],
  kept: ReadonlyMap<string, Uint8Array>,
): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const id of workflows) {
    const known = await client.workflow.getHandle(id).describe().catch(nullIfNotThere);
    const name = known && fileOfRun(id, known.runId);
    if (!name || kept.has(name)) continue;
    const history = await client.workflow.getHandle(id, known.runId).fetchHistory();
    files.set(name, Buffer.from(historyToJSON(history)));
  }
  return files;
}

/** Which histories these workflows would not have made. `bundle`: left out, those of this version. */
export async function replayFaults(
  files: ReadonlyMap<string, Uint8Array>,
  bundle?: { code: string },
): Promise<{ replayed: number; faults: string[] }> {
  const names = [...files.keys()].filter((it) => it.startsWith(HISTORIES));
  if (names.length === 0) return { replayed: 0, faults: [] };
  installRuntime();
  const histories = names.map((name) => ({
    workflowId: name,
    history: historyFromJSON(JSON.parse(Buffer.from(files.get(name)!).toString('utf8'))),
  }));
  const faults: string[] = [];
  const workflowBundle = bundle ?? (await builtBundle());
  await leanThreads(async () => {
    for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle }, histories))
      if (error) faults.push(`${workflowId}: ${error.message}`);
  });
  return { replayed: names.length, faults };
}
