import { Command } from 'commander';
import { factAction, takeTyped } from '../connect/typed-fact.js';
import { complaintListCommand } from '../list/complaints.js';

const named = ({ complaint }: { complaint: string }) => `complaint ${complaint}`;

export function complaintCommand(command: Command): Command {
  return command
    .addCommand(complaintListCommand())
    .addCommand(
      new Command('open')
        .description('a complaint came in; nothing goes out to the borrower until it is solved')
        .argument('<complaint>', 'its number')
        .requiredOption('--borrower <borrower>')
        .requiredOption('--text <text>', 'what the borrower says (kept encrypted)')
        .action(factAction('complaint', ({ id }) => `complaint ${id}`, { complaint: 'id' })),
    )
    .addCommand(
      new Command('accept')
        .description('somebody has taken it up')
        .argument('<complaint>')
        .action(factAction('accept', named)),
    )
    .addCommand(
      new Command('solve')
        .description('the borrower has a solution')
        .argument('<complaint>')
        .action(factAction('solve', named)),
    )
    .addCommand(
      new Command('survey')
        .description('the satisfaction call was made')
        .argument('<complaint>')
        .option('--dissatisfied', 'the borrower is not satisfied')
        .action((complaint: string, { dissatisfied }: { dissatisfied?: true }) =>
          takeTyped(named({ complaint }), { kind: 'survey', said: { complaint, satisfied: dissatisfied !== true } }),
        ),
    );
}
