import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { type Moment, MS_A_DAY } from '../../domain/time/dates.js';
import { type Database, rows, type Sql, transaction } from '../base/connection/database.js';
import type { Seal } from '../base/seal.js';
import { noteFact, type Source } from '../facts/facts.js';

/** How a book that came by the API is to be read. */
export interface AskedImport {
  kind: 'book' | 'daily';
  /** Nothing is written: what would change, or what is wrong, is answered all the same. */
  checkOnly: boolean;
  /** What cannot be meant is meant, says who asks. */
  acceptWarnings: boolean;
}

export interface Import extends AskedImport {
  import: number;
  /** Of all its files. */
  sha256: string;
  state: 'waits' | 'reading' | 'taken' | 'checked' | 'refused';
  /** How often it was begun: more than once when the API ended in the middle. */
  tries: number;
  /** How far it is read: the file, and so many of its rows; null: not begun, or over. */
  file: string | null;
  rows: number | null;
  askedAt: Moment;
  askedBy: string;
  changedAt: Moment;
}

const SHOWN = `import_id AS import, sha256, kind, check_only AS "checkOnly", accept_warnings AS "acceptWarnings", state, tries, file, rows,
  asked_at AS "askedAt", asked_by AS "askedBy", changed_at AS "changedAt"`;
const OPEN = `state IN ('waits', 'reading')`;

/** What was wrong with a book quotes it, so that it is not kept for longer. */
const KEPT_MS = 30 * MS_A_DAY;
const packed = promisify(gzip);
const unpacked = promisify(gunzip);

/** Keeps a book until it is read. The same that waits already is not kept twice: then `news` is false. */
export async function keepImport(
  db: Database,
  seal: Seal,
  { files, ...asked }: AskedImport & { files: ReadonlyMap<string, Buffer> },
  source: Source,
): Promise<{ id: number; news: boolean }> {
  const hash = createHash('sha256');
  for (const [name, bytes] of [...files].sort(([a], [b]) => (a < b ? -1 : 1)))
    hash.update(`${name}\0${bytes.length}\0`).update(bytes);
  const sha256 = hash.digest('hex');
  const small = await Promise.all([...files].map(async ([name, it]) => [name, it.length, await packed(it)] as const));
  return transaction(db, async (client) => {
    await client.query(`DELETE FROM imports WHERE NOT (${OPEN}) AND changed_at < $1`, [new Date(source.at - KEPT_MS)]);
    const how = [asked.kind, asked.checkOnly, asked.acceptWarnings, sha256];
    const [made] = await rows<{ id: number }>(
      client,
      `INSERT INTO imports (kind, check_only, accept_warnings, sha256, state, asked_at, asked_by, changed_at)
       VALUES ($1, $2, $3, $4, 'waits', $5, $6, $5) ON CONFLICT DO NOTHING RETURNING import_id AS id`,
      [...how, new Date(source.at), source.actor],
    );
    if (!made) {
      const [known] = await rows<{ id: number }>(
        client,
        `SELECT import_id AS id FROM imports
         WHERE kind = $1 AND check_only = $2 AND accept_warnings = $3 AND sha256 = $4 AND ${OPEN}`,
        how,
      );
      return { id: known!.id, news: false };
    }
    for (const [name, size, bytes] of small)
      await client.query('INSERT INTO import_files (import_id, name, size, bytes_sealed) VALUES ($1, $2, $3, $4)', [
        ...[made.id, name, size],
        seal.seal(bytes.toString('base64'), 'import_files.bytes_sealed', made.id, name),
      ]);
    await noteFact(client, source, 'book uploaded', `import/${made.id}`, {
      ...asked,
      sha256,
      files: [...files.keys()],
    });
    return { id: made.id, news: true };
  });
}

/** Its files, one after the other. */
export async function* importFiles(sql: Sql, seal: Seal, id: number): AsyncGenerator<{ name: string; bytes: Buffer }> {
  const names = await rows<{ name: string }>(sql, 'SELECT name FROM import_files WHERE import_id = $1 ORDER BY name', [
    id,
  ]);
  for (const { name } of names) {
    const [file] = await rows<{ sealed: Buffer | null }>(
      sql,
      'SELECT bytes_sealed AS sealed FROM import_files WHERE import_id = $1 AND name = $2',
      [id, name],
    );
    const text = seal.open(file!.sealed!, 'import_files.bytes_sealed', id, name);
    yield { name, bytes: await unpacked(Buffer.from(text, 'base64')) };
  }
}

/** Those that are not read yet, in the order in which they came. */
export const openImports = (sql: Sql): Promise<Import[]> =>
  rows(sql, `SELECT ${SHOWN} FROM imports WHERE ${OPEN} ORDER BY import_id`);

/** The newest first, after one; 0: from the newest. */
export const listImports = (sql: Sql, after: number, limit: number): Promise<Import[]> =>
  rows(sql, `SELECT ${SHOWN} FROM imports WHERE $1::bigint = 0 OR import_id < $1 ORDER BY import_id DESC LIMIT $2`, [
    after,
    limit,
  ]);

/** With what became of it; null: there is none of that number. */
export async function importOf(sql: Sql, seal: Seal, id: number): Promise<(Import & { result: unknown }) | null> {
  const [found] = await rows<Import & { sealed: Buffer | null }>(
    sql,
    `SELECT ${SHOWN}, result_sealed AS sealed FROM imports WHERE import_id = $1`,
    [id],
  );
  if (!found) return null;
  const { sealed, ...it } = found;
  return { ...it, result: sealed && JSON.parse(seal.open(sealed, 'imports.result_sealed', id)) };
}

/** It is being read, from the beginning. */
export async function beginImport(sql: Sql, id: number, at: Moment): Promise<void> {
  await sql.query(
    `UPDATE imports SET state = 'reading', tries = tries + 1, file = NULL, rows = NULL, changed_at = $2 WHERE import_id = $1 AND ${OPEN}`,
    [id, new Date(at)],
  );
}

export async function noteRead(sql: Sql, id: number, file: string, read: number, at: Moment): Promise<void> {
  await sql.query(
    `UPDATE imports SET file = $2, rows = $3, changed_at = $4 WHERE import_id = $1 AND state = 'reading'`,
    [id, file, read, new Date(at)],
  );
}

/** It is over, and its files are gone. In the transaction by which the book was taken, so that both are so, or neither. */
export async function endImport(
  sql: Sql,
  seal: Seal,
  { id, state, result }: { id: number; state: 'taken' | 'checked' | 'refused'; result: unknown },
  at: Moment,
): Promise<void> {
  const sealed = seal.seal(JSON.stringify(result), 'imports.result_sealed', id);
  await sql.query(
    `UPDATE imports SET state = $2, result_sealed = $3, file = NULL, rows = NULL, changed_at = $4 WHERE import_id = $1 AND ${OPEN}`,
    [id, state, sealed, new Date(at)],
  );
  await sql.query('DELETE FROM import_files WHERE import_id = $1', [id]);
}
