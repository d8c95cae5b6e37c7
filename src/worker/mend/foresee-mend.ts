import type { Client } from '@temporalio/client';
import pMap from 'p-map';
import { workflowIdOf } from '../../domain/entry/ids.js';
import { type Database, rows } from '../../store/base/connection/database.js';
import { NUDGE_KINDS, SUBJECTS } from '../../store/base/subjects.js';
import { nullIfNotThere } from '../tell/refused.js';
import { knownWorkflows, openSubjects } from './reconcile.js';
import { findStrays, listRunning } from './strays.js';

/** What `reconcile` would do. */
interface Drift {
  missing: { kind: string; count: number; first: string }[];
  strays: { workflow: string; why: string }[];
  untold: number;
}

const AT_ONCE = 32;
/** If more of a kind than this are missing, all are: they are counted, and not asked for one by one. */
const ASKED_FOR = 200;

/** What `reconcile` would mend: workflows that are missing, those that should not be there, news that nobody was told of. Changes nothing. */
export async function foreseeMend(db: Database, client: Client): Promise<Drift> {
  const running = await listRunning(client);
  const open = await openSubjects(db);
  const strays = await findStrays(db, running, knownWorkflows(open));
  const there = new Set(running.map((it) => it.workflowId));
  const isMissing = async (workflowId: string) =>
    (await client.workflow.getHandle(workflowId).describe().catch(nullIfNotThere))?.status.name !== 'RUNNING';
  const missing: Drift['missing'] = [];
  for (const kind of NUDGE_KINDS) {
    const unlisted = open[kind].filter((it) => !there.has(workflowIdOf(kind, it)));
    // The server's list lags behind, so it is asked about each workflow that is not in it.
    const asked = await pMap(unlisted.slice(0, ASKED_FOR), (it) => isMissing(workflowIdOf(kind, it)), {
      concurrency: AT_ONCE,
    });
    const gone = unlisted.filter((_, n) => asked[n] ?? true);
    if (gone.length > 0) missing.push({ kind: SUBJECTS[kind].many, count: gone.length, first: gone[0]! });
  }
  const [{ untold }] = (await rows<{ untold: number }>(db.pool, 'SELECT count(*)::int AS untold FROM nudges')) as [
    { untold: number },
  ];
  return { missing, strays: strays.map(({ workflowId, why }) => ({ workflow: workflowId, why })), untold };
}
