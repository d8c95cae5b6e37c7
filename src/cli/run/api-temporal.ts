import type { Client, Connection } from '@temporalio/client';
import type { TemporalSide } from '../../api/context.js';
import { Refused } from '../../api/v1/door/problem.js';
import type { Database } from '../../store/base/connection/database.js';
import { foreseeMend } from '../../worker/mend/foresee-mend.js';
import { listSchedules } from '../../worker/mend/list-schedules.js';
import { backfillSchedule, steerSchedule } from '../../worker/mend/steer-schedule.js';
import { findTroubles } from '../../worker/mend/troubles.js';
import { isAway } from '../../worker/tell/refused.js';

/** A page is waited for so long; the list of a hundred thousand workflows is the longest. */
const ANSWER_MS = 60_000;

/** What the API asks the Temporal server. */
export function temporalSide(db: Database, client: Client, connection: Connection, now: () => number): TemporalSide {
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
  };
}
