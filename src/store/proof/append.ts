import type pg from 'pg';
import { digestOf, hashOfLeaf, type Leaf } from '../../domain/proof/leaf.js';
import { type Hash, treeOf, treeOfLeaves } from '../../domain/proof/merkle.js';
import type { Moment } from '../../domain/time/dates.js';
import { type Database, rows, type Sql, transaction } from '../base/connection/database.js';
import { LONG } from '../base/connection/session.js';
import { contentOf, inUtc, type Recorded, recordedTables } from './recorded.js';

/** So many changes a transaction: a book that comes in is written into the record in small steps. */
const AT_ONCE = 5_000;
/** Leaves under one kept hash. */
const TILE = 256;
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
  const begun = Math.floor(first / TILE);
  const whole = Math.floor((last + 1) / TILE);
  if (whole === begun) return;
  const hashes = await leafHashes(client, begun * TILE, whole * TILE);
  const tiles = Array.from({ length: whole - begun }, (_, n) => {
    const range = treeOfLeaves(hashes.slice(n * TILE, (n + 1) * TILE));
    return { tile: begun + n, hash: range(0, TILE).toString('hex') };
  });
  await client.query(
    `INSERT INTO record_tiles SELECT tile, decode(hash, 'hex') FROM jsonb_to_recordset($1) AS t (tile bigint, hash text)`,
    [JSON.stringify(tiles)],
  );
}

export async function sizeOfRecord(sql: Sql): Promise<number> {
  const [row] = await rows<{ size: number }>(
    sql,
    'SELECT coalesce(max(position) + 1, 0)::bigint AS size FROM record_leaves',
  );
  return row!.size;
}

/** The leaves from one position to before another, in their order. */
export async function leavesOf(sql: Sql, from: number, to: number): Promise<Leaf[]> {
  const leaves = await rows<Omit<Leaf, 'at'> & { at: Moment }>(
    sql,
    `SELECT position, at, tbl AS table, key, encode(digest, 'hex') AS digest FROM record_leaves
     WHERE position >= $1 AND position < $2 ORDER BY position`,
    [from, to],
  );
  return leaves.map((it) => ({ ...it, at: new Date(it.at).toISOString() }));
}

const leafHashes = async (sql: Sql, from: number, to: number): Promise<Hash[]> =>
  (await leavesOf(sql, from, to)).map(hashOfLeaf);

/** The tree over the first `size` leaves, of which it reads the kept hashes, and the leaves of the tiles that hold `positions`. */
export async function treeOfRecord(sql: Sql, size: number, positions: readonly number[] = []) {
  const kept = await rows<{ tile: number; hash: Buffer }>(
    sql,
    'SELECT tile, hash FROM record_tiles WHERE tile < $1 ORDER BY tile',
    [Math.floor(size / TILE)],
  );
  const tiles = new Map(kept.map((it) => [it.tile, it.hash]));
  const leaves = new Map<number, Hash>();
  for (const tile of new Set([...positions, size - 1].map((it) => Math.floor(it / TILE)))) {
    const hashes = await leafHashes(sql, tile * TILE, Math.min((tile + 1) * TILE, size));
    for (const [n, hash] of hashes.entries()) leaves.set(tile * TILE + n, hash);
  }
  return treeOf((from, to) => {
    if (to - from === 1) return leaves.get(from);
    return to - from === TILE && from % TILE === 0 ? tiles.get(from / TILE) : undefined;
  });
}
