import { rows, type Sql } from '../base/connection/database.js';

/** A table that stands in the record: rows of one key are one thing. */
export interface Recorded {
  table: string;
  /** SQL of its key, as the triggers write it: a JSON array as text. `alias`: the table's name in the statement. */
  keyOf(alias: string): string;
  /** SQL of the rows of a key as JSON, `it` being the table, without what is sealed, and without what is null: a column that comes later changes no digest. */
  content: string;
  /** SQL by which `it` is found by `k.key`. */
  found: string;
}

/** What a column holds is not told, but whether there is something: sealed values change with the key, and files have a hash beside them. */
const ONLY_WHETHER = /(_sealed|^bytes)$/;

export async function recordedTables(sql: Sql): Promise<Recorded[]> {
  const tables = await rows<{
    table: string;
    key: string[];
    volatile: string[];
    columns: { name: string; type: string; primary: boolean }[];
  }>(
    sql,
    `SELECT r.tbl AS table, r.key, r.volatile, c.columns FROM recorded_tables r, LATERAL (
       SELECT jsonb_agg(jsonb_build_object('name', a.attname, 'type', format_type(a.atttypid, NULL),
                'primary', a.attnum = ANY (i.indkey)) ORDER BY a.attnum) AS columns
       FROM pg_attribute a JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary
       WHERE a.attrelid = r.tbl::regclass AND a.attnum > 0 AND NOT a.attisdropped) c
     ORDER BY r.tbl`,
  );
  return tables.map(({ table, key, volatile, columns }) => {
    const whether = columns.map((it) => it.name).filter((it) => ONLY_WHETHER.test(it));
    const left = [...whether, ...volatile].map((it) => `'${it}'`).join(', ');
    const there = whether.map((it) => `'${it}', nullif(it.${it} IS NOT NULL, false)`).join(', ');
    const order = columns.filter((it) => it.primary).map((it) => `it.${it.name}`);
    const typeOf = (name: string) => columns.find((it) => it.name === name)!.type;
    return {
      table,
      keyOf: (alias) => `jsonb_build_array(${key.map((it) => `${alias}.${it}`).join(', ')})::text`,
      content: `jsonb_agg(jsonb_strip_nulls(to_jsonb(it) - ARRAY[${left}]::text[] || jsonb_build_object(${there})) ORDER BY ${order.join(', ')})`,
      found: key.map((it, n) => `it.${it} = (k.key::jsonb ->> ${n})::${typeOf(it)}`).join(' AND '),
    };
  });
}

/** Moments stand in digests as UTC, whatever the session's zone. */
export const inUtc = (sql: Sql) => sql.query(`SET LOCAL TimeZone TO 'UTC'`);

/** What stands under these keys now; null: nothing. `inUtc` before, in the same transaction. */
export async function contentOf(
  sql: Sql,
  { table, content, found }: Recorded,
  keys: readonly string[],
): Promise<{ key: string; content: object[] | null }[]> {
  return rows(
    sql,
    `SELECT k.key, (SELECT ${content} FROM ${table} it WHERE ${found}) AS content FROM unnest($1::text[]) AS k(key)`,
    [keys],
  );
}

/** The keys of the things of a borrower, or of whatever `whose` (`$1`) is: those of whose rows `t` holds what `which` says. */
export async function keysOf(
  sql: Sql,
  { table, keyOf }: Recorded,
  which: string,
  whose: string | readonly string[],
): Promise<string[]> {
  const found = await rows<{ key: string }>(
    sql,
    `SELECT DISTINCT ${keyOf('t')} AS key FROM ${table} t WHERE ${which} ORDER BY 1`,
    [whose],
  );
  return found.map((it) => it.key);
}
