import { Command } from 'commander';
import { readSchedule } from '../../book/read-schedule.js';
import { inWords } from '../../domain/entry/said-schemas.js';
import { FACTS } from '../../domain/facts/facts.js';
import { CAUSES } from '../../domain/plan/condition.js';
import { CASE_KINDS } from '../../domain/plan/risk.js';
import { BadInput } from '../../library/checked-yaml.js';
import { glassOf, withGlass } from '../connect/break-glass.js';
import { factAction, readTyped, takeTyped } from '../connect/typed-fact.js';
import { caseListCommand } from '../list/work.js';
import { measureCommand } from './measure.js';

interface DecideOptions extends ScheduleOptions {
  approve?: true;
  reject?: true;
  until?: string;
}

export function caseCommand(command: Command): Command {
  return command
    .addCommand(
      new Command('cause')
        .description('why the loan is in arrears; the plan says which case that opens')
        .argument('<loan>')
        .argument('<cause>', CAUSES.join(', '))
        .action(factAction('cause', ({ loan }) => `cause of ${loan}`, { cause: 'kind' })),
    )
    .addCommand(
      new Command('open')
        .description('open a case by hand; proposal and approval follow, and the approval is another person’s')
        .argument('<loan>')
        .requiredOption('--kind <kind>', CASE_KINDS.join(', '))
        .requiredOption('--why <reason>')
        .option(
          '--schedule <file>',
          'a CSV as instalments.csv: what is to be owed; of a case that waits, what it asks for from now on',
        )
        .option('--capitalise', 'with a schedule: interest and fees that are due become principal')
        .action(open),
    )
    .addCommand(
      withGlass(new Command('decide'))
        .description('approve or reject; rejecting what was approved undoes it, and the old dates hold again')
        .argument('<loan>')
        .argument('<kind>', CASE_KINDS.join(', '))
        .option('--approve')
        .option('--reject')
        .option(
          '--until <date>',
          'how far the relief goes: its end, or the new due day; with neither day nor schedule, what was asked for',
        )
        .option('--schedule <file>', 'a CSV as instalments.csv: what is unpaid is owed by it from now on')
        .option('--capitalise', 'with a schedule: interest and fees that are due become principal')
        .action(decide),
    )
    .addCommand(measureCommand('case'))
    .addCommand(caseListCommand());
}

interface ScheduleOptions {
  schedule?: string;
  capitalise?: true;
}

async function scheduleFrom(loan: string, { schedule, capitalise }: ScheduleOptions) {
  if (capitalise && schedule === undefined) throw new BadInput(['--capitalise needs --schedule']);
  if (schedule === undefined) return {};
  return { instalments: await readSchedule(schedule, loan), capitalise: capitalise === true };
}

async function open(
  loan: string,
  it: ScheduleOptions & { kind: string; why: string },
  command: Command,
): Promise<void> {
  const { kind, why } = it;
  const said = readTyped(FACTS.openCase.said(inWords), command, { loan, kind, why });
  return takeTyped(`${kind} of ${loan}`, { kind: 'openCase', said: { ...said, ...(await scheduleFrom(loan, it)) } });
}

async function decide(loan: string, kind: string, it: DecideOptions, command: Command): Promise<void> {
  const { approve, reject, until } = it;
  if ((approve === undefined) === (reject === undefined)) throw new BadInput(['either --approve or --reject']);
  const said = readTyped(FACTS.decide.said(inWords), command, { loan, kind, until, approve: approve === true });
  const anew = await scheduleFrom(loan, it);
  return takeTyped(`${kind} of ${loan}`, { kind: 'decide', said: { ...said, ...anew } }, glassOf(command));
}
