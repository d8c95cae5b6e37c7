import type { Client } from '@temporalio/client';
import { type Clock, type Failure, type Messenger, REAL_CLOCK } from '../../../activities/dependencies.js';
import type { Database } from '../../store/base/connection/database.js';
import { reconcile } from './reconcile.js';
import { applySchedules } from './schedules.js';
import { findTroubles } from './troubles.js';

/** Mends all that can drift between database and Temporal: workflows, nudges, Schedules. Doing it twice does nothing. `failed`: what is left. */
export async function mend(
  db: Database,
  client: Client,
  messenger: Messenger,
  clock: Clock = REAL_CLOCK,
): Promise<{ counted: Record<string, number>; failed: Failure[] }> {
  const { failed: left, ...counted } = await reconcile(db, client, messenger);
  const { created, updated, deleted } = await applySchedules(db, client, clock);
  const failed = [...left, ...(await findTroubles(db, client, clock.toBusiness(Date.now())))];
  return { counted: { ...counted, schedulesMended: created.length + updated.length + deleted.length }, failed };
}
