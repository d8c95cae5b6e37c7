import type { Source } from '../../store/facts/facts.js';
import { type DatabaseContext, withDatabase } from './connect.js';
import { me } from './me.js';
import { tellWorkflows } from './tell-workflows.js';

/** Takes in a fact that a person says, tells the workflows it concerns, and says whether it was news. */
export async function takeFact(
  what: string,
  take: (context: DatabaseContext, source: Source) => Promise<boolean>,
  glass: { glass?: string } = {},
): Promise<void> {
  await withDatabase(async (database) => {
    const news = await take(database, { ...me(), ...glass });
    await tellWorkflows(database);
    process.stdout.write(`${what}: ${news ? 'noted' : 'known already'}\n`);
  });
}
