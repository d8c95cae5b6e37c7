#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { forgetEmptyVariables } from '../lender/own-environment.js';
import { COMMANDS } from './commands.js';
import { guardStreams } from './terminal/own-streams.js';
import { listenToSignals } from './terminal/signals.js';

// The first process of a container does not get a signal for which it has no handler. Any other process is ended by it at once.
if (process.pid === 1) listenToSignals();
forgetEmptyVariables();

const program = new Command('postloan')
  .description('an unattended worker for post-loan management: each loan has a workflow for its life after payout')
  .helpCommand(false);

const asked = COMMANDS.find(({ name }) => name === process.argv[2]);
for (const { name, description } of asked ? [asked] : COMMANDS) program.command(name).description(description);
if (asked) (await asked.load())(program.commands[0]!);
const withAll = (command: Command): Command[] => [command, ...command.commands.flatMap(withAll)];
for (const command of withAll(program)) command.exitOverride();
program.hook('preAction', async (_, command) => {
  (await import('./terminal/said-arguments.js')).bringIntoForm(command);
  if (command.processedArgs.some((it) => typeof it === 'string' && /^[twk]\d+$/i.test(it)))
    await (await import('./connect/typed-numbers.js')).bringNumbersToIds(command);
});

guardStreams();

// That a reader closes the pipe (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  const helped = error instanceof CommanderError && error.exitCode === 0;
  if (!helped) (await import('./connect/errors.js')).endWith(error);
}
// The process ends with its command, even if a connection or thread was left open.
await Promise.all([process.stdout, process.stderr].map(written));
process.exit();

/** Resolves when everything that was written to the stream has left this process. */
function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()));
}
