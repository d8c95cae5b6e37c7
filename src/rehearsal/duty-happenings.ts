import { dutyId, workflowIdOf } from '../domain/entry/ids.js';
import { addDays, type Day, dayOf, type Moment, momentAt } from '../domain/time/dates.js';
import { DUTY_TIME, dutiesBetween } from '../domain/work/duties.js';
import { calendarNow } from '../store/base/calendar.js';
import { rows } from '../store/base/connection/database.js';
import { SUBJECTS } from '../store/base/subjects.js';
import { plansInUse } from '../store/work/duties.js';
import { TASK_QUEUE } from '../worker/tell/messenger.js';
import type { RehearsalStage } from './stage.js';

/** Where duties are opened: on the stage of a rehearsal, or in the sample's own time. */
export type DutyStage = Pick<RehearsalStage, 'dependencies' | 'client'>;

interface DutyRun {
  plan: string;
  duty: string;
  period: string;
}

interface DutiesOfDay {
  at: Moment;
  happen(stage: DutyStage): Promise<void>;
}

const LOOK_EVERY_MS = 10;

/**
 * The time-skipping server has no Schedules: in their place the duties of the loans' plans happen at their times, by the
 * same workflow. A plan whose loans have not come in yet or are all closed has none, as it would have no Schedules.
 * `report`: those alone that make this paper.
 */
export async function dutyHappenings(
  stage: DutyStage,
  from: Moment,
  until: Moment,
  report?: string,
): Promise<DutiesOfDay[]> {
  const { db, planOf } = stage.dependencies;
  const names = await rows<{ plan: string }>(db.pool, 'SELECT DISTINCT plan FROM loans ORDER BY plan');
  const calendar = await calendarNow(db.pool);
  const days = new Map<Day, DutyRun[]>();
  for (const { plan } of names) {
    for (const { duty, day, period } of dutiesBetween(
      await planOf(plan),
      calendar,
      dayOf(from),
      addDays(dayOf(until), 1),
    )) {
      if (report !== undefined && duty.report !== report) continue;
      days.set(day, [...(days.get(day) ?? []), { plan, duty: duty.id, period: period.text }]);
    }
  }
  return [...days]
    .map(([day, runs]) => ({ at: momentAt(day, DUTY_TIME), happen: (it: DutyStage) => openAll(it, day, runs) }))
    .filter(({ at }) => at >= from && at < until);
}

async function openAll({ dependencies, client }: DutyStage, asOf: Day, runs: DutyRun[]): Promise<void> {
  const inUse = new Set((await plansInUse(dependencies.db.pool)).map((it) => it.plan));
  for (const { plan, duty, period } of runs.filter((it) => inUse.has(it.plan))) {
    const handle = await client.workflow.start(SUBJECTS.duty.type, {
      workflowId: workflowIdOf('duty', dutyId(plan, duty, period)),
      taskQueue: TASK_QUEUE,
      args: [{ plan, duty, asOf, schemaVersion: 1 }],
    });
    // Polled, since while one waits for a workflow's result the test server lets time run on.
    let status = 'RUNNING';
    while (status === 'RUNNING') {
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      status = (await handle.describe()).status.name;
    }
    if (status !== 'COMPLETED') throw new Error(`duty ${duty} of ${plan} for ${asOf}: ${status}`);
  }
}
