import type pg from 'pg';
import { dutyId } from '../../domain/entry/ids.js';
import { workOf } from '../../domain/loan/open-task.js';
import type { TaskSpec } from '../../domain/plan/plan.js';
import type { Reason } from '../../domain/reason/reason.js';
import type { Day, Moment } from '../../domain/time/dates.js';
import { calendarNow } from '../base/calendar.js';
import { rows } from '../base/connection/database.js';
import { cancelDutyTask, openDuty } from './duties.js';

/** Work of the unit that no plan names: about what comes from outside. `about` and `duty` say what of it. */
interface Asked {
  about: string;
  duty: string;
  period: string;
  asOf: Day;
  spec: TaskSpec;
  why: Reason;
  /** Whose it is, whatever the role; left out: whoever has the role. */
  person?: string | null;
}

/** Opens one task, unless one about the same is open: however much comes, it is looked at together. */
export async function askUnit(
  client: pg.PoolClient,
  { about, duty, period, asOf, spec, why, person = null }: Asked,
  now: Moment,
): Promise<void> {
  // Two at once must not open two.
  await client.query(`SELECT pg_advisory_xact_lock(hashtext($1))`, [`unit's work/${about}/${duty}`]);
  if ((await askedOfUnit(client, about, duty)).length > 0) return;
  const id = dutyId(about, duty, period);
  const task = {
    ...workOf(await calendarNow(client), `duty/${id}`, now, spec),
    openedAt: now,
    ...(person === null ? {} : { person }),
  };
  const opening = { id, plan: about, duty, period, asOf, at: now, rule: 'S4', why };
  await openDuty(client, { ...opening, task, paper: null }, 0, now);
}

/** Nobody has to do any more what was asked of the unit. */
export async function endAskedOfUnit(
  client: pg.PoolClient,
  { about, duty, why }: Pick<Asked, 'about' | 'duty' | 'why'>,
  now: Moment,
): Promise<void> {
  for (const task of await askedOfUnit(client, about, duty)) await cancelDutyTask(client, task, why, now);
}

/** The ids of its tasks that are open. */
async function askedOfUnit(client: pg.PoolClient, about: string, duty: string): Promise<string[]> {
  const open = await rows<{ task: string }>(
    client,
    `SELECT task_id AS task FROM tasks JOIN duties USING (duty_id) WHERE plan = $1 AND duty = $2 AND status = 'open'`,
    [about, duty],
  );
  return open.map((it) => it.task);
}
