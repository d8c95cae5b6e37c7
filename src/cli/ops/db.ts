import { Command } from 'commander';
import { ownEnvironment } from '../../lender/own-environment.js';
import { plansFolder, readSettings } from '../../lender/settings.js';
import { openDatabase } from '../../store/base/connection/database.js';
import { deployMigrations } from '../../store/base/migrate.js';
import { deployPlans } from '../../store/loans/plans.js';
import { claimNamespace } from '../../worker/run/namespace.js';
import { type DatabaseContext, environment, withDatabase } from '../connect/connect.js';
import { reachTemporal } from '../connect/connect-temporal.js';
import { databaseError } from '../connect/errors.js';
import { readyDatabase } from '../run/ready.js';
import { adopt } from './adopt.js';

export function dbCommand(command: Command): Command {
  const deploy = new Command('deploy')
    .description('bring the database to the current schema, and the shipped plans into it')
    .option('--json', 'one JSON document')
    .action(async (options: { json?: boolean }) => {
      const db = openDatabase(readSettings(environment()).DATABASE_URL, 1);
      try {
        await db.pool.query('SELECT 1').catch((error: unknown) => {
          throw databaseError(error);
        });
        const applied = await deployMigrations(db);
        await deployPlans(db, plansFolder(ownEnvironment()));
        if (options.json) process.stdout.write(`${JSON.stringify({ applied })}\n`);
        else process.stdout.write(applied.length > 0 ? `applied ${applied.join(', ')}\n` : 'up to date\n');
      } finally {
        await db.close();
      }
    });
  const adoption = new Command('adopt')
    .description(
      'the Temporal namespace belongs to this database from now on: after a move, a restore, or instead of another',
    )
    .action(() => withDatabase(adoptIt));
  return command.addCommand(deploy).addCommand(adoption);
}

async function adoptIt({ db }: DatabaseContext): Promise<void> {
  const { client, close } = await reachTemporal(environment());
  try {
    const identity = await readyDatabase(db);
    const { namespace } = client.options;
    if ((await claimNamespace(client, identity)) === null) {
      process.stdout.write(`namespace ${namespace} is this database's\n`);
      return;
    }
    await adopt(db, client, identity);
    process.stdout.write(
      `namespace ${namespace} is this database's from now on: start the workers, then \`postloan reconcile\`\n`,
    );
  } finally {
    await close();
  }
}
