import type { Client } from '@temporalio/client';
import type { Failure } from '../../../activities/dependencies.js';
import { agenda } from '../../domain/agenda.js';
import { workflowIdOf } from '../../domain/entry/ids.js';
import type { LoanFile } from '../../domain/loan/loan-file.js';
import type { Plan } from '../../domain/plan/plan.js';
import { formatMoment, type Moment } from '../../domain/time/dates.js';
import { type Database, rows } from '../../store/base/connection/database.js';
import { failingNow } from '../../store/base/failing.js';
import { readLoanFiles } from '../../store/loans/files/loan-files.js';
import { planReader } from '../../store/loans/plans.js';
import { loansDueBefore } from '../../store/loans/steps/next-steps.js';
import { isAway, nullIfNotThere, refusalOf } from '../tell/refused.js';

/** How many of a kind are looked at: if more are in trouble, it is the same trouble. */
const LOOKED_AT = 100;
const LATE_MS = 10 * 60_000;

/** What does not go on by itself: workflows whose tasks or activities fail again and again, loans that are late, words nobody takes. */
export async function findTroubles(db: Database, client: Client, now: Moment = Date.now()): Promise<Failure[]> {
  return [
    ...(await failingActivities(db)),
    ...(await failingWorkflows(client)),
    ...(await lateLoans(db, client, now)),
    ...(await undelivered(db)),
  ];
}

/** Activities that have failed three times or more and still do. */
export async function failingActivities(db: Database, workflow: string | null = null): Promise<Failure[]> {
  return (await failingNow(db.pool, workflow)).map((it) => ({
    what: it.workflow,
    why: `${it.activity} has failed ${it.attempts} times since ${shown(it.since)}: ${it.why}`,
  }));
}

const shown = (at: Moment) => formatMoment(at).slice(0, 16);

/** Workflows of which the server says so; one that does not know the attribute (before 1.30) shows them as late loans only. */
async function failingWorkflows(client: Client): Promise<Failure[]> {
  const ids = await listed(client, 'TemporalReportedProblems IS NOT NULL').catch((error: unknown) => {
    if (isAway(error)) throw error;
    return [];
  });
  const found = await Promise.all(ids.map((id) => failingTask(client, id)));
  return found.filter((it) => it !== null);
}

/** What the server says of a workflow whose task fails, or waits for somebody to take it; null: nothing. */
export async function failingTask(client: Client, workflowId: string): Promise<Failure | null> {
  const found = await client.workflow.getHandle(workflowId).describe().catch(nullIfNotThere);
  if (found?.status.name !== 'RUNNING') return null;
  const { attempt, originalScheduledTime } = found.raw.pendingWorkflowTask ?? {};
  const failed = (attempt ?? 1) - 1;
  const since = Number(originalScheduledTime?.seconds ?? 0) * 1000;
  if (failed > 1)
    return {
      what: workflowId,
      why: `its workflow task (${found.type}) has failed ${failed} times since ${shown(since)}`,
    };
  if (since > 0 && Date.now() - since > LATE_MS)
    return {
      what: workflowId,
      why: `nobody has taken its workflow task from ${found.taskQueue} since ${shown(since)}`,
    };
  return null;
}

/** Loans whose next step is past and that have something to do. */
async function lateLoans(db: Database, client: Client, now: Moment): Promise<Failure[]> {
  const loans = await loansDueBefore(db.pool, now - LATE_MS, LOOKED_AT);
  const planOf = planReader(db.pool);
  const troubles: Failure[] = [];
  for (const { file, plan } of await readLoanFiles(db.pool, loans, now)) {
    const what = workflowIdOf('loan', file.loan);
    const why = await lateWith(file, () => planOf(plan), now - LATE_MS);
    if (why !== null) troubles.push((await failingTask(client, what)) ?? { what, why });
  }
  return troubles;
}

/** What should have been done by then; null: nothing. */
async function lateWith(file: LoanFile, plan: () => Promise<Plan>, by: Moment): Promise<string | null> {
  try {
    const [step] = agenda(file, await plan(), by).steps;
    return step ? `${step.key} of ${shown(step.at)} is due and not done` : null;
  } catch (error) {
    return `what is due cannot be told: ${refusalOf(error)}`;
  }
}

async function listed(client: Client, what: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { workflowId } of client.workflow.list({ query: `ExecutionStatus = 'Running' AND ${what}` })) {
    found.push(workflowId);
    if (found.length === LOOKED_AT) break;
  }
  return found;
}

/** Words that have waited for longer than two rounds of the worker's. */
async function undelivered(db: Database): Promise<Failure[]> {
  const waiting = await rows<{ kind: string; count: number; first: string; since: Moment }>(
    db.pool,
    `SELECT kind, count(*)::int AS count, min(subject) AS first, min(created_at) AS since FROM nudges
     WHERE created_at < now() - interval '2 minutes' GROUP BY kind ORDER BY kind`,
  );
  return waiting.map(({ kind, count, first, since }) => ({
    what: `${count} nudges of a ${kind}`,
    why: `told to nobody since ${shown(since)}, ${first} among them: does a worker run?`,
  }));
}
