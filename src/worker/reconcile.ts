import type { Client } from '@temporalio/client';
import pMap from 'p-map';
import type { Messenger } from '../../activities/dependencies.js';
import {
  caseWorkflowId,
  complaintWorkflowId,
  dispatchWorkflowId,
  LETTERS,
  loanWorkflowId,
  taskWorkflowId,
  warningWorkflowId,
} from '../domain/ids.js';
import { type Database, rows } from '../store/database.js';
import { UNMADE } from '../store/letters.js';
import { deliverNudges } from './deliver-nudges.js';

export interface Mended {
  nudgesDelivered: number;
  loansStarted: number;
  tasksStarted: number;
  complaintsStarted: number;
  warningsStarted: number;
  casesStarted: number;
  dispatchersStarted: number;
  /** Workflows whose loan or task is not there, or has ended: ended too. */
  strayEnded: number;
}

const AT_ONCE = 32;

/**
 * Mends what drifted between database and Temporal: every open loan and task has its one workflow, channels with waiting
 * notices have theirs, no workflow lacks its loan, every undelivered nudge is delivered. Doing it twice does nothing.
 */
export async function reconcile(db: Database, client: Client, messenger: Messenger): Promise<Mended> {
  const nudgesDelivered = await deliverNudges(db, messenger);
  const running = await runningWorkflows(client);
  const open = {
    loan: await ids(db, 'SELECT loan_id AS id FROM loans WHERE closed_at IS NULL AND taken_in_at IS NOT NULL'),
    task: await ids(db, `SELECT task_id AS id FROM tasks WHERE status = 'open'`),
    complaint: await ids(db, 'SELECT complaint_id AS id FROM complaints WHERE surveyed_at IS NULL'),
    warning: await ids(db, 'SELECT warning_id AS id FROM warnings WHERE closed_at IS NULL'),
    case: await ids(db, 'SELECT case_id AS id FROM cases WHERE closed_at IS NULL'),
    dispatch: await ids(
      db,
      `SELECT DISTINCT channel AS id FROM notices WHERE status IN ('reserved', 'sending')
       UNION ALL SELECT '${LETTERS}' WHERE EXISTS (${UNMADE})`,
    ),
  };
  const loans = open.loan.filter((id) => !running.has(loanWorkflowId(id)));
  await pMap(loans, (id) => messenger.nudge('loan', id), { concurrency: AT_ONCE });
  const tasks = open.task.filter((id) => !running.has(taskWorkflowId(id)));
  await pMap(tasks, (id) => messenger.nudge('task', id), { concurrency: AT_ONCE });
  const complaints = open.complaint.filter((id) => !running.has(complaintWorkflowId(id)));
  await pMap(complaints, (id) => messenger.nudge('complaint', id), { concurrency: AT_ONCE });
  const warnings = open.warning.filter((id) => !running.has(warningWorkflowId(id)));
  await pMap(warnings, (id) => messenger.nudge('warning', id), { concurrency: AT_ONCE });
  const cases = open.case.filter((id) => !running.has(caseWorkflowId(id)));
  await pMap(cases, (id) => messenger.nudge('case', id), { concurrency: AT_ONCE });
  const dispatchers = open.dispatch.filter((id) => !running.has(dispatchWorkflowId(id)));
  await messenger.wakeDispatch(open.dispatch);
  const strayEnded = await endStrays(client, running, open);
  return {
    nudgesDelivered,
    loansStarted: loans.length,
    tasksStarted: tasks.length,
    complaintsStarted: complaints.length,
    warningsStarted: warnings.length,
    casesStarted: cases.length,
    dispatchersStarted: dispatchers.length,
    strayEnded,
  };
}

async function ids(db: Database, sql: string): Promise<string[]> {
  return (await rows<{ id: string }>(db.pool, sql)).map((row) => row.id);
}

async function runningWorkflows(client: Client): Promise<Set<string>> {
  const found = new Set<string>();
  const query = `ExecutionStatus = 'Running' AND WorkflowType IN ('loanLifecycle', 'task', 'complaint', 'warningCase', 'disposalCase', 'noticeDispatch')`;
  for await (const execution of client.workflow.list({ query, pageSize: 1000 })) found.add(execution.workflowId);
  return found;
}

/** A workflow with nothing open behind it has nothing left to do. */
async function endStrays(
  client: Client,
  running: Set<string>,
  open: { loan: string[]; task: string[] },
): Promise<number> {
  const known = new Set([...open.loan.map(loanWorkflowId), ...open.task.map(taskWorkflowId)]);
  const strays = [...running].filter((id) => /^(loan|task)\//.test(id) && !known.has(id));
  await pMap(
    strays,
    (id) => client.workflow.getHandle(id).terminate('no open loan or task of this name in the database'),
    {
      concurrency: AT_ONCE,
    },
  );
  return strays.length;
}
