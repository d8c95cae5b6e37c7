import { taskAgenda } from '../src/domain/work/task-agenda.js';
import { readTask, writeTaskSteps } from '../src/store/work/tasks.js';
import type { Dependencies } from './dependencies.js';

/** What a wake-up of a task did and what comes next. */
export interface TaskAdvance {
  did: string[];
  kind: string;
  role: string;
  /** In the workflow's own time; null: nothing more goes by itself. */
  next: number | null;
  open: boolean;
}

export function taskActivities({ db, clock }: Dependencies) {
  /** Reminds, marks overdue, goes up; a task that has ended answers `open: false`. */
  async function advanceTask({ task, now }: { task: string; now: number }): Promise<TaskAdvance> {
    const moment = clock.toBusiness(now);
    const stored = await readTask(db.pool, task);
    if (!stored) return { did: [], kind: '', role: '', next: null, open: false };
    const { steps, next } = taskAgenda(stored.file, moment);
    if (steps.length > 0) await writeTaskSteps(db.pool, stored, steps, moment);
    return {
      did: steps.map(({ what, upTo }) => (upTo ? `${what}, up to ${upTo}` : what)),
      kind: stored.file.kind,
      role: stored.file.role,
      next: next === null ? null : clock.toWorkflow(next),
      open: stored.file.status === 'open',
    };
  }
  return { advanceTask };
}
