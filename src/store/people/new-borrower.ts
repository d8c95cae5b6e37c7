import { soughtForm } from '../../domain/entry/said.js';
import type { Heard } from '../../domain/facts/facts.js';
import { type Begin, rows, transaction } from '../base/connection/database.js';
import type { Seal } from '../base/seal.js';
import { FactRefused } from '../facts/fact-refused.js';
import { noteFact, type Source } from '../facts/facts.js';

/**
 * A borrower who is here from now on. Answers false for one who is known with that kind and name.
 * @throws FactRefused for one who is known otherwise (`borrower` and `name` change what is known), and an account manager who does not work here
 */
export async function takeBorrower(
  db: Begin,
  seal: Seal,
  said: Heard<'newBorrower'>,
  source: Source,
): Promise<boolean> {
  const { borrower, kind, name, language, size = null, industry = null, branch = null, limit = null } = said;
  const { class: known = null, accountManager = null } = said;
  return transaction(db, async (client) => {
    const [before] = await rows<{ kind: string; nameSealed: Buffer | null }>(
      client,
      'SELECT kind, name_sealed AS "nameSealed" FROM borrowers WHERE borrower_id = $1 FOR UPDATE',
      [borrower],
    );
    if (before) {
      const called = before.nameSealed && seal.tryOpen(before.nameSealed, 'borrowers.name_sealed', borrower);
      if (before.kind === kind && called === name) return false;
      throw new FactRefused(`borrower ${borrower} is known with another kind or name`, 'borrower');
    }
    const [works] = await rows(client, 'SELECT FROM staff WHERE staff_id = $1 AND left_on IS NULL', [accountManager]);
    if (accountManager !== null && !works)
      throw new FactRefused(`no staff ${accountManager} who works here`, 'accountManager');
    await client.query(
      `INSERT INTO borrowers (borrower_id, kind, language, size, industry, class, branch, account_manager, credit_limit, name_sealed, name_key)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        ...[borrower, kind, language, size, industry, known, branch, accountManager, limit],
        ...[seal.seal(name, 'borrowers.name_sealed', borrower), seal.hash(soughtForm(name))],
      ],
    );
    await noteFact(client, source, 'borrower added', `borrower/${borrower}`, { kind });
    return true;
  });
}
