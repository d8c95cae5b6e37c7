import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import type { TimelineLine } from '../../domain/preview/timeline.js';
import { type Day, dayOf } from '../../domain/time/dates.js';
import { ownEnvironment } from '../../lender/own-environment.js';
import { settingsOfRules } from '../../lender/settings.js';
import { BadInput } from '../../library/checked-yaml.js';
import { readPlanFile } from '../../library/shipped-plans.js';
import type { RehearsalStage } from '../../rehearsal/stage.js';
import { checkDay } from '../terminal/check-day.js';
import { printLines } from '../terminal/print-lines.js';
import { listenToSignals } from '../terminal/signals.js';
import { readScenario } from './read-scenario.js';
import type { Cast } from './rehearsal-cast.js';
import { checkReportTo, type ReportTo } from './report-to.js';

interface Options {
  book?: string;
  from?: string;
  until?: string;
  report?: ReportTo;
  plan?: string;
}

interface Rehearsed {
  lines: TimelineLine[];
  from: Day;
  until: Day;
}

/** Looks at the stage when all was played, before it is taken down. */
type Look = (stage: RehearsalStage) => Promise<void>;

export function rehearseCommand(command: Command): Command {
  return command
    .argument('[scenario]', 'a scenario file (YAML)')
    .option('--book <dir>', 'a book of CSV files instead')
    .option('--from <date>', 'with --book: the first day')
    .option('--until <date>', 'with --book: the day it ends, not included')
    .option(
      '--report [file]',
      'as a table for people: on the terminal, or a file .pdf, .xlsx, .html or .csv; in place of the lines',
    )
    .option(
      '--plan <plan>',
      'a file: with the plan in it, which need not be deployed; a name, with --report: the loans of one plan',
    )
    .option('--json', 'JSON lines (they always are)')
    .action(async (scenario: string | undefined, options: Options) => {
      const { report } = options;
      const isFile = options.plan !== undefined && existsSync(options.plan);
      const plan = isFile ? null : (options.plan ?? null);
      if (report === undefined && plan !== null)
        throw new BadInput([`--plan: no file ${plan}; a plan by its name goes with --report`]);
      const planFile = isFile ? options.plan : undefined;
      if (report !== undefined) checkReportTo(report);
      // A rehearsal has servers of its own, which a signal must stop before the process ends.
      listenToSignals();
      let cast: Cast | undefined;
      const look = async (stage: RehearsalStage) => {
        if (report !== undefined) cast = await (await import('./rehearsal-cast.js')).castOf(stage, plan);
      };
      const { lines, from, until } = await (options.book
        ? ofBook(scenario, options as Required<Options>, look, planFile)
        : ofScenario(scenario, look, planFile));
      if (report === undefined) return printLines(lines);
      const lender = ownEnvironment().LENDER_NAME ?? '';
      await (await import('./rehearsal-report.js')).reportRehearsal(report, lines, {
        ...cast!,
        from,
        until,
        plan,
        lender,
      });
    });
}

async function ofScenario(file: string | undefined, look: Look, planFile?: string): Promise<Rehearsed> {
  if (!file) throw new BadInput(['name a scenario file, or --book DIR --from DATE --until DATE']);
  const { scenario, given } = await readScenario(file, planFile);
  const { rehearseScenario } = await import('../../rehearsal/rehearse-scenario.js');
  try {
    const env = settingsOfRules(ownEnvironment());
    const lines = await rehearseScenario(scenario, await bundle(), say, env, given, look);
    return { lines, from: dayOf(scenario.from), until: dayOf(scenario.until) };
  } catch (error) {
    // The scenario is imported as a book of files that were written for it: its faults name files that the user does not have.
    if (!(error instanceof BadInput)) throw error;
    throw new BadInput(error.problems.map((it) => `${file}:1 ${it.replace(/^(\w+)\.csv(:\d+)?:? /, '$1: ')}`));
  }
}

async function ofBook(
  scenario: string | undefined,
  { book, from, until }: Required<Options>,
  look: Look,
  planFile?: string,
): Promise<Rehearsed> {
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
  const given = planFile === undefined ? undefined : await readPlanFile(planFile);
  const of = { dir: book, from, until };
  const lines = await rehearseBook(of, await bundle(), say, settingsOfRules(ownEnvironment()), given, look);
  return { lines, from, until };
}

async function bundle() {
  return (await import('../../rehearsal/bundle.js')).bundleForRehearsal();
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
