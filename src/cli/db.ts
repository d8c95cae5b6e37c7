import { Command } from 'commander';
import { readSettings } from '../settings.js';
import { openDatabase } from '../store/database.js';
import { deployMigrations } from '../store/migrate.js';
import { deployPlans } from '../store/plans.js';
import { environment } from './connect.js';
import { Unreachable } from './errors.js';

export function dbCommand(): Command {
  const deploy = new Command('deploy')
    .description('bring the database to the current schema, and the shipped plans into it')
    .option('--json', 'one JSON document')
    .action(async (options: { json?: boolean }) => {
      const db = openDatabase(readSettings(environment()).DATABASE_URL);
      try {
        await db.pool.query('SELECT 1').catch(() => {
          throw new Unreachable('the database does not answer: is it running? (DATABASE_URL)');
        });
        const applied = await deployMigrations(db);
        await deployPlans(db);
        if (options.json) process.stdout.write(`${JSON.stringify({ applied })}\n`);
        else process.stdout.write(applied.length > 0 ? `applied ${applied.join(', ')}\n` : 'up to date\n');
      } finally {
        await db.close();
      }
    });
  return new Command('db').description('the database').addCommand(deploy);
}
