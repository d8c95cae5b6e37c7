import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import { historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker } from '@temporalio/worker';
import { workflowIdOf } from '../../domain/entry/ids.js';
import { HISTORIES } from '../../domain/proof/export.js';
import { builtBundle } from '../../worker/run/bundle.js';
import { installRuntime } from '../../worker/run/runtime.js';

/** Of each workflow the run that the server knows last, in Temporal's own JSON; null: the server has forgotten it, or never had one. */
export async function historiesOf(
  client: Client,
  loan: string,
  tasks: readonly string[],
): Promise<Map<string, Uint8Array | null>> {
  const ids = [workflowIdOf('loan', loan), ...tasks.map((it) => workflowIdOf('task', it))];
  const found = new Map<string, Uint8Array | null>();
  for (const id of ids) {
    const history = await client.workflow
      .getHandle(id)
      .fetchHistory()
      .catch((error: unknown) => {
        if (error instanceof WorkflowNotFoundError) return null;
        throw error;
      });
    found.set(`${HISTORIES}${encodeURIComponent(id)}.json`, history && Buffer.from(historyToJSON(history)));
  }
  return found;
}

/** Which histories the workflows of this version would not have made. */
export async function replayFaults(
  files: ReadonlyMap<string, Uint8Array>,
): Promise<{ replayed: number; faults: string[] }> {
  const names = [...files.keys()].filter((it) => it.startsWith(HISTORIES));
  if (names.length === 0) return { replayed: 0, faults: [] };
  installRuntime();
  const histories = names.map((name) => ({
    workflowId: name,
    history: historyFromJSON(JSON.parse(Buffer.from(files.get(name)!).toString('utf8'))),
  }));
  const faults: string[] = [];
  for await (const { workflowId, error } of Worker.runReplayHistories(
    { workflowBundle: await builtBundle() },
    histories,
  ))
    if (error) faults.push(`${workflowId}: ${error.message}`);
  return { replayed: names.length, faults };
}
