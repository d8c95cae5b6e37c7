import { expect } from 'vitest';
import { type Database, rows } from '../../../src/store/base/connection/database.js';
import { numberEvents } from '../../../src/store/news/events.js';

/** Until every event has its position: the API gives them too, and who comes second while another does it does not wait. */
export async function numbered(db: Database): Promise<void> {
  await expect
    .poll(async () => {
      await numberEvents(db);
      return rows(db.pool, 'SELECT event_id FROM events WHERE position IS NULL');
    })
    .toEqual([]);
}
