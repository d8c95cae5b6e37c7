import type { Command } from 'commander';
import type { TimelineLine } from '../../domain/preview/timeline.js';
import { ownEnvironment } from '../../lender/own-environment.js';
import { settingsOfRules } from '../../lender/settings.js';
import { BadInput } from '../../library/checked-yaml.js';
import { checkDay } from '../terminal/check-day.js';
import { printLines } from '../terminal/print-lines.js';
import { listenToSignals } from '../terminal/signals.js';
import { readScenario } from './read-scenario.js';

interface Options {
  book?: string;
  from?: string;
  until?: string;
}

export function rehearseCommand(command: Command): Command {
  return command
    .argument('[scenario]', 'a scenario file (YAML)')
    .option('--book <dir>', 'a book of CSV files instead')
    .option('--from <date>', 'with --book: the first day')
    .option('--until <date>', 'with --book: the day it ends, not included')
    .option('--json', 'JSON lines (they always are)')
    .action(async (scenario: string | undefined, options: Options) => {
      // It has servers of its own, which end with this process, not with a signal that nobody listens to.
      listenToSignals();
      printLines(await (options.book ? ofBook(scenario, options as Required<Options>) : ofScenario(scenario)));
    });
}

async function ofScenario(file: string | undefined): Promise<TimelineLine[]> {
  if (!file) throw new BadInput(['name a scenario file, or --book DIR --from DATE --until DATE']);
  const { scenario } = await readScenario(file);
  const { rehearseScenario } = await import('../../rehearsal/rehearse-scenario.js');
  try {
    return await rehearseScenario(scenario, await bundle(), say, settingsOfRules(ownEnvironment()));
  } catch (error) {
    // It comes in as a book, by the same door as any other; that book nobody has written.
    if (!(error instanceof BadInput)) throw error;
    throw new BadInput(error.problems.map((it) => `${file}:1 ${it.replace(/^(\w+)\.csv(:\d+)?:? /, '$1: ')}`));
  }
}

async function ofBook(scenario: string | undefined, { book, from, until }: Required<Options>): Promise<TimelineLine[]> {
  if (scenario) throw new BadInput(['name a scenario or a book, not both']);
  for (const [name, day] of [
    ['--from', from],
    ['--until', until],
  ]) {
    if (!day) throw new BadInput([`--book needs ${name} DATE`]);
    checkDay(name!, day);
  }
  if (until <= from) throw new BadInput(['--until must be after --from']);
  const { rehearseBook } = await import('../../rehearsal/rehearse-book.js');
  return rehearseBook({ dir: book, from, until }, await bundle(), say, settingsOfRules(ownEnvironment()));
}

async function bundle() {
  return (await import('../../rehearsal/bundle.js')).bundleForRehearsal();
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
