import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import type { Database } from '../../store/base/connection/database.js';
import { noteFailing, noteWorks } from '../../store/base/failing.js';
import { refusalOf } from '../tell/refused.js';
import { NOT_NOW } from './guard.js';

/** What fails again and again is written down, for `doctor`, `reconcile` and `loan show`: the tries of a local activity stand nowhere else. */
export function noteFailures(db: Database): ActivityInterceptorsFactory {
  return ({ info }) => ({
    inbound: {
      execute: async (input, next) => {
        const { activityType: activity, attempt } = info;
        const workflow = info.workflowExecution?.workflowId ?? '';
        // The database itself may be what fails: then nothing is noted.
        const note = (writing: Promise<void>) => writing.catch(() => undefined);
        try {
          const result = await next(input);
          if (attempt > 1) await note(noteWorks(db.pool, workflow, activity));
          return result;
        } catch (error) {
          // That this worker may not act is no fault of what it is about, and may come of a database that does not answer.
          const heldUp = error instanceof ApplicationFailure && error.type === NOT_NOW;
          if (!(error instanceof CancelledFailure) && !heldUp)
            await note(noteFailing(db.pool, { workflow, activity, why: refusalOf(error) }));
          throw error;
        }
      },
    },
  });
}
