import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { soughtForm } from '../../domain/entry/said.js';
import { type Database, rows, type Sql, transaction } from '../base/connection/database.js';
import { keyOfSealed, type Seal } from '../base/seal.js';
import { ROW_OF, type RowPart, type SealedColumn } from '../base/sealed-columns.js';
import { FactRefused } from '../facts/fact-refused.js';
import { noteFact, type Source } from '../facts/facts.js';
import { moveLastWords } from '../notices/consent.js';

/**
 * Which keys the personal data are sealed with, and sealing them anew. What is sealed is known by the names of the
 * columns: `name_sealed`, and beside it, where it is looked up by, its keyed hash `name_key`.
 */
interface SealedTable {
  table: keyof typeof ROW_OF;
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
                -- the inbox's is of what the content says, not of its letters
                AND k.column_name = regexp_replace(c.column_name, '_sealed$', '_key') AND k.column_name <> 'content_key')), '{}') AS hashed
     FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.column_name LIKE '%\\_sealed'
     GROUP BY c.table_name ORDER BY c.table_name`,
  );
}

/** The first bytes only: a value may be a photo of megabytes. As `keyOfSealed`. */
const firstByte = (column: string) => `get_byte(substring(${column} FROM 1 FOR 1), 0)`;
const isUnbound = (column: string) => `(${firstByte(column)} <> 0)`;
const keyOf = (column: string) =>
  `(CASE WHEN ${isUnbound(column)} THEN ${firstByte(column)} ELSE get_byte(substring(${column} FROM 2 FOR 1), 0) END)`;
const hashColumn = (column: string) => column.replace(/_sealed$/, '_key');

export interface KeyUse {
  table: string;
  column: string;
  key: number;
  values: number;
  /**
   * current: it seals; other: it is configured and opens; unbound: so does it, and its values are not bound to their rows;
   * unknown: it is not configured; wrong: it is, and does not open.
   */
  state: 'current' | 'other' | 'unbound' | 'unknown' | 'wrong';
}

interface Counted extends Under {
  values: number;
}

export async function countedKeys(sql: Sql): Promise<Counted[]> {
  const counted: Counted[] = [];
  for (const { table, columns } of await sealedTables(sql)) {
    for (const column of columns) {
      const found = await rows<{ key: number; unbound: boolean; values: number }>(
        sql,
        `SELECT ${keyOf(column)} AS key, ${isUnbound(column)} AS unbound, count(*) AS values FROM ${table}
         WHERE ${column} IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2`,
      );
      counted.push(...found.map((it) => ({ table, column, ...it })));
    }
  }
  return counted;
}

/** How many values of each column stand under which key. Of each key and column a few values are opened, to see whether they can be. */
export async function keysInUse(sql: Sql, seal: Seal): Promise<KeyUse[]> {
  const uses: KeyUse[] = [];
  for (const it of await countedKeys(sql)) {
    const { table, column, key, values } = it;
    uses.push({ table, column, key, values, state: await stateOf(sql, seal, it) });
  }
  return uses;
}

async function stateOf(sql: Sql, seal: Seal, it: Counted): Promise<KeyUse['state']> {
  if (!seal.keyIds.includes(it.key)) return 'unknown';
  if ((await opensASample(sql, seal, it)) === false) return 'wrong';
  if (it.unbound) return 'unbound';
  return it.key === seal.current ? 'current' : 'other';
}

interface Under {
  table: SealedTable['table'];
  column: string;
  key: number;
  /** Left out: either. */
  unbound?: boolean;
}

/** Whether one of a few values can be opened; a few, since a single one may be damaged. Null: there are none. */
async function opensASample(sql: Sql, seal: Seal, { table, column, key, unbound }: Under): Promise<boolean | null> {
  const samples = await rows<Record<string, unknown>>(
    sql,
    `SELECT ${[column, ...ROW_OF[table]].join(', ')} FROM ${table}
     WHERE ${keyOf(column)} = $1 AND coalesce(${isUnbound(column)} = $2, true) LIMIT 5`,
    [key, unbound ?? null],
  );
  return samples.length === 0 ? null : samples.some((it) => opened(seal, table, column, it) !== null);
}

/** Whether a configured key opens what stands under its id. `none`: nothing does. */
export async function underKey(sql: Sql, seal: Seal, key: number): Promise<'opens' | 'wrong' | 'none'> {
  let found: 'wrong' | 'none' = 'none';
  for (const { table, columns } of await sealedTables(sql)) {
    for (const column of columns) {
      const opens = await opensASample(sql, seal, { table, column, key });
      if (opens) return 'opens';
      if (opens === false) found = 'wrong';
    }
  }
  return found;
}

const opened = (seal: Seal, table: SealedTable['table'], column: string, row: Record<string, unknown>) =>
  seal.tryOpen(row[column] as Buffer, `${table}.${column}` as SealedColumn, ...partsOf(table, row));

const partsOf = (table: SealedTable['table'], row: Record<string, unknown>) =>
  ROW_OF[table].map((it) => row[it] as RowPart);

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

/** Pages of a table in one look. */
const PAGES_AT_ONCE = 64;
/** Rows in one transaction, so that it is short; fewer where values are large. */
const ROWS_AT_ONCE = 500;
const BYTES_AT_ONCE = 32 * 1024 * 1024;
/** Rows that others hold are asked for again after this time, so often: nobody holds a row for a minute. */
const AGAIN_MS = 1_000;
const MOST_TRIES = 60;

/**
 * Seals values anew with the current key that are sealed with another configured key or are not bound to their row, and makes their
 * look-up hashes anew. In small transactions, so that it may be broken off and done again while everything else runs: a row that
 * somebody is writing is skipped and tried again later, so that there is no deadlock. Answers how many rows were changed.
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
          it.table,
        );
      if (tries > 0) await sleep(AGAIN_MS);
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

/** Sealed with a key that is configured, and with another than the current one or for no row. `$1`: the current key, `$2`: all keys. */
const STALE = ({ columns }: SealedTable) =>
  `(${columns.map((it) => `((${keyOf(it)} <> $1 OR ${isUnbound(it)}) AND ${keyOf(it)} = ANY($2::int[]))`).join(' OR ')})`;

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
  const stale = await rows<{ place: string } & Record<string, RowPart | null>>(
    client,
    `SELECT ctid::text AS place, ${[...it.columns, ...ROW_OF[it.table]].join(', ')} FROM ${it.table}
     WHERE ctid >= $3::tid AND ctid < $4::tid AND ${STALE(it)} LIMIT $5 FOR UPDATE SKIP LOCKED`,
    [seal.current, seal.keyIds, `(${page},0)`, `(${page + PAGES_AT_ONCE},0)`, limit],
  );
  if (stale.length === 0) return 0;
  const news = stale.map((row) => sealedAnew(it, seal, row));
  const changed = [...it.columns, ...it.hashed.map(hashColumn)];
  const set = changed.map((column) => ({ column, values: news.map((row) => row.values[column] ?? null) }));
  const assigned = set.map(({ column }, n) =>
    column.endsWith('_key') ? `${column} = coalesce(v.c${n}, t.${column})` : `${column} = v.c${n}`,
  );
  await client.query(
    `UPDATE ${it.table} t SET ${assigned.join(', ')}
     FROM unnest($1::tid[], ${set.map((_, n) => `$${n + 2}::bytea[]`).join(', ')}) AS v (place, ${set.map((_, n) => `c${n}`).join(', ')})
     WHERE t.ctid = v.place`,
    [stale.map((row) => row.place), ...set.map(({ values }) => values)],
  );
  if (it.table === 'contacts') {
    const addresses = news.flatMap(({ texts }) => texts.get('address_sealed') ?? []);
    const moves = addresses.flatMap((text) => seal.hashes(text).map((before) => ({ before, now: seal.hash(text) })));
    await moveLastWords(
      client,
      moves.map((it) => it.before),
      moves.map((it) => it.now),
    );
  }
  return stale.length;
}

/** What a row's columns are to be. What is under a key that is not configured stays; of what was erased the hash may have stayed. */
function sealedAnew({ table, columns, hashed }: SealedTable, seal: Seal, row: Record<string, unknown>) {
  const values: Record<string, Buffer | null> = {};
  const texts = new Map<string, string>();
  for (const column of columns) {
    const before = row[column] as Buffer | null;
    values[column] = before;
    if (before === null || !seal.keyIds.includes(keyOfSealed(before).key)) continue;
    const text = opened(seal, table, column, row);
    if (text === null)
      throw new FactRefused(
        `${table}.${column}: a value under key ${keyOfSealed(before).key} is not opened by that key: is it the right one?`,
        table,
      );
    texts.set(column, text);
    if (hashed.includes(column))
      values[hashColumn(column)] = seal.hash(column === 'name_sealed' ? soughtForm(text) : text);
  }
  // The hash may be part of the row's name.
  const after = partsOf(table, { ...row, ...values });
  for (const [column, text] of texts) values[column] = seal.seal(text, `${table}.${column}` as SealedColumn, ...after);
  return { values, texts };
}
