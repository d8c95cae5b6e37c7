import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { z } from 'zod';
import { isDay } from '../../domain/time/dates.js';
import { chinaCalendar } from '../../library/calendar.js';
import { BadInput } from '../../library/checked-yaml.js';
import { type ArrangedYear, lenderCalendar, setDay, takeInYears } from '../../store/work/lender-calendar.js';
import { withDatabase } from '../connect/connect.js';
import { me } from '../connect/me.js';
import { tellWorkflows } from '../connect/tell-workflows.js';
import { writeColoured } from '../terminal/own-streams.js';
import { table } from '../terminal/table.js';

export function calendarCommand(command: Command): Command {
  return command
    .addCommand(
      new Command('import')
        .description(
          'take in the arrangement of a year: JSON as chinese-days has it, {"holidays": {"2027-01-01": …}, "workdays": {…}}',
        )
        .argument('<file>')
        .option('--source <text>', 'where it is from; left out: the name of the file')
        .action(take),
    )
    .addCommand(
      new Command('list')
        .description('which years are known, and what was set')
        .option('--json', 'one JSON document')
        .action(list),
    )
    .addCommand(
      new Command('set')
        .description('a day is a working day, or a day off, whatever its year says')
        .argument('<day>')
        .argument('<what>', 'work, rest')
        .requiredOption('--why <text>')
        .action(set),
    );
}

const days = z.record(z.string(), z.unknown());
const arrangement = z.object({ holidays: days, workdays: days.default({}) });

/** @throws BadInput for what is no arrangement of whole years */
function readYears(text: string, file: string): ArrangedYear[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new BadInput([`${file}:1 not JSON`]);
  }
  const read = arrangement.safeParse(json);
  if (!read.success) throw new BadInput(read.error.issues.map((it) => `${file}: ${it.path.join('.')}: ${it.message}`));
  const [holidays, makeUpDays] = [Object.keys(read.data.holidays).sort(), Object.keys(read.data.workdays).sort()];
  const wrong = [...holidays, ...makeUpDays].filter((it) => !isDay(it));
  if (wrong.length > 0) throw new BadInput(wrong.map((it) => `${file}: not a date: ${it}`));
  const years = [...new Set(holidays.map((it) => it.slice(0, 4)))];
  if (years.length === 0) throw new BadInput([`${file}: holidays: no day off`]);
  const both = holidays.filter((it) => makeUpDays.includes(it));
  if (both.length > 0) throw new BadInput([`${file}: a day off and a working day: ${both.join(', ')}`]);
  const orphans = makeUpDays.filter((it) => !years.includes(it.slice(0, 4)));
  if (orphans.length > 0) throw new BadInput([`${file}: workdays of a year without days off: ${orphans.join(', ')}`]);
  const of = (all: string[], year: string) => all.filter((it) => it.startsWith(year));
  return years.map((year) => ({ year: Number(year), holidays: of(holidays, year), makeUpDays: of(makeUpDays, year) }));
}

async function take(file: string, { source = file }: { source?: string }): Promise<void> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new BadInput([`${file}: cannot be read: is the name right?`]);
  });
  const years = readYears(text, file);
  await withDatabase(async (context) => {
    const news = await takeInYears(context.db, years, source, me());
    await tellWorkflows(context);
    for (const { year, holidays, makeUpDays } of years)
      process.stdout.write(
        `${year}: ${news.includes(year) ? `${holidays.length} days off, ${makeUpDays.length} weekend days worked` : 'known already'}\n`,
      );
  });
}

async function set(day: string, what: string, { why }: { why: string }): Promise<void> {
  const faults = [
    ...(isDay(day) ? [] : [`<day>: not a date: ${day}`]),
    ...(what === 'work' || what === 'rest' ? [] : [`<what>: work or rest, not ${what}`]),
    ...(why.trim() === '' ? ['--why: is needed'] : []),
  ];
  if (faults.length > 0) throw new BadInput(faults);
  await withDatabase(async (context) => {
    const news = await setDay(context.db, { day, works: what === 'work', why }, me());
    await tellWorkflows(context);
    process.stdout.write(`${day}: ${news ? (what === 'work' ? 'a working day' : 'a day off') : 'known already'}\n`);
  });
}

async function list({ json }: { json?: true }): Promise<void> {
  await withDatabase(async ({ db }) => {
    const own = await lenderCalendar(db.pool);
    const covered = new Set([
      ...chinaCalendar().coveredYears,
      ...own.flatMap((it) => (it.year === null ? [] : [String(it.year)])),
    ]);
    const years = [...covered].sort().map((year) => {
      const it = own.find((one) => String(one.year) === year);
      return { year: Number(year), source: it?.source ?? 'chinese-days', by: it?.by ?? null };
    });
    const set = own.flatMap(({ day, works, source, by }) => (day === null ? [] : [{ day, works, why: source, by }]));
    if (json) {
      process.stdout.write(`${JSON.stringify({ coveredUntil: `${years.at(-1)!.year}-12-31`, years, set })}\n`);
      return;
    }
    const first = years[0]!.year;
    process.stdout.write(`covered: ${first} to ${years.at(-1)!.year}\n`);
    const cells = [
      ...years.filter((it) => it.by !== null).map((it) => [String(it.year), 'year', it.source, it.by!]),
      ...set.map((it) => [it.day, it.works ? 'work' : 'rest', it.why, it.by]),
    ];
    if (cells.length > 0) writeColoured(`${table(null, cells)}\n`);
  });
}
