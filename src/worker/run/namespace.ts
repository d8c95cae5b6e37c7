import {
  type Client,
  type Connection,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from '../../../workflows/search-attributes.js';
import { addSearchAttributes, missingSearchAttributes } from '../../search-attributes.js';
import { clockFault, differenceTo, MOST_DIFFERENCE_MS } from '../../store/base/health.js';
import type { Identity } from '../../store/base/identity.js';
import { TASK_QUEUE } from '../tell/messenger.js';

/**
 * A namespace belongs to one database: a workflow that never ends says in its memo to which. Whoever acts in it with another
 * one, or with a copy, is a stranger: it would decide from other facts, or take the work and not find it.
 */
const OWNER = 'database';

const start = { taskQueue: TASK_QUEUE, workflowId: OWNER, args: [] as [] };
const says = (identity: Identity) => ({
  memo: { ...identity },
  staticSummary: `this namespace is of database ${identity.id}`,
});

/** Null: it is nobody's yet. */
async function ownerOf(client: Client): Promise<Identity | null> {
  try {
    const { status, memo } = await client.workflow.getHandle(OWNER).describe();
    return status.name === 'RUNNING' ? (memo as unknown as Identity) : null;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

/** Why we are strangers in this namespace; null: it is ours, or nobody's. */
export async function strangerFault(client: Client, identity: Identity): Promise<string | null> {
  const owner = await ownerOf(client);
  if (owner === null) return null;
  const namespace = client.options.namespace;
  const remedy = `let DATABASE_URL or TEMPORAL_NAMESPACE name the right one; if from now on this database is to have the namespace: stop all other workers, then \`postloan db adopt\``;
  if (owner.id !== identity.id) return `namespace ${namespace} belongs to another database (${owner.id}): ${remedy}`;
  if (owner.place !== identity.place)
    return `namespace ${namespace} belongs to this database in another place: this is a copy, restored or moved: ${remedy}; after a restore \`postloan reconcile --after-restore\` does that too`;
  return null;
}

/** Whether it is of this very database in another place: of what was restored, or moved, from there. */
export async function isOfOriginal(client: Client, identity: Identity): Promise<boolean> {
  const owner = await ownerOf(client);
  return owner?.id === identity.id && owner.place !== identity.place;
}

/** Makes it ours if it is nobody's. Answers why we are strangers in it, or null. */
export async function claimNamespace(client: Client, identity: Identity): Promise<string | null> {
  if ((await ownerOf(client)) === null) {
    try {
      await client.workflow.start('database', { ...start, ...says(identity) });
    } catch (error) {
      // Another worker that starts at the same time was first.
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  }
  return strangerFault(client, identity);
}

/** Makes it ours, whosever it was. Workers of the other one stop within `TRUST_MS` of src/worker/run/guard.ts. */
export async function adoptNamespace(client: Client, identity: Identity): Promise<void> {
  await client.workflow.start('database', {
    ...start,
    ...says(identity),
    workflowIdConflictPolicy: 'TERMINATE_EXISTING',
  });
}

/** Without them every workflow task fails. Makes them where `make` and the server's rights allow it. */
export async function attributeFaults(client: Client, { make }: { make: boolean }): Promise<string[]> {
  const { namespace } = client.options;
  const connection = client.connection as Connection;
  const lacking = async () => Object.entries(await missingSearchAttributes(connection, SEARCH_ATTRIBUTES, namespace));
  // A hosted server answers no such question: there the namespace's owner has made them, or the first task says so.
  let missing = await lacking().catch(() => []);
  if (missing.length > 0 && make) {
    await addSearchAttributes(connection, Object.fromEntries(missing), namespace).catch(() => undefined);
    missing = await lacking().catch(() => missing);
  }
  if (missing.length === 0) return [];
  const each = missing.map(([name, type]) => `--name ${name} --type ${type}`).join(' ');
  return [
    `namespace ${namespace} lacks search attributes: temporal operator search-attribute create --namespace ${namespace} ${each}`,
  ];
}

/** The server's clock is read from when it says that something began: a workflow of which nothing is left. */
async function serverNow(client: Client): Promise<number> {
  const handle = await client.workflow.start('database', {
    ...start,
    // No worker polls this queue, so the workflow never runs.
    taskQueue: 'postloan-clock',
    workflowId: `clock/${process.pid}/${performance.now()}`,
    workflowExecutionTimeout: '1 minute',
  });
  const { startTime } = await handle.describe();
  await client.workflowService
    .deleteWorkflowExecution({
      namespace: client.options.namespace,
      workflowExecution: { workflowId: handle.workflowId, runId: handle.firstExecutionRunId },
    })
    .catch(() => handle.terminate('looked at the clock').catch(() => undefined));
  return startTime.getTime();
}

export async function temporalClockFaults(client: Client): Promise<string[]> {
  const difference = await differenceTo(() => serverNow(client));
  return Math.abs(difference) > MOST_DIFFERENCE_MS ? [clockFault("the Temporal server's", difference)] : [];
}
