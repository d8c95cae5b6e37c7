import { Command } from 'commander';
import { isDay } from '../domain/dates.js';
import { formatLine, type TimelineLine } from '../domain/timeline.js';
import { bundleForRehearsal } from '../rehearsal/bundle.js';
import { rehearseBook } from '../rehearsal/rehearse-book.js';
import { rehearseScenario } from '../rehearsal/rehearse-scenario.js';
import { scenarioSchema } from '../rehearsal/scenario.js';
import { BadInput, checkedYaml } from '../store/checked-yaml.js';
import { shippedPlans } from '../store/plans.js';
import { readInput } from './errors.js';

interface Options {
  book?: string;
  from?: string;
  until?: string;
}

export function rehearseCommand(): Command {
  return new Command('rehearse')
    .description(
      'run the real workflows, activities and database through a scenario, or a whole book, with time skipped',
    )
    .argument('[scenario]', 'a scenario file (YAML)')
    .option('--book <dir>', 'a book of CSV files instead')
    .option('--from <date>', 'with --book: the first day')
    .option('--until <date>', 'with --book: the day it ends, not included')
    .option('--json', 'JSON lines (they always are)')
    .action(async (scenario: string | undefined, options: Options) => {
      printLines(await (options.book ? ofBook(scenario, options as Required<Options>) : ofScenario(scenario)));
    });
}

async function ofScenario(file: string | undefined): Promise<TimelineLine[]> {
  if (!file) throw new BadInput(['name a scenario file, or --book DIR --from DATE --until DATE']);
  const scenario = checkedYaml(await readInput(file), scenarioSchema, file);
  const plans = await shippedPlans();
  const unknown = scenario.loans.filter((loan) => !plans.has(loan.plan));
  if (unknown.length > 0) throw new BadInput(unknown.map((loan) => `${file}: loan ${loan.id}: no plan ${loan.plan}`));
  return rehearseScenario(scenario, await bundleForRehearsal(), say);
}

async function ofBook(scenario: string | undefined, { book, from, until }: Required<Options>): Promise<TimelineLine[]> {
  if (scenario) throw new BadInput(['name a scenario or a book, not both']);
  for (const [name, day] of [
    ['--from', from],
    ['--until', until],
  ]) {
    if (!day) throw new BadInput([`--book needs ${name} DATE`]);
    if (!isDay(day)) throw new BadInput([`${name}: not a date: ${day}`]);
  }
  if (until <= from) throw new BadInput(['--until must be after --from']);
  return rehearseBook({ dir: book, from, until }, await bundleForRehearsal(), say);
}

export function printLines(lines: TimelineLine[]): void {
  for (const line of lines) process.stdout.write(`${formatLine(line)}\n`);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
