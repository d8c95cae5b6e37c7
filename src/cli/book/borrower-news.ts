import type { Command } from 'commander';
import { saidFigure, saidWord } from '../../domain/entry/said-schemas.js';
import { parseMoney } from '../../domain/money/money.js';
import { parsePeriod } from '../../domain/time/period.js';
import { BadInput } from '../../library/checked-yaml.js';
import { recordPromise } from '../../store/loans/promises.js';
import { judgeWarning, recordIndicator, recordSignal } from '../../store/work/warnings.js';
import { takeFact } from '../connect/take-fact.js';
import { checkDay } from '../terminal/check-day.js';
import { measureCommand } from './measure.js';

export function signalCommand(command: Command): Command {
  return command
    .argument('<borrower>')
    .requiredOption('--source <source>', 'credit-registry, company-registry, tax, regulator, …')
    .requiredOption('--kind <kind>', 'new-overdue, litigation, penalty, …')
    .action((borrower: string, it: { source: string; kind: string }) =>
      takeFact(`signal about ${borrower}`, ({ db }, source) => recordSignal(db, { borrower, ...it }, source)),
    );
}

const DECIMAL = /^-?\d+(\.\d+)?$/;

export function indicatorCommand(command: Command): Command {
  return command
    .argument('<borrower>')
    .argument('<name>', 'debt-to-asset, current-ratio, gross-margin, valuation, …')
    .argument('<period>', '2026-Q3, 2026-09, 2026-H1 or 2026')
    .argument('<value>')
    .action((borrower: string, name: string, period: string, said: string) => {
      const value = DECIMAL.test(said) ? Number(said) : Number.NaN;
      if (!saidWord.safeParse(name).success) throw new BadInput([`not the name of a figure: ${name}`]);
      if (parsePeriod(period) === null) throw new BadInput([`not a period: ${period}`]);
      if (!saidFigure.safeParse(value).success) throw new BadInput([`not a number up to 1000000000000000: ${said}`]);
      const indicator = { borrower, name, period, value };
      return takeFact(`${name} of ${borrower}`, ({ db }, source) => recordIndicator(db, indicator, source));
    });
}

export function warningCommand(command: Command): Command {
  return command
    .addCommand(measureCommand('warning'))
    .argument('<warning>')
    .option('--right')
    .option('--wrong')
    .action((warning: string, it: { right?: true; wrong?: true }) => {
      if ((it.right === undefined) === (it.wrong === undefined)) throw new BadInput(['either --right or --wrong']);
      const right = it.right === true;
      return takeFact(`warning ${warning}`, ({ db }, source) => judgeWarning(db, warning, right, source));
    });
}

export function promiseCommand(command: Command): Command {
  return command
    .argument('<loan>')
    .requiredOption('--on <date>', 'the last day on which the money may come')
    .requiredOption('--amount <amount>')
    .action((loan: string, it: { on: string; amount: string }) => {
      const amount = parseMoney(it.amount);
      checkDay('--on', it.on);
      if (amount === null) throw new BadInput([`--amount: not an amount of money: ${it.amount}`]);
      return takeFact(`promise for ${loan}`, ({ db }, source) =>
        recordPromise(db, { loan, on: it.on, amount }, source),
      );
    });
}
