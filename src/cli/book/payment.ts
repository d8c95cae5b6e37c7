import { Command } from 'commander';
import { inWords } from '../../domain/entry/said-schemas.js';
import { FACTS } from '../../domain/facts/facts.js';
import { BadInput } from '../../library/checked-yaml.js';
import { bookAgain, bookingsOf, reversePayment } from '../../store/facts/payments.js';
import { enterFact } from '../../store/incoming/enter-fact.js';
import { matchPayment } from '../../store/incoming/unmatched.js';
import { planNameOf } from '../../store/loans/plans.js';
import { withDatabase } from '../connect/connect.js';
import { me } from '../connect/me.js';
import { takeFact } from '../connect/take-fact.js';
import { tellWorkflows } from '../connect/tell-workflows.js';
import { readTyped, typedFact } from '../connect/typed-fact.js';
import { printPayments, printUnmatched } from '../list/payments.js';

const REVERSED = {
  reversed: 'is reversed',
  waits: 'is not known: the reversal waits for it, and counts when it comes (`payment again` drops it)',
};

export function paymentCommand(command: Command): Command {
  const list = new Command('list')
    .description(
      'what was paid of a loan, on which day, and when that was heard; or money of a statement without a loan',
    )
    .argument('[loan]')
    .option('--unmatched', 'money of a statement that nobody could be found for: `payment match`')
    .option('--json', 'one JSON document')
    .action(async (loan: string | undefined, { unmatched, json }: { unmatched?: true; json?: true }) => {
      if ((loan === undefined) === (unmatched === undefined)) throw new BadInput(['name a loan, or --unmatched']);
      const options = { ...(json ? { json } : {}), all: true } as const;
      await withDatabase(async (database) => {
        if (loan === undefined) return printUnmatched(database, options);
        await planNameOf(database.db.pool, loan);
        await printPayments(database, loan, options);
      });
    });
  const match = new Command('match')
    .description('a person says whose money it is: it is a payment of that loan, of the day on which it was paid')
    .argument('<reference>')
    .argument('<loan>')
    .action((reference: string, loan: string) =>
      takeFact(`payment ${reference} of loan ${loan}`, ({ db }, source) => matchPayment(db, reference, loan, source)),
    );
  const reverse = new Command('reverse')
    .description('a payment bounced or was wrong: from today on it counts no more')
    .argument('<reference>')
    .option('--ahead', 'one that is not here yet: the reversal waits for it')
    .action(async (reference: string, { ahead }: { ahead?: true }) => {
      await withDatabase(async (database) => {
        if (!ahead && (await bookingsOf(database.db.pool, reference)).length === 0)
          throw new BadInput([`no payment ${reference}: if it is yet to come, --ahead lets the reversal wait for it`]);
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
    .action(async (reference: string, _: object, command: Command) => {
      const change = readTyped(
        FACTS.payment.said(inWords).omit({ reference: true }).partial(),
        command,
        command.opts(),
      );
      await withDatabase(async (database) => {
        const news = await bookAgain(database.db, reference, change, me());
        await tellWorkflows(database);
        process.stdout.write(`payment ${reference} ${news ? 'counts again' : 'stands already'}\n`);
      });
    });
  const refund = new Command('refund')
    .description('what was paid too much went back to the borrower')
    .argument('<loan>')
    .requiredOption('--reference <reference>', 'of its own, as a payment has')
    .requiredOption('--amount <amount>')
    .option('--paid-on <date>', 'the day on which it went back; today if left out')
    .action(async (_loan: string, { reference }: { reference: string }, command: Command) => {
      const fact = typedFact('refund', command);
      await withDatabase(async (database) => {
        const source = me();
        const news = await enterFact(fact, source, { ...database, by: source.actor });
        await tellWorkflows(database);
        process.stdout.write(`refund ${reference} ${news ? 'is taken' : 'was taken already'}\n`);
      });
    });
  return command.addCommand(list).addCommand(match).addCommand(reverse).addCommand(again).addCommand(refund);
}
