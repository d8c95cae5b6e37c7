import type { Command } from 'commander';
import { inWords } from '../../domain/entry/said-schemas.js';
import { FACTS } from '../../domain/facts/facts.js';
import { BadInput } from '../../library/checked-yaml.js';
import { factAction, readTyped, takeTyped } from '../connect/typed-fact.js';
import { promiseListCommand, warningListCommand } from '../list/work.js';
import { measureCommand } from './measure.js';

export function signalCommand(command: Command): Command {
  return command
    .argument('<borrower>')
    .requiredOption('--source <source>', 'credit-registry, company-registry, tax, regulator, …')
    .requiredOption('--kind <kind>', 'new-overdue, litigation, penalty, …')
    .action(factAction('signal', ({ borrower }) => `signal about ${borrower}`));
}

export function indicatorCommand(command: Command): Command {
  return command
    .argument('<borrower>')
    .argument('<name>', 'debt-to-asset, current-ratio, gross-margin, valuation, …')
    .argument('<period>', '2026-Q3, 2026-09, 2026-H1 or 2026')
    .argument('<value>')
    .action(factAction('indicator', ({ borrower, name }) => `${name} of ${borrower}`));
}

export function warningCommand(command: Command): Command {
  return command
    .addCommand(warningListCommand())
    .addCommand(measureCommand('warning'))
    .argument('<warning>')
    .option('--right')
    .option('--wrong')
    .action((warning: string, it: { right?: true; wrong?: true }, command: Command) => {
      if ((it.right === undefined) === (it.wrong === undefined)) throw new BadInput(['either --right or --wrong']);
      const said = readTyped(FACTS.judge.said(inWords), command, { warning, right: it.right === true });
      return takeTyped(`warning ${warning}`, { kind: 'judge', said });
    });
}

export function promiseCommand(command: Command): Command {
  return command
    .addCommand(promiseListCommand())
    .argument('<loan>')
    .option('--on <date>', 'the last day on which the money may come')
    .option('--amount <amount>')
    .action(factAction('promise', ({ loan }) => `promise for ${loan}`));
}
