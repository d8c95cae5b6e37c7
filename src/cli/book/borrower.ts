import { Command, Option } from 'commander';
import { SIZES } from '../../domain/person/borrower.js';
import { readAddress, WHOSE } from '../../domain/person/contact.js';
import { CHANNELS, type ChannelName } from '../../domain/plan/plan.js';
import { ownEnvironment } from '../../lender/own-environment.js';
import { lenderCountry } from '../../lender/settings.js';
import { BadInput } from '../../library/checked-yaml.js';
import { readBorrower, strangeWordsIn } from '../../store/people/borrowers.js';
import { withDatabase } from '../connect/connect.js';
import { factAction, takeTyped, typedFact } from '../connect/typed-fact.js';
import { printBorrower } from '../list/borrower-shown.js';
import { borrowerListCommand } from '../list/loans.js';

export function borrowerCommand(command: Command): Command {
  return command
    .addCommand(borrowerListCommand())
    .addCommand(
      new Command('show')
        .description('who it is, the name masked, what is known, and how each open loan stands')
        .argument('<borrower>')
        .option('--json', 'one JSON document')
        .action(show),
    )
    .addCommand(
      new Command('change')
        .description('another class, size, industry, branch, limit or account manager, who takes over the open tasks')
        .argument('<borrower>')
        .option('--class <class>')
        .addOption(new Option('--size <size>').choices(SIZES))
        .option('--industry <industry>')
        .option('--branch <branch>')
        .option('--account-manager <staff>')
        .option('--limit <amount>', 'granted limit')
        .requiredOption('--reason <text>', 'why; without names')
        .action(change),
    )
    .addCommand(contactCommand());
}

function contactCommand(): Command {
  return new Command('contact')
    .description('ways to reach a borrower')
    .addCommand(
      new Command('add')
        .description('a new address, or one that was retired and is good again')
        .argument('<borrower>')
        .addOption(channelOption())
        .requiredOption('--address <address>', 'kept encrypted')
        .addOption(new Option('--whose <whose>').choices(WHOSE).default('self'))
        .option('--consent', 'the person has agreed to be reached there')
        .action((borrower: string, it: { channel: ChannelName; address: string }, command: Command) => {
          const read = readAddress(it.channel, it.address, lenderCountry(ownEnvironment()));
          if ('fault' in read) throw new BadInput([`--address: ${read.fault}`]);
          command.setOptionValue('address', read.address);
          return takeTyped(`contact of ${borrower}`, typedFact('contact', command));
        }),
    )
    .addCommand(
      new Command('stop')
        .description('the borrower has said that no more messages are wanted on a channel')
        .argument('<borrower>')
        .addOption(channelOption())
        .action(factAction('optOut', ({ borrower, channel }) => `${channel} of ${borrower}`)),
    )
    .addCommand(
      new Command('retire')
        .description('nothing more goes to an address')
        .argument('<borrower>')
        .addOption(channelOption())
        .requiredOption('--address <address>')
        .action(factAction('retire', ({ borrower }) => `contact of ${borrower}`)),
    );
}

const channelOption = () => new Option('--channel <channel>').choices(CHANNELS).makeOptionMandatory();

/** A class or trade that no rule understands is taken in and named, as an import names it. */
async function change(
  _borrower: string,
  { reason: _reason, ...changed }: { reason: string },
  command: Command,
): Promise<void> {
  if (Object.keys(changed).length === 0) throw new BadInput(['nothing to change: see --help']);
  const fact = typedFact('borrower', command);
  await takeTyped(`borrower ${fact.said.borrower}`, fact);
  if (!('class' in changed || 'industry' in changed)) return;
  await withDatabase(async ({ db }) => {
    for (const line of await strangeWordsIn(db.pool, fact.said.borrower)) process.stderr.write(`warning: ${line}\n`);
  });
}

async function show(borrower: string, { json }: { json?: true }): Promise<void> {
  await withDatabase(async (it) => {
    if (!json) return printBorrower(it, borrower);
    process.stdout.write(`${JSON.stringify({ borrower, ...(await readBorrower(it.db.pool, borrower)) })}\n`);
  });
}
