import { Command } from 'commander';
import { reversePayment } from '../store/facts.js';
import { withDatabase } from './connect.js';
import { me } from './me.js';
import { tellWorkflows } from './tell-workflows.js';

export function paymentCommand(): Command {
  const reverse = new Command('reverse')
    .description('a payment bounced or was wrong: from today on it counts no more')
    .argument('<reference>')
    .action(async (reference: string) => {
      await withDatabase(async (database) => {
        const news = await reversePayment(database.db, reference, me());
        await tellWorkflows(database);
        process.stdout.write(`payment ${reference} ${news ? 'is reversed' : 'was reversed already'}\n`);
      });
    });
  return new Command('payment').description('payments come in with `import`').addCommand(reverse);
}
