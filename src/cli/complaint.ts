import { Command } from 'commander';
import { acceptComplaint, openComplaint, solveComplaint, surveyComplaint } from '../store/complaints.js';
import type { Source } from '../store/facts.js';
import { recordSignal } from '../store/warnings.js';
import { connectDatabase, type DatabaseContext } from './connect.js';
import { me } from './me.js';
import { tellWorkflows } from './tell-workflows.js';

export function complaintCommand(): Command {
  return new Command('complaint')
    .description('a complaint: accepted in 24 hours, solved in 3 working days, then a satisfaction call')
    .addCommand(
      new Command('open')
        .description('a complaint came in; nothing goes out to the borrower until it is solved')
        .argument('<complaint>', 'its number')
        .requiredOption('--borrower <borrower>')
        .requiredOption('--text <text>', 'what the borrower says (kept encrypted)')
        .action((id: string, it: { borrower: string; text: string }) =>
          take(`complaint ${id}`, ({ db, seal }, source) => openComplaint(db, seal, { id, ...it }, source)),
        ),
    )
    .addCommand(
      new Command('accept')
        .description('somebody has taken it up')
        .argument('<complaint>')
        .action((id: string) => take(`complaint ${id}`, ({ db }, source) => acceptComplaint(db, id, source))),
    )
    .addCommand(
      new Command('solve')
        .description('the borrower has a solution')
        .argument('<complaint>')
        .action((id: string) => take(`complaint ${id}`, ({ db }, source) => solveComplaint(db, id, source))),
    )
    .addCommand(
      new Command('survey')
        .description('the satisfaction call was made')
        .argument('<complaint>')
        .option('--dissatisfied', 'the borrower is not satisfied')
        .action((id: string, it: { dissatisfied?: boolean }) =>
          take(`complaint ${id}`, ({ db }, source) => surveyComplaint(db, id, it.dissatisfied !== true, source)),
        ),
    );
}

export function signalCommand(): Command {
  return new Command('signal')
    .description('a risk signal from outside: opens a warning about the borrower')
    .argument('<borrower>')
    .requiredOption('--source <source>', 'credit-registry, company-registry, tax, regulator, …')
    .requiredOption('--kind <kind>', 'new-overdue, litigation, penalty, …')
    .action((borrower: string, it: { source: string; kind: string }) =>
      take(
        `signal about ${borrower}`,
        async ({ db }, source) => (await recordSignal(db, { borrower, ...it }, source)) !== null,
      ),
    );
}

async function take(what: string, work: (context: DatabaseContext, source: Source) => Promise<boolean>): Promise<void> {
  const database = await connectDatabase();
  try {
    const news = await work(database, me());
    await tellWorkflows(database);
    process.stdout.write(`${what}: ${news ? 'noted' : 'known already'}\n`);
  } finally {
    await database.close();
  }
}
