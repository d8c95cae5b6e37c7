import type { Command } from 'commander';
import { inWords } from '../../domain/entry/said-schemas.js';
import { FACTS } from '../../domain/facts/facts.js';
import { listensFor } from '../../domain/preview/contents.js';
import { BadInput } from '../../library/checked-yaml.js';
import { planNames, plansOf, readPlan } from '../../store/loans/plans.js';
import { readBorrower } from '../../store/people/borrowers.js';
import { withDatabase } from '../connect/connect.js';
import { factAction, readTyped, takeTyped, typedFact } from '../connect/typed-fact.js';
import { promiseListCommand, warningListCommand } from '../list/work.js';
import { measureCommand } from './measure.js';

export function signalCommand(command: Command): Command {
  return command
    .argument('<borrower>')
    .requiredOption('--source <source>', 'credit-registry, company-registry, tax, regulator, …')
    .requiredOption('--kind <kind>', 'new-overdue, litigation, penalty, …')
    .action(async (_borrower: string, _options: object, command: Command) => {
      const fact = typedFact('signal', command);
      const { borrower, kind } = fact.said;
      const { heard, plans } = await heardBy(borrower, 'signals');
      if (!heard.includes(kind))
        process.stderr.write(
          `warning: --kind: ${kind} is named by no rule of ${plans.join(', ')}, and opens a yellow warning; named are ${heard.join(', ')}\n`,
        );
      return takeTyped(`signal about ${borrower}`, fact);
    });
}

export function indicatorCommand(command: Command): Command {
  return command
    .argument('<borrower>')
    .argument('<name>', 'debt-to-asset, current-ratio, gross-margin, valuation, …')
    .argument('<period>', '2026-Q3, 2026-09, 2026-H1 or 2026')
    .argument('<value>')
    .option('--accept-warnings', 'also a figure that no plan looks at')
    .action(
      async (borrower: string, name: string, period: string, value: string, options: object, command: Command) => {
        const { acceptWarnings } = options as { acceptWarnings?: true };
        const said = readTyped(FACTS.indicator.said(inWords), command, { borrower, name, period, value });
        const { heard, plans, byAny } = await heardBy(said.borrower, 'indicators');
        const fault = `<name>: no rule of ${plans.join(', ')} looks at ${name}; they look at ${heard.join(', ')}`;
        if (!byAny.includes(name) && !acceptWarnings)
          throw new BadInput([`${fault}; if it is meant all the same: --accept-warnings`]);
        if (!heard.includes(name)) process.stderr.write(`warning: ${fault}\n`);
        return takeTyped(`${name} of ${borrower}`, { kind: 'indicator', said });
      },
    );
}

/** What the plans of a borrower's loans listen for, and what any plan does. @throws FactRefused for a borrower that is not there */
function heardBy(
  borrower: string,
  what: 'signals' | 'indicators',
): Promise<{ heard: string[]; plans: string[]; byAny: string[] }> {
  return withDatabase(async ({ db: { pool } }) => {
    await readBorrower(pool, borrower);
    const plans = await plansOf(pool, borrower);
    const named = async (names: string[]) =>
      (await Promise.all(names.map((name) => readPlan(pool, name)))).flatMap((plan) => listensFor(plan)[what]);
    const sorted = (words: string[]) => [...new Set(words)].sort();
    return { plans, heard: sorted(await named(plans)), byAny: await named(await planNames(pool)) };
  });
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
