import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { type Database, rows, type Sql, transaction } from './database.js';
import { FactRefused } from './fact-refused.js';
import { noteFact, type Source } from './facts.js';
import type { Seal } from './seal.js';

/**
 * Which keys the personal data are sealed with, and sealing them anew. What is sealed is known by the names of the
 * columns: `name_sealed`, and beside it, where it is looked up by, its keyed hash `name_key`.
 */
interface SealedTable {
  table: string;
  columns: string[];
  /** Of these the keyed hash stands in the column of the same name that ends in `_key`. */
  hashed: string[];
}

export async function sealedTables(sql: Sql): Promise<SealedTable[]> {
  return rows<SealedTable>(
    sql,
    `SELECT c.table_name::text AS table, array_agg(c.column_name::text ORDER BY ordinal_position) AS columns,
            coalesce(array_agg(c.column_name::text) FILTER (WHERE EXISTS (SELECT FROM information_schema.columns k
              WHERE k.table_schema = c.table_schema AND k.table_name = c.table_name
                AND k.column_name = regexp_replace(c.column_name, '_sealed$', '_key'))), '{}') AS hashed
     FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.column_name LIKE '%\\_sealed'
     GROUP BY c.table_name ORDER BY c.table_name`,
  );
}

/** The first byte only: a value may be a photo of megabytes. */
const keyOf = (column: string) => `get_byte(substring(${column} FROM 1 FOR 1), 0)`;
const hashColumn = (column: string) => column.replace(/_sealed$/, '_key');

export interface KeyUse {
  table: string;
  column: string;
  key: number;
  values: number;
  /** current: it seals; other: it is configured and opens; unknown: it is not configured; wrong: it is, and does not open. */
  state: 'current' | 'other' | 'unknown' | 'wrong';
}

/** How many values of each column stand under which key. Of each key and column one value is opened, to see whether it can be. */
export async function keysInUse(sql: Sql, seal: Seal): Promise<KeyUse[]> {
  const uses: KeyUse[] = [];
  for (const { table, columns } of await sealedTables(sql)) {
    for (const column of columns) {
      const found = await rows<{ key: number; values: number }>(
        sql,
        `SELECT ${keyOf(column)} AS key, count(*) AS values FROM ${table} WHERE ${column} IS NOT NULL GROUP BY 1 ORDER BY 1`,
      );
      for (const { key, values } of found) {
        const [sample] = await rows<{ value: Buffer }>(
          sql,
          `SELECT ${column} AS value FROM ${table} WHERE ${keyOf(column)} = $1 LIMIT 1`,
          [key],
        );
        uses.push({ table, column, key, values, state: stateOf(seal, key, sample?.value) });
      }
    }
  }
  return uses;
}

function stateOf(seal: Seal, key: number, sample: Buffer | undefined): KeyUse['state'] {
  if (!seal.keyIds.includes(key)) return 'unknown';
  try {
    if (sample) seal.open(sample);
  } catch {
    return 'wrong';
  }
  return key === seal.current ? 'current' : 'other';
}

/** Whether names or addresses stand under another key than the current one: their keyed hashes are not those of today then. */
export async function lookUpIsMixed(sql: Sql, seal: Seal): Promise<boolean> {
  const stale = (table: string, column: string) => `EXISTS (SELECT FROM ${table} WHERE ${keyOf(column)} <> $1)`;
  const [found] = await rows<{ mixed: boolean }>(
    sql,
    `SELECT ${stale('borrowers', 'name_sealed')} OR ${stale('contacts', 'address_sealed')} AS mixed`,
    [seal.current],
  );
  return found!.mixed;
}

const PAGES_AT_ONCE = 64;
const ROWS_AT_ONCE = 500;
const BYTES_AT_ONCE = 32 * 1024 * 1024;
/** How often rows that others hold are asked for again, a second apart. */
const MOST_TRIES = 60;

/**
 * Seals what stands under other configured keys anew with the current one, and its look-up hashes with it. In small
 * transactions, so that it may be broken off, done again, and run while everything else does: a row that somebody is
 * writing is passed over and come back to, so that nobody ever waits for it in a circle. Answers how many rows were changed.
 * @throws FactRefused when a value cannot be opened by the key of its id
 */
export async function rotateKeys(
  db: Database,
  seal: Seal,
  source: Source,
  onProgress: (done: number, of: number) => void = () => undefined,
): Promise<number> {
  const tables = await sealedTables(db.pool);
  let done = 0;
  let of = 0;
  for (const it of tables) of += await staleRows(db.pool, it, seal);
  if (of === 0) return 0;
  const changed: Record<string, number> = {};
  for (const it of tables) {
    const before = done;
    for (let tries = 0; (await staleRows(db.pool, it, seal)) > 0; tries++) {
      if (tries === MOST_TRIES)
        throw new FactRefused(
          `rows of ${it.table} stay in use, or are still written with an old key: rotate again later`,
        );
      if (tries > 0) await sleep(1_000);
      await rotateTable(db, it, seal, (count) => {
        done += count;
        onProgress(Math.min(done, of), of);
      });
    }
    if (done > before) changed[it.table] = done - before;
  }
  await noteFact(db.pool, source, 'keys rotated', 'keys', { to: seal.current, rows: changed });
  return done;
}

/** Sealed with a key that is configured and is not the current one. `$1`: the current key, `$2`: all keys. */
const STALE = ({ columns }: SealedTable) =>
  `(${columns.map((it) => `(${keyOf(it)} <> $1 AND ${keyOf(it)} = ANY($2::int[]))`).join(' OR ')})`;

async function staleRows(sql: Sql, it: SealedTable, seal: Seal): Promise<number> {
  const [found] = await rows<{ count: number }>(sql, `SELECT count(*) AS count FROM ${it.table} WHERE ${STALE(it)}`, [
    seal.current,
    seal.keyIds,
  ]);
  return found!.count;
}

/** Once through the pages of a table, a few at a time. */
async function rotateTable(db: Database, it: SealedTable, seal: Seal, onRows: (count: number) => void): Promise<void> {
  const [size] = await rows<{ pages: number; largest: number | null }>(
    db.pool,
    `SELECT ceil(pg_relation_size('${it.table}') / current_setting('block_size')::numeric)::int AS pages,
            (SELECT max(${it.columns.map((column) => `coalesce(octet_length(${column}), 0)`).join(' + ')}) FROM ${it.table}) AS largest`,
  );
  const limit = Math.max(1, Math.min(ROWS_AT_ONCE, Math.floor(BYTES_AT_ONCE / Math.max(size!.largest ?? 1, 1))));
  for (let page = 0; page < size!.pages; page += PAGES_AT_ONCE) {
    for (let count = limit; count === limit; ) {
      count = await transaction(db, (client) => rotateRows(client, it, seal, page, limit));
      if (count > 0) onRows(count);
    }
  }
}

async function rotateRows(
  client: pg.PoolClient,
  it: SealedTable,
  seal: Seal,
  page: number,
  limit: number,
): Promise<number> {
  await client.query(`SET LOCAL postloan.reseal = 'on'`);
  const stale = await rows<{ place: string } & Record<string, Buffer | null>>(
    client,
    `SELECT ctid::text AS place, ${it.columns.join(', ')} FROM ${it.table}
     WHERE ctid >= $3::tid AND ctid < $4::tid AND ${STALE(it)} LIMIT $5 FOR UPDATE SKIP LOCKED`,
    [seal.current, seal.keyIds, `(${page},0)`, `(${page + PAGES_AT_ONCE},0)`, limit],
  );
  if (stale.length === 0) return 0;
  const texts = stale.map((row) =>
    it.columns.map((column) => openOr(seal, row[column] ?? null, `${it.table}.${column}`)),
  );
  const each = (column: string, make: (text: string) => Buffer) =>
    texts.map((row) => row[it.columns.indexOf(column)] ?? null).map((text) => (text === null ? null : make(text)));
  const set = [
    ...it.columns.map((column) => ({ column, values: each(column, seal.seal) })),
    ...it.hashed.map((column) => ({ column: hashColumn(column), values: each(column, seal.hash) })),
  ];
  const assigned = set.map(({ column }, n) =>
    // Of what was erased the hash may have stayed.
    column.endsWith('_key') ? `${column} = coalesce(v.c${n}, t.${column})` : `${column} = v.c${n}`,
  );
  await client.query(
    `UPDATE ${it.table} t SET ${assigned.join(', ')}
     FROM unnest($1::tid[], ${set.map((_, n) => `$${n + 2}::bytea[]`).join(', ')}) AS v (place, ${set.map((_, n) => `c${n}`).join(', ')})
     WHERE t.ctid = v.place`,
    [stale.map((row) => row.place), ...set.map(({ values }) => values)],
  );
  return stale.length;
}

function openOr(seal: Seal, sealed: Buffer | null, where: string): string | null {
  if (sealed === null) return null;
  try {
    return seal.open(sealed);
  } catch {
    throw new FactRefused(`${where}: a value under key ${sealed[0]} is not opened by that key: is it the right one?`);
  }
}
