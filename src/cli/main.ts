#!/usr/bin/env node
import { Command } from 'commander';
import { exitCodeOf, tellError } from './errors.js';

/** Loaded when asked for: what `arrears` needs is there at once, the worker's parts take a second. */
const COMMANDS: Record<string, () => Promise<Command>> = {
  up: async () => (await import('./up.js')).upCommand(),
  down: async () => (await import('./down.js')).downCommand(),
  worker: async () => (await import('./worker.js')).workerCommand(),
  api: async () => (await import('./api.js')).apiCommand(),
  db: async () => (await import('./db.js')).dbCommand(),
  import: async () => (await import('./import.js')).importCommand(),
  plan: async () => (await import('./plan.js')).planCommand(),
  template: async () => (await import('./template.js')).templateCommand(),
  arrears: async () => (await import('./arrears.js')).arrearsCommand(),
  preview: async () => (await import('./preview.js')).previewCommand(),
  rehearse: async () => (await import('./rehearse.js')).rehearseCommand(),
  borrower: async () => (await import('./borrower.js')).borrowerCommand(),
  loan: async () => (await import('./loan.js')).loanCommand(),
  task: async () => (await import('./task.js')).taskCommand(),
  evidence: async () => (await import('./evidence.js')).evidenceCommand(),
  letter: async () => (await import('./letter.js')).letterCommand(),
  archive: async () => (await import('./archive.js')).archiveCommand(),
  payment: async () => (await import('./payment.js')).paymentCommand(),
  intake: async () => (await import('./intake.js')).intakeCommand(),
  complaint: async () => (await import('./complaint.js')).complaintCommand(),
  signal: async () => (await import('./borrower-news.js')).signalCommand(),
  indicator: async () => (await import('./borrower-news.js')).indicatorCommand(),
  warning: async () => (await import('./borrower-news.js')).warningCommand(),
  promise: async () => (await import('./borrower-news.js')).promiseCommand(),
  case: async () => (await import('./case.js')).caseCommand(),
  staff: async () => (await import('./staff.js')).staffCommand(),
  schedule: async () => (await import('./schedule.js')).scheduleCommand(),
  report: async () => (await import('./report.js')).reportCommand(),
  person: async () => (await import('./person.js')).personCommand(),
  keys: async () => (await import('./keys.js')).keysCommand(),
  reconcile: async () => (await import('./reconcile.js')).reconcileCommand(),
  doctor: async () => (await import('./doctor.js')).doctorCommand(),
};

const program = new Command('postloan')
  .description('an unattended worker for post-loan management: each loan has a workflow for its life after payout')
  .helpCommand(false);

const asked = COMMANDS[process.argv[2] ?? ''];
for (const load of asked ? [asked] : Object.values(COMMANDS)) program.addCommand(await load());
const withAll = (command: Command): Command[] => [command, ...command.commands.flatMap(withAll)];
for (const command of withAll(program)) command.exitOverride();

// A reader that has seen enough (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  tellError(error);
  process.exitCode = exitCodeOf(error);
}
