import { createHash } from 'node:crypto';
import type { Moment } from '../../domain/time/dates.js';
import { rows, type Sql } from '../base/connection/database.js';

/** A run of a workflow that has ended. */
export interface Run {
  workflow: string;
  run: string;
  type: string;
  /** `COMPLETED`, `CONTINUED_AS_NEW`, `TERMINATED` … */
  status: string;
  startedAt: Moment;
  closedAt: Moment;
  /** The run that went on as this one; null: none did. */
  previous: string | null;
  /** The run as which it went on; null: it did not. */
  next: string | null;
  events: number;
}

/** When the latest run ended that is kept; null: none is. */
export async function keptUntil(sql: Sql): Promise<Moment | null> {
  const [row] = await rows<{ at: Moment | null }>(sql, 'SELECT max(closed_at) AS at FROM histories');
  return row!.at;
}

/** Those that are not kept yet. */
export async function notKept<R extends { workflowId: string; runId: string }>(
  sql: Sql,
  runs: readonly R[],
): Promise<R[]> {
  const kept = await rows<{ run: string }>(
    sql,
    `SELECT run_id AS run FROM unnest($1::text[], $2::text[]) AS k(workflow_id, run_id) JOIN histories USING (workflow_id, run_id)`,
    [runs.map((it) => it.workflowId), runs.map((it) => it.runId)],
  );
  const known = new Set(kept.map((it) => it.run));
  return runs.filter((it) => !known.has(it.runId));
}

/** Kept once, however often it is brought. */
export async function keepRun(sql: Sql, it: Run, history: Uint8Array): Promise<void> {
  await sql.query(
    `INSERT INTO histories (workflow_id, run_id, type, status, started_at, closed_at, previous_run, next_run, events, sha256, bytes)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING`,
    [
      ...[it.workflow, it.run, it.type, it.status, new Date(it.startedAt), new Date(it.closedAt)],
      ...[it.previous, it.next, it.events, createHash('sha256').update(history).digest('hex'), history],
    ],
  );
}

/** Kept runs of these workflows, the earliest first. */
export const keptRuns = (sql: Sql, workflows: readonly string[]): Promise<Run[]> =>
  rows(
    sql,
    `SELECT workflow_id AS workflow, run_id AS run, type, status, started_at AS "startedAt", closed_at AS "closedAt",
            previous_run AS previous, next_run AS next, events
     FROM histories WHERE workflow_id = ANY ($1) ORDER BY started_at, workflow_id, closed_at`,
    [workflows],
  );

/** All that is kept of these workflows and was not erased, as `keptRuns` has them, each in Temporal's own JSON. */
export const keptHistories = (
  sql: Sql,
  workflows: readonly string[],
): Promise<(Pick<Run, 'workflow' | 'run'> & { bytes: Buffer })[]> =>
  rows(
    sql,
    `SELECT workflow_id AS workflow, run_id AS run, bytes FROM histories
     WHERE workflow_id = ANY ($1) AND bytes IS NOT NULL ORDER BY started_at, workflow_id, closed_at`,
    [workflows],
  );

/** In Temporal's own JSON; null: it was erased. @throws for one that is not kept */
export async function keptHistory(sql: Sql, { workflow, run }: Pick<Run, 'workflow' | 'run'>): Promise<Buffer | null> {
  const [found] = await rows<{ bytes: Buffer | null }>(
    sql,
    'SELECT bytes FROM histories WHERE workflow_id = $1 AND run_id = $2',
    [workflow, run],
  );
  return found!.bytes;
}
