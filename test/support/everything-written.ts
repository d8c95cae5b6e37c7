import { readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { type Database, rows } from '../../src/store/base/connection/database.js';

/** All that Temporal shows of every run there ever was: history, and what its web UI reads beside it. */
export async function everyRun(client: Client): Promise<{ runs: number; text: string }> {
  const texts: string[] = [];
  let runs = 0;
  for await (const run of client.workflow.list()) {
    runs++;
    const handle = client.workflow.getHandle(run.workflowId, run.runId);
    const history = JSON.parse(historyToJSON(await handle.fetchHistory()));
    const description = await handle.describe();
    texts.push(run.workflowId, JSON.stringify(history), ...decoded(history));
    texts.push(JSON.stringify([description.memo, description.searchAttributes]));
    texts.push((await description.staticSummary()) ?? '', (await description.staticDetails()) ?? '');
    if (description.status.name === 'RUNNING') {
      texts.push(JSON.stringify(await handle.query('__temporal_workflow_metadata')));
    }
  }
  return { runs, text: texts.join('\n') };
}

/** What stands in payloads: they are base64 in the JSON of a history. */
function decoded(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'data' && typeof inner === 'string' ? [Buffer.from(inner, 'base64').toString('utf8')] : decoded(inner),
  );
}

/** Every row of every table as text; bytes are in hex. */
export async function everyRow(db: Database): Promise<string> {
  const tables = await rows<{ name: string }>(
    db.pool,
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
  );
  const texts = await Promise.all(
    tables.map(({ name }) => rows<{ row: string }>(db.pool, `SELECT t::text AS row FROM "${name}" t`)),
  );
  return texts
    .flat()
    .map(({ row }) => row)
    .join('\n');
}

/** The files beside a file that begin with its name: a database and its journal. */
export function filesOf(file: string): Buffer {
  const folder = dirname(file);
  const name = file.slice(folder.length + 1);
  const parts = readdirSync(folder).filter((it) => it.startsWith(name));
  return Buffer.concat(parts.map((it) => readFileSync(`${folder}/${it}`)));
}
