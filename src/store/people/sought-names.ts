import { soughtForm } from '../../domain/entry/said.js';
import { type Database, rows, transaction } from '../base/connection/database.js';
import type { Seal } from '../base/seal.js';

const AT_ONCE = 2_000;

/**
 * After an upgrade: stores for each name the hash of the form by which it is looked for; earlier versions stored that of the name as it
 * was written. Done once, by the first process that needs it and has the key. Names that cannot be opened get theirs when they are sealed
 * anew.
 */
export async function keepSoughtNames(db: Database, seal: Seal): Promise<void> {
  const [state] = await rows<{ kept: boolean }>(db.pool, 'SELECT names_sought AS kept FROM database_identity');
  if (state?.kept) return;
  for (let after = '', count = AT_ONCE; count === AT_ONCE; ) {
    const page = await transaction(db, async (client) => {
      const found = await rows<{ borrower: string; sealed: Buffer }>(
        client,
        `SELECT borrower_id AS borrower, name_sealed AS sealed FROM borrowers
         WHERE borrower_id > $1 AND name_sealed IS NOT NULL ORDER BY borrower_id LIMIT $2 FOR UPDATE`,
        [after, AT_ONCE],
      );
      const names = found.flatMap(({ borrower, sealed }) => {
        const name = seal.tryOpen(sealed, 'borrowers.name_sealed', borrower);
        return name === null ? [] : [{ borrower, key: seal.hash(soughtForm(name)) }];
      });
      await client.query(
        'UPDATE borrowers b SET name_key = v.key FROM unnest($1::text[], $2::bytea[]) AS v (borrower, key) WHERE b.borrower_id = v.borrower',
        [names.map((it) => it.borrower), names.map((it) => it.key)],
      );
      return found;
    });
    after = page.at(-1)?.borrower ?? after;
    count = page.length;
  }
  await db.pool.query('UPDATE database_identity SET names_sought = true');
}
