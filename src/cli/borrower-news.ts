import { Command } from 'commander';
import { isDay } from '../domain/dates.js';
import { parseMoney } from '../domain/money.js';
import { parsePeriod } from '../domain/period.js';
import { BadInput } from '../store/checked-yaml.js';
import { recordPromise } from '../store/promises.js';
import { judgeWarning, recordIndicator, recordSignal } from '../store/warnings.js';
import { measureCommand } from './measure.js';
import { takeFact } from './take-fact.js';

export function signalCommand(): Command {
  return new Command('signal')
    .description('a risk signal from outside: the plan says which warning it opens')
    .argument('<borrower>')
    .requiredOption('--source <source>', 'credit-registry, company-registry, tax, regulator, …')
    .requiredOption('--kind <kind>', 'new-overdue, litigation, penalty, …')
    .action((borrower: string, it: { source: string; kind: string }) =>
      takeFact(`signal about ${borrower}`, ({ db }, source) => recordSignal(db, { borrower, ...it }, source)),
    );
}

export function indicatorCommand(): Command {
  return new Command('indicator')
    .description('a figure of a borrower for a period')
    .argument('<borrower>')
    .argument('<name>', 'debt-to-asset, current-ratio, gross-margin, valuation, …')
    .argument('<period>', '2026-Q3, 2026-09, 2026-H1 or 2026')
    .argument('<value>')
    .action((borrower: string, name: string, period: string, said: string) => {
      const value = Number(said);
      if (parsePeriod(period) === null) throw new BadInput([`not a period: ${period}`]);
      if (said.trim() === '' || !Number.isFinite(value)) throw new BadInput([`not a number: ${said}`]);
      const indicator = { borrower, name, period, value };
      return takeFact(`${name} of ${borrower}`, ({ db }, source) => recordIndicator(db, indicator, source));
    });
}

export function warningCommand(): Command {
  return new Command('warning')
    .description('whether a warning proved right (P5.1), and its measures')
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

export function promiseCommand(): Command {
  return new Command('promise')
    .description('the borrower promises to pay; while the promise runs nothing that collects goes out')
    .argument('<loan>')
    .requiredOption('--on <date>', 'the last day on which the money may come')
    .requiredOption('--amount <amount>')
    .action((loan: string, it: { on: string; amount: string }) => {
      const amount = parseMoney(it.amount);
      if (!isDay(it.on)) throw new BadInput([`--on: not a date: ${it.on}`]);
      if (amount === null) throw new BadInput([`--amount: not an amount of money: ${it.amount}`]);
      return takeFact(`promise for ${loan}`, ({ db }, source) =>
        recordPromise(db, { loan, on: it.on, amount }, source),
      );
    });
}
