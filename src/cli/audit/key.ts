import type { Command } from 'commander';
import { keyIdOf } from '../../domain/proof/envelope.js';
import { proofOf } from './proof-of-database.js';

export const keyCommand = (command: Command): Command =>
  command
    .description('the public keys that the record’s heads are signed with, to be given to auditors by another way')
    .action(async () => {
      const { trusted } = await proofOf({});
      for (const key of trusted)
        process.stdout.write(`# ${keyIdOf(key)}\n${key.export({ type: 'spki', format: 'pem' })}`);
    });
