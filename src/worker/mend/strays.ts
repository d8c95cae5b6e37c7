import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { nudge } from '../../../workflows/messages.js';
import type { Database } from '../../store/base/connection/database.js';
import { type Kind, lasting, SUBJECTS } from '../../store/base/subjects.js';
import { planNames } from '../../store/loans/plans.js';
import { nullIfNotThere } from '../tell/refused.js';

/** A running workflow as the server lists it. */
export type Running = Pick<WorkflowExecutionInfo, 'workflowId' | 'runId' | 'type'>;

export async function listRunning(client: Client): Promise<Running[]> {
  const found: Running[] = [];
  for await (const { workflowId, runId, type } of client.workflow.list({
    query: `ExecutionStatus = 'Running'`,
    pageSize: 1000,
  }))
    found.push({ workflowId, runId, type });
  return found;
}

/** The kind whose workflows have such ids; undefined: the id is none of ours. */
function kindOf(workflowId: string): Kind | undefined {
  const [, kind = ''] = /^([^/]+)\//.exec(workflowId) ?? [];
  return Object.hasOwn(SUBJECTS, kind) ? (kind as Kind) : undefined;
}

export interface Stray extends Running {
  why: string;
  /** One of our own workflows, which may be about to end by itself: it is nudged before it is terminated. */
  ours: boolean;
}

/** Running workflows that should not be there: their id is not among `known`, the ids of all that may run, or their type is another. */
export async function findStrays(db: Database, running: Running[], known: Set<string>): Promise<Stray[]> {
  const types = new Set<string>(Object.values(SUBJECTS).map((it) => it.type));
  const plans = await planNames(db.pool);
  return running.flatMap((it): Stray[] => {
    const { workflowId, type } = it;
    const astray = (why: string, ours = false) => [{ ...it, why, ours }];
    const kind = kindOf(workflowId);
    if (!kind) return types.has(type) ? astray(`a ${type} under an id that is none of ours`) : [];
    const right = SUBJECTS[kind].type;
    if (type !== right) return astray(`a ${type} where a ${right} belongs`);
    if (lasting(kind)) return known.has(workflowId) ? [] : astray(`no open ${kind} of this name in the database`, true);
    const ofPlan = plans.some((plan) => workflowId.startsWith(`${kind}/${plan}/`));
    return ofPlan ? [] : astray('no such plan in the database');
  });
}

const ENDS_BY_ITSELF_MS = 5_000;
const LOOK_MS = 100;

/** Ends it; answers false when it had ended already. What is ours may have a last thing to write: it looks once more first. */
export async function endStray(client: Client, { workflowId, runId, why, ours }: Stray): Promise<boolean> {
  const handle = client.workflow.getHandle(workflowId, runId);
  const runs = async () => (await handle.describe().catch(nullIfNotThere))?.status.name === 'RUNNING';
  if (!(await runs())) return false;
  if (ours) {
    await handle.signal(nudge).catch(nullIfNotThere);
    for (let waited = 0; waited < ENDS_BY_ITSELF_MS; waited += LOOK_MS) {
      if (!(await runs())) return true;
      await sleep(LOOK_MS);
    }
  }
  return (await handle.terminate(why).catch(nullIfNotThere)) !== null;
}
