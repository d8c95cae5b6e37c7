import { Command } from 'commander';
import { checkCommand } from './check.js';
import { keyCommand } from './key.js';
import { writeCommand } from './write.js';

export function auditCommand(command: Command): Command {
  return command
    .addCommand(checkCommand(new Command('check')))
    .addCommand(writeCommand(new Command('write')))
    .addCommand(keyCommand(new Command('key')));
}
