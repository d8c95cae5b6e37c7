import { type Database, rows, transaction } from '../base/connection/database.js';
import type { Seal } from '../base/seal.js';
import { noteFact, type Source } from '../facts/facts.js';

/** What a message said. Who read it, and for which reason, is in the audit log. Undefined: no such message; null: it has no words, or none that can be opened. */
export async function readNoticeWords(
  db: Database,
  seal: Seal,
  { loan, notice }: { loan: string; notice: number },
  reason: string,
  source: Source,
): Promise<string | null | undefined> {
  return transaction(db, async (client) => {
    const [found] = await rows<{ text: Buffer | null }>(
      client,
      'SELECT text_sealed AS text FROM notices WHERE notice_id = $1 AND loan_id = $2',
      [notice, loan],
    );
    if (!found) return undefined;
    await noteFact(client, source, 'notice read', `loan/${loan}`, { notice, reason });
    return found.text && seal.tryOpen(found.text, 'notices.text_sealed', notice);
  });
}
