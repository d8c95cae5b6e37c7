#!/usr/bin/env node
import { Command } from 'commander';
import { arrearsCommand } from './arrears.js';
import { complaintCommand, signalCommand } from './complaint.js';
import { dbCommand } from './db.js';
import { doctorCommand } from './doctor.js';
import { downCommand } from './down.js';
import { exitCodeOf, tellError } from './errors.js';
import { importCommand } from './import.js';
import { loanCommand } from './loan.js';
import { paymentCommand } from './payment.js';
import { planCommand } from './plan.js';
import { previewCommand } from './preview.js';
import { reconcileCommand } from './reconcile.js';
import { rehearseCommand } from './rehearse.js';
import { taskCommand } from './task.js';
import { upCommand } from './up.js';
import { workerCommand } from './worker.js';

const program = new Command('postloan')
  .description('an unattended worker for post-loan management: each loan has a workflow for its life after payout')
  .helpCommand(false);

for (const command of [
  upCommand(),
  downCommand(),
  workerCommand(),
  dbCommand(),
  importCommand(),
  planCommand(),
  arrearsCommand(),
  previewCommand(),
  rehearseCommand(),
  loanCommand(),
  taskCommand(),
  paymentCommand(),
  complaintCommand(),
  signalCommand(),
  reconcileCommand(),
  doctorCommand(),
]) {
  program.addCommand(command);
}
for (const command of [program, ...program.commands, ...program.commands.flatMap((it) => it.commands)]) {
  command.exitOverride();
}

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
