import { type Clock, REAL_CLOCK } from '../../../activities/dependencies.js';
import type { Database } from '../../store/base/connection/database.js';
import { databaseNow } from '../../store/base/health.js';

/** What is sent goes by the database's clock: all workers have the same, whatever the machine on which one runs believes. */
export const serverClock = (db: Database): Clock => ({
  ...REAL_CLOCK,
  atContact: async (time) => Math.max(time, await databaseNow(db.pool)),
});
