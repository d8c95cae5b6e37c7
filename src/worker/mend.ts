import type { Client } from '@temporalio/client';
import type { Messenger } from '../../activities/dependencies.js';
import type { Database } from '../store/database.js';
import { type Mended, reconcile } from './reconcile.js';
import { applySchedules } from './schedules.js';

/** All that can drift between database and Temporal: workflows, nudges, Schedules. Doing it twice does nothing. */
export async function mend(
  db: Database,
  client: Client,
  messenger: Messenger,
): Promise<Mended & { schedulesMended: number }> {
  const mended = await reconcile(db, client, messenger);
  const { created, updated, deleted } = await applySchedules(db, client);
  return { ...mended, schedulesMended: created.length + updated.length + deleted.length };
}
