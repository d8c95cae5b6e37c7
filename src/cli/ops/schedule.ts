import type { Client, ScheduleHandle } from '@temporalio/client';
import { Command } from 'commander';
import { dutyScheduleId } from '../../domain/entry/ids.js';
import { addDays, type Day, dayOf, formatMoment, momentAt } from '../../domain/time/dates.js';
import { dutiesBetween } from '../../domain/work/duties.js';
import { BadInput } from '../../library/checked-yaml.js';
import { calendarNow } from '../../store/base/calendar.js';
import type { Database } from '../../store/base/connection/database.js';
import { noteFact } from '../../store/facts/facts.js';
import { plansInUse } from '../../store/work/duties.js';
import { type Applied, applySchedules, found, listSchedules } from '../../worker/mend/schedules.js';
import { withDatabase } from '../connect/connect.js';
import { connectTemporal } from '../connect/connect-temporal.js';
import { me } from '../connect/me.js';
import { clockHere, now } from '../connect/now.js';
import { checkDay } from '../terminal/check-day.js';

interface Options {
  json?: boolean;
  why?: string;
}

export function scheduleCommand(command: Command): Command {
  const one = (name: string, description: string) =>
    new Command(name).description(description).option('--json', 'one JSON document');
  const ofOne = (name: string, description: string) =>
    one(name, description).argument('<schedule>', 'as `schedule list` names it, duty/PLAN/DUTY');
  return command
    .addCommand(one('apply', 'makes the Schedules what the plans say; a pause stays').action(apply))
    .addCommand(one('list', 'what comes round, and when it comes next').action(list))
    .addCommand(
      ofOne('trigger', "opens today's period now; one that is open already stays as it is").action(
        (id: string, { json }: Options) => act(id, 'triggered', {}, json, (handle) => handle.trigger('ALLOW_ALL')),
      ),
    )
    .addCommand(
      ofOne('backfill', 'makes up for missed days; those that were opened stay as they are')
        .requiredOption('--from <date>', 'the first day')
        .requiredOption('--until <date>', 'the day it ends, not included')
        .action(backfill),
    )
    .addCommand(
      ofOne('pause', 'nothing is opened until `resume`; what was missed then is not made up for')
        .option('--why <text>', 'why', 'not said')
        .action((id: string, { json, why = '' }: Options) =>
          act(id, 'paused', { why }, json, (handle) => handle.pause(`${me().actor}: ${why}`)),
        ),
    )
    .addCommand(
      ofOne('resume', 'goes on with the next day')
        .option('--why <text>', 'why', 'not said')
        .action((id: string, { json, why = '' }: Options) =>
          act(id, 'resumed', { why }, json, (handle) => handle.unpause(`${me().actor}: ${why}`)),
        ),
    );
}

async function apply({ json }: Options): Promise<void> {
  const applied = await withBoth(({ db, client }) => applySchedules(db, client, clockHere()));
  if (json) return print(applied);
  for (const line of wordsOf(applied)) process.stdout.write(`${line}\n`);
}

/** What was done to which Schedules, a line each; one line when nothing was. */
function wordsOf({ unchanged, ...changed }: Applied): string[] {
  const lines = Object.entries(changed).flatMap(([what, ids]) => [...ids].sort().map((id) => `${what} ${id}`));
  return [...lines, `${unchanged} unchanged`];
}

async function list({ json }: Options): Promise<void> {
  const listed = await withBoth(({ db, client }) => listSchedules(db, client));
  const time = (moment: number | null) => (moment === null ? null : formatMoment(moment));
  if (json) return print(listed.map((it) => ({ ...it, next: time(it.next), last: time(it.last) })));
  for (const { schedule, title, next, there, paused, note } of listed) {
    const when = time(next)?.slice(0, 16).replace('T', ' ') ?? '-';
    const state = there ? (paused ? `  paused: ${note}` : '') : '  not there: run `postloan schedule apply`';
    process.stdout.write(`${when.padEnd(16)}  ${schedule.padEnd(48)} ${title}${state}\n`);
  }
}

async function backfill(id: string, { from, until, json }: Options & { from: Day; until: Day }): Promise<void> {
  for (const [name, day] of [
    ['--from', from],
    ['--until', until],
  ] as const)
    checkDay(name!, day);
  if (until <= from) throw new BadInput(['--until must be after --from']);
  if (until > addDays(dayOf(now()), 1)) throw new BadInput([`--until: only days past can be made up for: ${until}`]);
  const days = await withBoth(async ({ db, client }) => {
    const missed = await daysOf(db, id, from, until);
    const start = new Date(momentAt(from, '00:00'));
    const end = new Date(momentAt(until, '00:00'));
    await on(client, id, (handle) => handle.backfill({ start, end, overlap: 'ALLOW_ALL' }));
    await note(db, id, 'backfilled', { from, until });
    return missed;
  });
  if (json) return print({ schedule: id, days });
  process.stdout.write(`${id}: ${days.length === 0 ? 'none of its days lies between' : days.join(' ')}\n`);
}

async function daysOf(db: Database, id: string, from: Day, until: Day): Promise<Day[]> {
  for (const plan of await plansInUse(db.pool)) {
    const duty = plan.duties.find((it) => dutyScheduleId(plan.plan, it.id) === id);
    if (duty) return dutiesBetween({ duties: [duty] }, await calendarNow(db.pool), from, until).map(({ day }) => day);
  }
  throw new BadInput([`${id}: not a duty of a plan with open loans: see \`postloan schedule list\``]);
}

async function act(
  id: string,
  what: string,
  detail: object,
  json: boolean | undefined,
  work: (handle: ScheduleHandle) => Promise<void>,
): Promise<void> {
  await withBoth(async ({ db, client }) => {
    await on(client, id, work);
    await note(db, id, what, detail);
  });
  if (json) return print({ schedule: id, done: what });
  process.stdout.write(`${id} ${what}\n`);
}

async function on(client: Client, id: string, work: (handle: ScheduleHandle) => Promise<void>): Promise<void> {
  const done = await found(work(client.schedule.getHandle(id)).then(() => true));
  if (!done) throw new BadInput([`no schedule ${id}: see \`postloan schedule list\``]);
}

const note = (db: Database, id: string, what: string, detail: object) =>
  noteFact(db.pool, me(), `schedule ${what}`, `schedule/${id}`, detail);

async function withBoth<T>(work: (context: { db: Database; client: Client }) => Promise<T>): Promise<T> {
  return withDatabase(async (database) => {
    const temporal = await connectTemporal(database.db);
    try {
      return await work({ db: database.db, client: temporal.client });
    } finally {
      await temporal.close();
    }
  });
}

function print(document: object): void {
  process.stdout.write(`${JSON.stringify(document)}\n`);
}
