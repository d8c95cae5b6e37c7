import type pg from 'pg';
import { digestOf, type Leaf } from '../../domain/proof/leaf.js';
import type { Moment } from '../../domain/time/dates.js';
import { type Database, rows, type Sql, transaction } from '../base/connection/database.js';
import { LONG } from '../base/connection/session.js';
import { contentOf, inUtc, type Recorded, recordedTables } from './recorded.js';
import { keepTiles, sizeOfRecord } from './tree.js';

/** So many changes a transaction: a book that comes in is written into the record in small steps. */
const AT_ONCE = 5_000;
const LOCK = 4_711_020;

interface Change {
  table: string;
  key: string;
}

/**
 * Writes what was changed since into the record. One process at a time does it; may be broken off anywhere. `each` is called
 * after each step. Answers how many leaves were added.
 */
export async function appendToRecord(db: Database, at: Moment, each: () => void = () => undefined): Promise<number> {
  const tables = new Map((await recordedTables(db.pool)).map((it) => [it.table, it]));
  for (let added = 0; ; ) {
    const step = await transaction(db, (client) => appendSome(client, tables, at), LONG);
    added += step.added;
    each();
    if (step.taken < AT_ONCE) return added;
  }
}

async function appendSome(
  client: pg.PoolClient,
  tables: ReadonlyMap<string, Recorded>,
  at: Moment,
): Promise<{ taken: number; added: number }> {
  await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
  await inUtc(client);
  const taken = await rows<Change & { id: number }>(
    client,
    `WITH taken AS (
       DELETE FROM record_changes WHERE change_id IN (SELECT change_id FROM record_changes ORDER BY change_id LIMIT $1)
       RETURNING change_id, tbl, key)
     SELECT change_id AS id, tbl AS table, key FROM taken ORDER BY change_id`,
    [AT_ONCE],
  );
  const changes = [...new Map(taken.map((it) => [`${it.table} ${it.key}`, it])).values()];
  const now = await digestsNow(client, tables, changes);
  const before = await digestsBefore(client, changes);
  const changed = changes.filter((_, n) => now[n] !== before[n]);
  const start = await sizeOfRecord(client);
  const leaves = changes.flatMap(({ table, key }, n): Omit<Leaf, 'position'>[] =>
    now[n] === before[n] ? [] : [{ at: new Date(at).toISOString(), table, key, digest: now[n] ?? null }],
  );
  if (changed.length > 0)
    await addLeaves(
      client,
      leaves.map((it, n) => ({ ...it, position: start + n })),
    );
  return { taken: taken.length, added: leaves.length };
}

async function digestsNow(
  client: Sql,
  tables: ReadonlyMap<string, Recorded>,
  changes: readonly Change[],
): Promise<(string | null)[]> {
  const digests = new Map<string, string | null>();
  for (const table of new Set(changes.map((it) => it.table))) {
    const keys = changes.filter((it) => it.table === table).map((it) => it.key);
    const recorded = tables.get(table);
    // A table that is gone holds nothing.
    const found = recorded ? await contentOf(client, recorded, keys) : [];
    for (const { key, content } of found) digests.set(`${table} ${key}`, digestOf(content ?? []));
  }
  return changes.map((it) => digests.get(`${it.table} ${it.key}`) ?? null);
}

async function digestsBefore(client: Sql, changes: readonly Change[]): Promise<(string | null)[]> {
  const known = await rows<{ digest: string | null }>(
    client,
    `SELECT encode(l.digest, 'hex') AS digest
     FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS k(tbl, key, n)
       LEFT JOIN LATERAL (SELECT digest FROM record_leaves l WHERE l.tbl = k.tbl AND l.key = k.key ORDER BY position DESC LIMIT 1) l ON true
     ORDER BY k.n`,
    [changes.map((it) => it.table), changes.map((it) => it.key)],
  );
  return known.map((it) => it.digest);
}

async function addLeaves(client: Sql, leaves: readonly Leaf[]): Promise<void> {
  const [first, last] = [leaves[0]!.position, leaves.at(-1)!.position];
  await client.query(
    `INSERT INTO record_leaves (position, at, tbl, key, digest)
     SELECT position, at, "table", key, decode(digest, 'hex')
     FROM jsonb_to_recordset($1) AS l (position bigint, at timestamptz, "table" text, key text, digest text)`,
    [JSON.stringify(leaves)],
  );
  await keepTiles(client, first, last + 1);
}
