import type { Client } from '@temporalio/client';
import pMap from 'p-map';
import type { Failure, Messenger } from '../../../activities/dependencies.js';
import { workflowIdOf } from '../../domain/entry/ids.js';
import { type Database, rows } from '../../store/base/connection/database.js';
import { MISSING } from '../../store/base/nudges.js';
import { lasting, NUDGE_KINDS, type NudgeKind, SUBJECTS } from '../../store/base/subjects.js';
import { deliverNudges, tellingEach, type Undelivered } from '../tell/deliver-nudges.js';
import { isAway, nullIfNotThere, refusalOf } from '../tell/refused.js';
import { endStray, findStrays, listRunning, type Stray } from './strays.js';

type Started = `${(typeof SUBJECTS)[NudgeKind]['many']}Started`;

export type Mended = Record<Started | 'nudgesDelivered' | 'strayEnded', number> & {
  /** What could not be mended, and why. */
  failed: Failure[];
};

const AT_ONCE = 32;

/**
 * Mends what drifted between database and Temporal: everything that is open has its one workflow of the right type, channels
 * with waiting notices have theirs, no workflow lacks its subject, every undelivered nudge is delivered. Each alone: what
 * cannot be mended is named and holds up nothing else. Doing it twice does nothing.
 */
export async function reconcile(db: Database, client: Client, messenger: Messenger): Promise<Mended> {
  const delivery = await deliverNudges(db, messenger);
  const running = await listRunning(client);
  const open = await openSubjects(db);
  const known = knownWorkflows(open);
  const failed = delivery.failed.map(asFailure);

  const strays = await findStrays(db, running, known);
  let strayEnded = 0;
  const end = async (it: Stray) => {
    if (await endStray(client, it)) strayEnded++;
    return true;
  };
  await each(strays, end, ({ workflowId }) => workflowId, failed);

  const astray = new Set(strays.map((it) => it.runId));
  const there = new Set(running.filter((it) => !astray.has(it.runId)).map((it) => it.workflowId));
  const told = tellingEach(messenger);
  /** Asks the server itself: its list lags behind. */
  const isMissing = async (workflowId: string, type: string) => {
    const found = await client.workflow.getHandle(workflowId).describe().catch(nullIfNotThere);
    if (found?.status.name !== 'RUNNING') return true;
    return (
      found.type !== type && (await end({ ...found, why: `a ${found.type} where a ${type} belongs`, ours: false }))
    );
  };
  const started = {} as Record<Started, number>;
  for (const kind of NUDGE_KINDS) {
    const workflowId = (subject: string) => workflowIdOf(kind, subject);
    const { type, many, idle } = { idle: null, ...SUBJECTS[kind] };
    const unlisted = open[kind].filter((subject) => !there.has(workflowId(subject)));
    // The server's list lags behind, so it is asked about each workflow that is not in it.
    const missing = await each(unlisted, (it) => isMissing(workflowId(it), type), workflowId, failed);
    const left = await told(missing.map((subject) => ({ kind, subject, reason: MISSING })));
    started[`${many}Started`] = missing.length - left.length;
    // Workflows that may be asleep are nudged if there is work for them.
    const asleep = idle === null ? [] : open[kind].filter((subject) => there.has(workflowId(subject)));
    left.push(...(await told(asleep.map((subject) => ({ kind, subject, reason: 'look' })))));
    failed.push(...left.map(asFailure));
  }
  return { nudgesDelivered: delivery.told, ...started, strayEnded, failed };
}

const asFailure = ({ kind, subject, why }: Undelivered): Failure => ({ what: `${kind} ${subject}`, why });

/** The ids of all workflows that may run. */
export const knownWorkflows = (open: Record<NudgeKind, string[]>): Set<string> =>
  new Set(
    NUDGE_KINDS.flatMap((kind) =>
      [...open[kind], ...(lasting(kind)!.idle ?? [])].map((subject) => workflowIdOf(kind, subject)),
    ),
  );

/** Everything that must have its workflow, by kind. */
export async function openSubjects(db: Database): Promise<Record<NudgeKind, string[]>> {
  const open = {} as Record<NudgeKind, string[]>;
  for (const kind of NUDGE_KINDS)
    open[kind] = (await rows<{ id: string }>(db.pool, SUBJECTS[kind].open)).map((row) => row.id);
  return open;
}

/** Those of which `did` is true. One that fails is noted, and the others go on; a server that is away ends it all. */
async function each<T>(
  many: T[],
  did: (one: T) => Promise<boolean>,
  nameOf: (one: T) => string,
  failed: Failure[],
): Promise<T[]> {
  const done = await pMap(
    many,
    async (one) => {
      try {
        return await did(one);
      } catch (error) {
        if (isAway(error)) throw error;
        failed.push({ what: nameOf(one), why: refusalOf(error) });
        return false;
      }
    },
    { concurrency: AT_ONCE },
  );
  return many.filter((_, n) => done[n]);
}
