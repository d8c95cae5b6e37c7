import type pg from 'pg';
import type { Heard } from '../../domain/facts/facts.js';
import { type Day, dayOf } from '../../domain/time/dates.js';
import { type Begin, rows, transaction } from '../base/connection/database.js';
import { FactRefused } from '../facts/fact-refused.js';
import { leaveNudge, noteFact, type Source, touchLoan } from '../facts/facts.js';

/** A person sets a loan's tier, with a reason and until a day (included), whatever the figures say. False: just so before. */
export async function overrideTier(db: Begin, override: Heard<'tier'>, source: Source): Promise<boolean> {
  const { loan, tier, until, reason } = override;
  if (until < dayOf(source.at)) throw new FactRefused(`until ${until}: is over`, 'until');
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
  filed: { loan: string; documents: string[] },
  source: Source,
): Promise<boolean> {
  return transaction(db, async (client) => {
    await touchLoan(client, filed.loan);
    await refuseOfOtherThings(client, filed);
    const documents = await putIntoArchive(client, filed, source);
    if (documents.length === 0) return false;
    await noteFact(client, source, 'documents filed', `loan/${filed.loan}`, { documents });
    await leaveNudge(client, 'loan', filed.loan, 'documents filed');
    return true;
  });
}

/** @throws FactRefused for documents of a thing that does not secure the loan */
async function refuseOfOtherThings(
  client: pg.PoolClient,
  { loan, documents }: { loan: string; documents: readonly string[] },
): Promise<void> {
  const things = documents.flatMap((it) => it.split('/').slice(2).join('/') || []);
  const [unknown] = await rows<{ thing: string }>(
    client,
    `SELECT thing FROM unnest($2::text[]) thing
     WHERE NOT EXISTS (SELECT FROM collateral c WHERE c.collateral_id = thing AND c.loans @> ARRAY[$1])`,
    [loan, things],
  );
  if (unknown) throw new FactRefused(`collateral ${unknown.thing} does not secure loan ${loan}`, 'documents');
}

/** What is there stays as it was filed first. What is new is answered. */
export async function putIntoArchive(
  client: pg.PoolClient,
  { loan, documents }: { loan: string; documents: readonly string[] },
  source: Source,
): Promise<string[]> {
  const added = await rows<{ document: string }>(
    client,
    `INSERT INTO archive_documents (loan_id, document, form, filed_at, filed_by)
     SELECT $1, split_part(it, '/', 1), substring(it FROM '/(.*)'), $3, $4 FROM unnest($2::text[]) AS it
     ON CONFLICT DO NOTHING RETURNING document || '/' || form AS document`,
    [loan, documents, new Date(source.at), source.actor],
  );
  return added.map((it) => it.document);
}
