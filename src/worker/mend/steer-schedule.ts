import type { Client, ScheduleHandle } from '@temporalio/client';
import { brief } from '../../../workflows/common/brief.js';
import { dutyScheduleId } from '../../domain/entry/ids.js';
import { addDays, type Day, dayOf, momentAt } from '../../domain/time/dates.js';
import { dutiesBetween } from '../../domain/work/duties.js';
import { BadInput } from '../../library/checked-yaml.js';
import { calendarNow } from '../../store/base/calendar.js';
import type { Database } from '../../store/base/connection/database.js';
import { noteFact, type Source } from '../../store/facts/facts.js';
import { plansInUse } from '../../store/work/duties.js';
import { found } from './schedules.js';

/** What people do to a Schedule, and what the audit log calls it. */
const STEERS = {
  trigger: { noted: 'triggered', act: (handle: ScheduleHandle, _said: string) => handle.trigger('ALLOW_ALL') },
  pause: { noted: 'paused', act: (handle: ScheduleHandle, said: string) => handle.pause(said) },
  resume: { noted: 'resumed', act: (handle: ScheduleHandle, said: string) => handle.unpause(said) },
} as const;
export type ScheduleSteer = keyof typeof STEERS;

/** The server keeps a note of a thousand bytes at most; the audit log has the whole. */
const OF_A_NOTE = 250;

/** Answers what was done, as the audit log has it. @throws BadInput for a Schedule that is not there */
export async function steerSchedule(
  db: Database,
  client: Client,
  { schedule, steer, why }: { schedule: string; steer: ScheduleSteer; why: string },
  source: Source,
): Promise<string> {
  const { noted, act } = STEERS[steer];
  await on(client, schedule, (handle) => act(handle, brief(`${source.actor}: ${why}`, OF_A_NOTE)));
  await note(db, schedule, noted, steer === 'trigger' && why === '' ? {} : { why }, source);
  return noted;
}

/**
 * Makes up for missed days, those that were opened stay as they are; answers which.
 * @throws BadInput for a Schedule that is not there or is no duty's, and for days to come
 */
export async function backfillSchedule(
  db: Database,
  client: Client,
  { schedule, from, until }: { schedule: string; from: Day; until: Day },
  source: Source,
): Promise<Day[]> {
  if (until <= from) throw new BadInput(['--until must be after --from']);
  if (until > addDays(dayOf(source.at), 1))
    throw new BadInput([`--until: only days past can be made up for: ${until}`]);
  const missed = await daysOf(db, schedule, from, until);
  const start = new Date(momentAt(from, '00:00'));
  const end = new Date(momentAt(until, '00:00'));
  await on(client, schedule, (handle) => handle.backfill({ start, end, overlap: 'ALLOW_ALL' }));
  await note(db, schedule, 'backfilled', { from, until }, source);
  return missed;
}

async function daysOf(db: Database, id: string, from: Day, until: Day): Promise<Day[]> {
  for (const plan of await plansInUse(db.pool)) {
    const duty = plan.duties.find((it) => dutyScheduleId(plan.plan, it.id) === id);
    if (duty) return dutiesBetween({ duties: [duty] }, await calendarNow(db.pool), from, until).map(({ day }) => day);
  }
  throw new BadInput([`${id}: not a duty of a plan with open loans: see \`postloan schedule list\``]);
}

async function on(client: Client, id: string, work: (handle: ScheduleHandle) => Promise<void>): Promise<void> {
  const done = await found(work(client.schedule.getHandle(id)).then(() => true));
  if (!done) throw new BadInput([`no schedule ${id}: see \`postloan schedule list\``]);
}

const note = (db: Database, id: string, what: string, detail: object, source: Source) =>
  noteFact(db.pool, source, `schedule ${what}`, `schedule/${id}`, detail);
