import type { Command } from 'commander';
import { BadInput } from '../../library/checked-yaml.js';

/** Options by which one person does in need what two must do: with a reason, and recorded as that. */
export const withGlass = (command: Command): Command =>
  command
    .option('--break-glass', 'approve alone, or without signing in: recorded as that')
    .option('--why <reason>', 'with --break-glass: why it cannot wait for another person');

/** What a source has by them; none for a command without. @throws BadInput for one without the other */
export function glassOf(command: Command): { glass?: string } {
  if (!breaksGlass(command)) return {};
  const { breakGlass, why } = command.opts<{ breakGlass?: true; why?: string }>();
  if (breakGlass === undefined && why === undefined) return {};
  if (breakGlass === undefined || why === undefined || why.trim() === '')
    throw new BadInput(['--break-glass and --why go together']);
  return { glass: why };
}

/** What was typed but for these. */
export function withoutGlass(command: Command): Record<string, unknown> {
  const { breakGlass, why, ...rest } = command.opts();
  return breaksGlass(command) ? rest : command.opts();
}

const breaksGlass = (command: Command) => command.options.some((it) => it.long === '--break-glass');
