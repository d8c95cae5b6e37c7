import type { Client, Connection } from '@temporalio/client';
import type { Messenger } from '../../../activities/dependencies.js';
import type { TemporalSide } from '../../api/context.js';
import { Refused } from '../../api/v1/door/problem.js';
import type { Database } from '../../store/base/connection/database.js';
import { noteFact } from '../../store/facts/facts.js';
import { foreseeMend } from '../../worker/mend/foresee-mend.js';
import { listSchedules } from '../../worker/mend/list-schedules.js';
import { mend } from '../../worker/mend/mend.js';
import { backfillSchedule, steerSchedule } from '../../worker/mend/steer-schedule.js';
import { findTroubles } from '../../worker/mend/troubles.js';
import { isAway } from '../../worker/tell/refused.js';
import { clockHere } from '../connect/now.js';

/** A page is waited for so long; the list of a hundred thousand workflows is the longest. */
const ANSWER_MS = 60_000;

/** What the API asks the Temporal server. */
export function temporalSide(
  db: Database,
  { client, connection, messenger }: { client: Client; connection: Connection; messenger: Messenger },
  now: () => number,
): TemporalSide {
  const asked = <T>(work: () => Promise<T>): Promise<T> =>
    connection.withDeadline(Date.now() + ANSWER_MS, work).catch((error: unknown) => {
      if (isAway(error)) throw new Refused(503, 'the Temporal server does not answer: try again');
      throw error;
    });
  return {
    schedules: () => asked(() => listSchedules(db, client)),
    steerSchedule: (said, source) => asked(() => steerSchedule(db, client, said, source)),
    backfill: (said, source) => asked(() => backfillSchedule(db, client, said, source)),
    troubles: () => asked(() => findTroubles(db, client, now())),
    drift: () => asked(() => foreseeMend(db, client)),
    reconcile: async (source) => {
      const mended = await asked(() => mend(db, client, messenger, clockHere()));
      await noteFact(db.pool, source, 'reconcile', 'book', mended.counted);
      return mended;
    },
    restart: async ({ loan, why }, source) => {
      await asked(() => messenger.restart(loan, null));
      await noteFact(db.pool, source, 'restart', `loan/${loan}`, { why });
    },
  };
}
