import type { Client } from '@temporalio/client';
import { Command } from 'commander';
import { type Day, formatMoment } from '../../domain/time/dates.js';
import type { Database } from '../../store/base/connection/database.js';
import { listSchedules } from '../../worker/mend/list-schedules.js';
import { type Applied, applySchedules } from '../../worker/mend/schedules.js';
import { backfillSchedule, type ScheduleSteer, steerSchedule } from '../../worker/mend/steer-schedule.js';
import { withDatabase } from '../connect/connect.js';
import { connectTemporal } from '../connect/connect-temporal.js';
import { me } from '../connect/me.js';
import { clockHere } from '../connect/now.js';
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
        (id: string, { json }: Options) => act(id, 'trigger', '', json),
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
        .action((id: string, { json, why = '' }: Options) => act(id, 'pause', why, json)),
    )
    .addCommand(
      ofOne('resume', 'goes on with the next day')
        .option('--why <text>', 'why', 'not said')
        .action((id: string, { json, why = '' }: Options) => act(id, 'resume', why, json)),
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
  if (json) return print(listed.map(({ lastRun: _, ...it }) => ({ ...it, next: time(it.next), last: time(it.last) })));
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
  const days = await withBoth(({ db, client }) => backfillSchedule(db, client, { schedule: id, from, until }, me()));
  if (json) return print({ schedule: id, days });
  process.stdout.write(`${id}: ${days.length === 0 ? 'none of its days lies between' : days.join(' ')}\n`);
}

async function act(schedule: string, steer: ScheduleSteer, why: string, json: boolean | undefined): Promise<void> {
  const done = await withBoth(({ db, client }) => steerSchedule(db, client, { schedule, steer, why }, me()));
  if (json) return print({ schedule, done });
  process.stdout.write(`${schedule} ${done}\n`);
}

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
