import { type Begin, rows, transaction } from '../base/connection/database.js';
import type { Source } from '../facts/facts.js';
import { inSight } from '../lists/filter.js';
import type { Hands } from '../staff/hand-over-tasks.js';
import { changeBorrower } from './borrowers.js';

/** Gives all borrowers of one account manager to another, with what he has to do about them as such; answers which. */
export async function handOverBorrowers(
  db: Begin,
  { from, to, reason, sight: { scope, of = null } }: Hands,
  source: Source,
): Promise<string[]> {
  return transaction(db, async (client) => {
    const all = await rows<{ borrower: string }>(
      client,
      `SELECT borrower_id AS borrower FROM borrowers b WHERE account_manager = $1 AND erased_at IS NULL AND ${inSight(scope, '$2')}
       ORDER BY borrower_id`,
      [from, of],
    );
    for (const { borrower } of all) await changeBorrower(client, borrower, { accountManager: to }, reason, source);
    return all.map((it) => it.borrower);
  });
}
