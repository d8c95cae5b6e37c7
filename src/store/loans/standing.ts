import type pg from 'pg';
import type { Heard } from '../../domain/facts/facts.js';
import { type Day, dayOf } from '../../domain/time/dates.js';
import { type Begin, rows, type Sql, transaction } from '../base/connection/database.js';
import { FactRefused } from '../facts/fact-refused.js';
import { leaveNudge, noteFact, type Source, touchLoan } from '../facts/facts.js';
import { planNameOf, readPlan } from './plans.js';

/**
 * A person sets a loan's tier, with a reason and until a day (included), whatever the figures say. False: just so before.
 * @throws FactRefused for a tier that the plan does not have
 */
export async function overrideTier(db: Begin, override: Heard<'tier'>, source: Source): Promise<boolean> {
  const { loan, tier, until, reason } = override;
  if (until < dayOf(source.at)) throw new FactRefused(`until ${until}: is over`, 'until');
  return transaction(db, async (client) => {
    await touchLoan(client, loan);
    const { plan, tiers } = await planOf(client, loan);
    const known = tiers?.levels.map((it) => it.tier) ?? [];
    if (!known.includes(tier)) throw new FactRefused(`plan ${plan} has no tier ${tier}: ${known.join(', ')}`, 'tier');
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

/**
 * Documents go into the archive, `contract/electronic`; one that is there stays as it was filed first.
 * @throws FactRefused for one that the plan does not ask for, unless it is meant: what it was to be would stay missing
 */
export async function fileDocuments(
  db: Begin,
  filed: { loan: string; documents: string[]; acceptWarnings?: boolean | undefined },
  source: Source,
): Promise<boolean> {
  return transaction(db, async (client) => {
    await touchLoan(client, filed.loan);
    await refuseOfOtherThings(client, filed);
    if (!filed.acceptWarnings) await refuseUnasked(client, filed);
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

const planOf = async (sql: Sql, loan: string) => readPlan(sql, await planNameOf(sql, loan));

async function refuseUnasked(
  client: pg.PoolClient,
  { loan, documents }: { loan: string; documents: readonly string[] },
): Promise<void> {
  const { plan, archive } = await planOf(client, loan);
  if (!archive) return;
  const asked = [...new Set(archive.documents.map((it) => it.document))];
  const strange = documents.filter((it) => !asked.includes(it.split('/')[0]!));
  if (strange.length > 0)
    throw new FactRefused(
      `documents: plan ${plan} asks for no ${strange.join(', ')}: it asks for ${asked.join(', ')}; if it is meant all the same: acceptWarnings (--accept-warnings)`,
      'documents',
    );
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
