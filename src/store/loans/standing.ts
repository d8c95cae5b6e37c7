import type { Heard } from '../../domain/facts/facts.js';
import { type Day, dayOf } from '../../domain/time/dates.js';
import { type Begin, rows, transaction } from '../base/connection/database.js';
import { FactRefused } from '../facts/fact-refused.js';
import { leaveNudge, noteFact, type Source, touchLoan } from '../facts/facts.js';

/** A person sets a loan's tier, with a reason and until a day (included), whatever the figures say. False: just so before. */
export async function overrideTier(db: Begin, override: Heard<'tier'>, source: Source): Promise<boolean> {
  const { loan, tier, until, reason } = override;
  if (until < dayOf(source.at)) throw new FactRefused(`until ${until}: is over`);
  return transaction(db, async (client) => {
    await touchLoan(client, loan);
    const [before] = await rows<{ tier: string; until: Day; reason: string }>(
      client,
      `SELECT tier, until_on AS until, reason FROM tier_overrides WHERE loan_id = $1 ORDER BY at DESC, override_id DESC LIMIT 1`,
      [loan],
    );
    if (before && before.tier === tier && before.until === until && before.reason === reason) return false;
    await client.query('INSERT INTO tier_overrides (loan_id, tier, at, until_on, reason) VALUES ($1, $2, $3, $4, $5)', [
      loan,
      tier,
      new Date(source.at),
      until,
      reason,
    ]);
    await noteFact(client, source, 'tier set', `loan/${loan}`, { tier, until, reason });
    await leaveNudge(client, 'loan', loan, `tier ${tier}`);
    return true;
  });
}

/** Documents go into the archive, `contract/electronic`; one that is there stays as it was filed first. */
export async function fileDocuments(
  db: Begin,
  filed: { loan: string; documents: string[]; sha256?: string },
  source: Source,
): Promise<boolean> {
  return transaction(db, async (client) => {
    await touchLoan(client, filed.loan);
    const wrong = filed.documents.find((it) => !/^[a-z0-9-]+\/(electronic|paper)$/.test(it));
    if (wrong !== undefined) throw new FactRefused(`${wrong}: a document and its form, such as contract/electronic`);
    const added = await rows<{ document: string }>(
      client,
      `INSERT INTO archive_documents (loan_id, document, form, filed_at, filed_by, sha256)
       SELECT $1, split_part(it, '/', 1), split_part(it, '/', 2), $3, $4, $5 FROM unnest($2::text[]) AS it
       ON CONFLICT DO NOTHING RETURNING document || '/' || form AS document`,
      [filed.loan, filed.documents, new Date(source.at), source.actor, filed.sha256 ?? null],
    );
    if (added.length === 0) return false;
    const documents = added.map((it) => it.document);
    await noteFact(client, source, 'documents filed', `loan/${filed.loan}`, { documents });
    await leaveNudge(client, 'loan', filed.loan, 'documents filed');
    return true;
  });
}
