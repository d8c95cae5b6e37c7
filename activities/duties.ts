import { ApplicationFailure } from '@temporalio/activity';
import { inEnglish } from '../src/domain/reason/words.js';
import { type Day, dayOf } from '../src/domain/time/dates.js';
import { openingOf } from '../src/domain/work/duties.js';
import { calendarNow } from '../src/store/base/calendar.js';
import { openDuty as writeDuty } from '../src/store/work/duties.js';
import type { Dependencies } from './dependencies.js';
import { tellTasks } from './tell.js';

/** Which duty, and for which day. */
export interface DutyDue {
  plan: string;
  duty: string;
  /** Null: the day of `scheduledAt`. */
  asOf: Day | null;
  /** The moment for which a Schedule started it, in milliseconds of the lender's time and not of the clock's. */
  scheduledAt: number | null;
  now: number;
}

export function dutyActivities(dependencies: Dependencies) {
  const { db, clock, planOf, messenger } = dependencies;

  /**
   * Opens a duty for the period of its day; one that is open or done stays as it is, one that the plan no longer has is
   * passed over. Throws DayMissing when no day is said: the clock would name the wrong one for a late run.
   */
  async function openDuty({ plan: name, duty: id, asOf, scheduledAt, now }: DutyDue): Promise<{ details: string }> {
    const day = asOf ?? (scheduledAt === null ? null : dayOf(scheduledAt));
    if (day === null) throw ApplicationFailure.nonRetryable(`duty ${id} of ${name}: for which day?`, 'DayMissing');
    const plan = await planOf(name);
    const duty = plan.duties.find((it) => it.id === id);
    if (!duty) return { details: `${day}: version ${plan.version} of ${name} has no duty ${id}` };
    const moment = clock.toBusiness(now);
    const opening = openingOf(plan, duty, day, moment, await calendarNow(db.pool));
    const { why, rule, task, paper } = opening;
    const news = await writeDuty(db, opening, plan.version, moment);
    if (news && task !== null) await tellTasks(dependencies, [task.task]);
    // Also when the duty was open already: a crash in between would lose the paper.
    if (paper !== null) await messenger.startReport({ plan: name, ...paper, to: [...paper.to] });
    return { details: `**${inEnglish(why)}** (${rule}) for ${day}: ${news ? 'opened' : 'was open already'}` };
  }
  return { openDuty };
}
