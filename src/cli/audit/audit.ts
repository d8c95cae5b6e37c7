import { Command } from 'commander';
import { checkCommand } from './check.js';
import { exportCommand } from './export.js';
import { historyCommand } from './history.js';
import { keyCommand } from './key.js';
import { questionCommands } from './questions.js';
import { verifyCommand } from './verify.js';
import { writeCommand } from './write.js';

export function auditCommand(command: Command): Command {
  for (const question of questionCommands()) command.addCommand(question);
  return command
    .addCommand(checkCommand(new Command('check')))
    .addCommand(exportCommand(new Command('export')))
    .addCommand(verifyCommand(new Command('verify')))
    .addCommand(historyCommand(new Command('history')))
    .addCommand(writeCommand(new Command('write')))
    .addCommand(keyCommand(new Command('key')));
}
