import { Command } from 'commander';
import { parseAmount } from '../../domain/money/money.js';
import { dayOf, isDay } from '../../domain/time/dates.js';
import { BadInput } from '../../library/checked-yaml.js';
import { bookAgain, reversePayment } from '../../store/facts/facts.js';
import { recordRefund } from '../../store/loans/refunds.js';
import { withDatabase } from '../connect/connect.js';
import { me } from '../connect/me.js';
import { tellWorkflows } from '../connect/tell-workflows.js';

const REVERSED = {
  reversed: 'is reversed',
  waits: 'is not known: the reversal waits for it, and counts when it comes (`payment again` drops it)',
};

export function paymentCommand(command: Command): Command {
  const reverse = new Command('reverse')
    .description('a payment bounced or was wrong: from today on it counts no more')
    .argument('<reference>')
    .action(async (reference: string) => {
      await withDatabase(async (database) => {
        const became = await reversePayment(database.db, reference, me());
        await tellWorkflows(database);
        process.stdout.write(`payment ${reference} ${became ? REVERSED[became] : 'was reversed already'}\n`);
      });
    });
  const again = new Command('again')
    .description('a payment that was reversed counts again: the reversal was wrong, or the money came after all')
    .argument('<reference>')
    .option('--loan <id>', 'the loan it is of, if another')
    .option('--paid-on <date>', 'the day on which it was paid, if another')
    .option('--amount <amount>', 'the amount, if another')
    .action(
      async (reference: string, { loan, paidOn, amount }: { loan?: string; paidOn?: string; amount?: string }) => {
        if (paidOn !== undefined && !isDay(paidOn)) throw new BadInput([`--paid-on: not a date: ${paidOn}`]);
        const minor = amount === undefined ? undefined : parseAmount(amount);
        if (minor === null || minor === 0) throw new BadInput([`--amount: not an amount of money: ${amount}`]);
        const change = {
          ...(loan === undefined ? {} : { loan }),
          ...(paidOn === undefined ? {} : { paidOn }),
          ...(minor === undefined ? {} : { amount: minor }),
        };
        await withDatabase(async (database) => {
          const news = await bookAgain(database.db, reference, change, me());
          await tellWorkflows(database);
          process.stdout.write(`payment ${reference} ${news ? 'counts again' : 'stands already'}\n`);
        });
      },
    );
  const refund = new Command('refund')
    .description('what was paid too much went back to the borrower')
    .argument('<loan>')
    .requiredOption('--reference <reference>', 'of its own, as a payment has')
    .requiredOption('--amount <amount>')
    .option('--paid-on <date>', 'the day on which it went back; today if left out')
    .action(async (loan: string, it: { reference: string; amount: string; paidOn?: string }) => {
      const source = me();
      const paidOn = it.paidOn ?? dayOf(source.at);
      if (!isDay(paidOn)) throw new BadInput([`--paid-on: not a date: ${paidOn}`]);
      const amount = parseAmount(it.amount);
      if (!amount) throw new BadInput([`--amount: not an amount of money: ${it.amount}`]);
      await withDatabase(async (database) => {
        const news = await recordRefund(database.db, { loan, reference: it.reference, amount, paidOn }, source);
        await tellWorkflows(database);
        process.stdout.write(`refund ${it.reference} ${news ? 'is taken' : 'was taken already'}\n`);
      });
    });
  return command.addCommand(reverse).addCommand(again).addCommand(refund);
}
