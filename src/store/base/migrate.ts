import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { projectPath } from '../../library/project-path.js';
import { type Database, rows, type Sql, transaction } from './connection/database.js';
import { LONG } from './connection/session.js';
import { sha256Of } from './sha256.js';

/** The number of an advisory lock; any will do that nothing else in the database uses (src/book/import-book.ts has the next). */
const LOCK = 4_711_001;

/**
 * Brings the database to the current schema, without the Prisma CLI (which wants to download an engine): the migrations
 * in order, each in one transaction, kept in Prisma's own table, so that `prisma migrate status` agrees. Two at once: the
 * one waits for the other, by a lock that lives in the transaction and so keeps to it through a pooler as well.
 * Answers the names of those applied. Throws when an applied migration was changed afterwards.
 */
export async function deployMigrations(db: Database): Promise<string[]> {
  const folder = projectPath('prisma/migrations');
  const names = (await readdir(folder, { withFileTypes: true })).filter((it) => it.isDirectory()).map((it) => it.name);
  const applied: string[] = [];
  for (const name of names.sort()) {
    const sql = await readFile(`${folder}/${name}/migration.sql`, 'utf8');
    if (await isApplied(db.pool, name, sql)) continue;
    const now = await transaction(
      db,
      async (client) => {
        await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
        // Prisma looks for the tables there, whatever the role's search_path.
        await client.query('SET LOCAL search_path TO public');
        // Before the table is read: a connection that had to wait for the lock may have cached that it does not exist.
        await client.query(TABLE);
        if (await isApplied(client, name, sql)) return false;
        await client.query(sql);
        await client.query(
          'INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ($1, $2, $3, now(), 1)',
          [randomUUID(), sha256Of(sql), name],
        );
        return true;
      },
      LONG,
    );
    if (now) applied.push(name);
  }
  return applied;
}

const TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, finished_at timestamptz, migration_name varchar(255) NOT NULL,
  logs text, rolled_back_at timestamptz, started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0)`;

async function isApplied(sql: Sql, name: string, text: string): Promise<boolean> {
  const [table] = await rows<{ there: boolean }>(
    sql,
    `SELECT to_regclass('public._prisma_migrations') IS NOT NULL AS there`,
  );
  if (!table!.there) return false;
  const [known] = await rows<{ checksum: string }>(
    sql,
    'SELECT checksum FROM public._prisma_migrations WHERE migration_name = $1 AND finished_at IS NOT NULL AND rolled_back_at IS NULL',
    [name],
  );
  if (known && known.checksum !== sha256Of(text))
    throw new Error(`migration ${name} was changed after it had been applied`);
  return known !== undefined;
}
