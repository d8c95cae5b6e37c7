import { Command } from 'commander';
import { acceptComplaint, openComplaint, solveComplaint, surveyComplaint } from '../../store/work/complaints.js';
import { takeFact } from '../connect/take-fact.js';

export function complaintCommand(command: Command): Command {
  return command
    .addCommand(
      new Command('open')
        .description('a complaint came in; nothing goes out to the borrower until it is solved')
        .argument('<complaint>', 'its number')
        .requiredOption('--borrower <borrower>')
        .requiredOption('--text <text>', 'what the borrower says (kept encrypted)')
        .action((id: string, it: { borrower: string; text: string }) =>
          takeFact(`complaint ${id}`, ({ db, seal }, source) => openComplaint(db, seal, { id, ...it }, source)),
        ),
    )
    .addCommand(
      new Command('accept')
        .description('somebody has taken it up')
        .argument('<complaint>')
        .action((id: string) => takeFact(`complaint ${id}`, ({ db }, source) => acceptComplaint(db, id, source))),
    )
    .addCommand(
      new Command('solve')
        .description('the borrower has a solution')
        .argument('<complaint>')
        .action((id: string) => takeFact(`complaint ${id}`, ({ db }, source) => solveComplaint(db, id, source))),
    )
    .addCommand(
      new Command('survey')
        .description('the satisfaction call was made')
        .argument('<complaint>')
        .option('--dissatisfied', 'the borrower is not satisfied')
        .action((id: string, it: { dissatisfied?: boolean }) =>
          takeFact(`complaint ${id}`, ({ db }, source) => surveyComplaint(db, id, it.dissatisfied !== true, source)),
        ),
    );
}
