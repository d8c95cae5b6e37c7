import { rows, type Sql } from '../base/connection/database.js';
import type { Finding } from './finding.js';
import { recordedTables } from './recorded.js';

/** Files whose hash stands beside them, and in the record: each is held to it here. Sealed ones hold themselves to their row when they are opened. */
export async function changedFiles(sql: Sql): Promise<Finding[]> {
  const tables = await rows<{ table: string }>(
    sql,
    `SELECT table_name::text AS table FROM information_schema.columns
     WHERE table_schema = current_schema() AND column_name IN ('bytes', 'sha256') GROUP BY 1 HAVING count(*) = 2`,
  );
  const found: Finding[] = [];
  for (const { table, keyOf } of await recordedTables(sql)) {
    if (!tables.some((it) => it.table === table)) continue;
    const changed = await rows<{ key: string }>(
      sql,
      `SELECT ${keyOf('it')} AS key FROM ${table} it WHERE encode(sha256(bytes), 'hex') <> sha256 ORDER BY 1`,
    );
    found.push(
      ...changed.map(
        ({ key }): Finding => ({ what: 'file', where: `${table} ${key}`, says: 'its bytes are not those of its hash' }),
      ),
    );
  }
  return found;
}
