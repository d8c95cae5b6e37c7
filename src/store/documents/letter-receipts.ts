import type { Plan } from '../../domain/plan/plan.js';
import { type Database, transaction } from '../base/connection/database.js';
import type { Seal } from '../base/seal.js';
import { sha256Of } from '../base/sha256.js';
import { FactRefused } from '../facts/fact-refused.js';
import { leaveNudge, noteFact, type Source, touchLoan } from '../facts/facts.js';
import { type EvidenceFile, keepEvidence } from '../work/evidence.js';
import { reservedLetter, writtenLetter } from './letters.js';

export interface SignedReceipt {
  letter: string;
  files: readonly EvidenceFile[];
  /** The signed paper itself is in the archive too. */
  paper: boolean;
}

/**
 * Keeps what was signed for a letter as evidence of the work that it went with. Where the plan wants a document of the
 * letter's name in the archive (`duty-letter`), it is there from now on. Answers what was filed: `duty-letter/electronic`.
 * @throws FactRefused for a letter that was not made, or that goes with no piece of work of a loan
 */
export async function keepReceipt(
  db: Database,
  seal: Seal,
  planOf: (loan: string) => Promise<Plan>,
  { letter, files, paper }: SignedReceipt,
  source: Source,
): Promise<string[]> {
  const known = await reservedLetter(db.pool, letter);
  if (!known) throw new FactRefused(`no letter ${letter}: see \`postloan letter list\``, 'letter');
  if ((await writtenLetter(db.pool, letter))?.number == null)
    throw new FactRefused(`letter ${letter} was not made, so nobody can have signed for it`, 'letter');
  const { loan, task, kind } = known;
  if (loan === null || task === null)
    throw new FactRefused(`nobody signs for letter ${letter}: it goes with no task`, 'letter');
  const { archive } = await planOf(loan);
  const wanted = archive?.documents.some((it) => it.document === kind) ?? false;
  return transaction(db, async (client) => {
    await keepEvidence(client, seal, { task, place: null, files, letter }, source);
    const hashes = files.map((it) => sha256Of(it.bytes));
    const filed: string[] = [];
    for (const form of wanted ? ['electronic', ...(paper ? ['paper'] : [])] : []) {
      const added = await client.query(
        `INSERT INTO archive_documents (loan_id, document, form, filed_at, filed_by, sha256) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT DO NOTHING`,
        [loan, kind, form, new Date(source.at), source.actor, form === 'paper' ? null : hashes[0]],
      );
      if (added.rowCount) filed.push(`${kind}/${form}`);
    }
    await noteFact(client, source, 'letter signed for', `loan/${loan}`, { letter, task, sha256: hashes, filed });
    // A demand that was signed for restarts the limitation period: the loan looks again.
    await touchLoan(client, loan);
    await leaveNudge(client, 'loan', loan, `signed: ${kind}`);
    return filed;
  });
}
