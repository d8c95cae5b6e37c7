import { Command } from 'commander';
import { mend } from '../worker/mend.js';
import { connectTemporal, withDatabase } from './connect.js';

export function reconcileCommand(): Command {
  return new Command('reconcile')
    .description(
      'every open loan and task has its one workflow, every duty its Schedule, every undelivered nudge is delivered; says what it mended',
    )
    .option('--json', 'one JSON document')
    .action(async (options: { json?: boolean }) => {
      await withDatabase(async (database) => {
        const temporal = await connectTemporal();
        try {
          const mended = await mend(database.db, temporal.client, temporal.messenger);
          if (options.json) process.stdout.write(`${JSON.stringify(mended)}\n`);
          else for (const [what, count] of Object.entries(mended)) process.stdout.write(`${words(what)}: ${count}\n`);
        } finally {
          await temporal.close();
        }
      });
    });
}

const words = (name: string) => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
