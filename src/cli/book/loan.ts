import { Command } from 'commander';
import type { Fact } from '../../domain/facts/facts.js';
import { CATEGORIES } from '../../domain/loan/account/classification.js';
import { formatMoment } from '../../domain/time/dates.js';
import { releaseHold } from '../../store/facts/holds.js';
import { enterFact } from '../../store/incoming/enter-fact.js';
import { retriggerStep } from '../../store/notices/retrigger.js';
import { withGlass } from '../connect/break-glass.js';
import { withDatabase } from '../connect/connect.js';
import { me } from '../connect/me.js';
import { tellWorkflows } from '../connect/tell-workflows.js';
import { factAction, typedFact } from '../connect/typed-fact.js';
import { loanListCommand } from '../list/loans.js';

/** Temporal's client takes longer to load than all the rest, and most of what is done here needs none. */
const workflowPart = () => import('./loan-workflow.js');

export function loanCommand(command: Command): Command {
  return command
    .addCommand(loanListCommand())
    .addCommand(
      new Command('show')
        .description('who, what is owed, what rests it, what is to be done, what comes next and why, what happened')
        .argument('<loan>')
        .option('--steps', 'and the steps that `loan retrigger` can do again')
        .option('--json', 'one JSON document: all that happened, and those steps')
        .action((loan: string, options: { json?: true; steps?: true }) =>
          withDatabase(async (it) => (await import('./loan-show.js')).showLoan(it, loan, options)),
        ),
    )
    .addCommand(
      new Command('hold')
        .description('nothing goes out for the loan until the hold ends; checks and visits go on')
        .argument('<loan>')
        .requiredOption('--reason <text>', 'dispute, bereavement, legal-stay, data-error, …')
        .option('--from <date>', 'left out: now; may lie back or ahead')
        .option('--until <date>', 'left out: until released')
        .option('--everything', 'checks, visits and other care rest as well')
        .action((_loan: string, _options: object, command: Command) => hold(typedFact('hold', command))),
    )
    .addCommand(
      new Command('release')
        .description('end the hold')
        .argument('<loan>')
        .action((loan: string) =>
          withDatabase(async (it) => {
            const released = await releaseHold(it.db, loan, me());
            await tellWorkflows(it);
            process.stdout.write(released ? `${loan} is released\n` : `${loan} was not held\n`);
          }),
        ),
    )
    .addCommand(
      new Command('tier')
        .description('set the tier of a loan by hand; afterwards the figures decide again')
        .argument('<loan>')
        .argument('<tier>', 'a tier of its plan')
        .requiredOption('--until <date>', 'the last day on which it holds')
        .requiredOption('--reason <text>')
        .action(factAction('tier', ({ loan }) => `tier of ${loan}`)),
    )
    .addCommand(
      withGlass(new Command('classify'))
        .description(
          'propose a category, or approve what another person has proposed by saying the same; the days are its floor',
        )
        .argument('<loan>')
        .requiredOption('--to <category>', CATEGORIES.join(', '))
        .option('--reason <text>', 'why; kept sealed; needed to propose')
        .option('--approved-by <staff>', 'who approves, when both decide at once; only with --break-glass')
        .action(factAction('classify', ({ loan }) => `category of ${loan}`, { to: 'category' })),
    )
    .addCommand(
      new Command('rate')
        .description('from a day on another rate holds; what is owed stays as the instalments say')
        .argument('<loan>')
        .requiredOption('--rate <rate>', 'per cent a year, such as 4.35')
        .requiredOption('--from <date>')
        .action(factAction('rate', ({ loan }) => `rate of ${loan}`, { rate: 'annualRate' })),
    )
    .addCommand(
      new Command('file')
        .description('documents of a loan are in the archive')
        .argument('<loan>')
        .argument(
          '<documents...>',
          'contract/electronic, contract/paper, …; of a thing that secures it valuation-report/paper/C1',
        )
        .option('--accept-warnings', 'also documents that its plan does not ask for')
        .action(factAction('filed', ({ loan }) => `documents of ${loan}`)),
    )
    .addCommand(
      new Command('retrigger')
        .description('do a notice or a task of the diary once more; contact rules still apply')
        .argument('<loan>')
        .requiredOption('--step <entry>', 'the entry of the diary, as `loan show --json` names it')
        .requiredOption('--why <text>', 'the reason, for the audit log')
        .action((loan: string, options: { step: string; why: string }) =>
          withDatabase(async (it) => {
            const entry = await retriggerStep(it.db.pool, { loan, ...options }, me());
            await tellWorkflows(it);
            process.stdout.write(`${loan}: ${entry}\n`);
          }),
        ),
    )
    .addCommand(
      new Command('restart')
        .description("end the loan's workflow and start it again from the database")
        .argument('<loan>')
        .action((loan: string) => withDatabase(async (it) => (await workflowPart()).restart(it, loan))),
    );
}

async function hold(fact: Fact<'hold'>): Promise<void> {
  const { loan, from, until } = fact.said;
  await withDatabase(async (it) => {
    const source = me();
    await enterFact(fact, source, { ...it, by: source.actor });
    await tellWorkflows(it);
    const range = `${from === undefined ? '' : ` from ${formatMoment(from)}`}${until === undefined ? '' : ` until ${formatMoment(until)}`}`;
    process.stdout.write(`${loan} is held${range}\n`);
  });
}
