import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { type Database, rows } from './database.js';
import { projectPath } from './project-path.js';
import { sha256Of } from './sha256.js';

const LOCK = 4_711_001;

/**
 * Brings the database to the current schema, without the Prisma CLI (which wants to download an engine): the migrations
 * in order, each in one transaction, kept in Prisma's own table, so that `prisma migrate status` agrees.
 * Answers the names of those applied. Throws when an applied migration was changed afterwards.
 */
export async function deployMigrations(db: Database): Promise<string[]> {
  const folder = projectPath('prisma/migrations');
  const names = (await readdir(folder, { withFileTypes: true })).filter((it) => it.isDirectory()).map((it) => it.name);
  const client = await db.pool.connect();
  const applied: string[] = [];
  try {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    await client.query(`CREATE TABLE IF NOT EXISTS _prisma_migrations (
      id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, finished_at timestamptz, migration_name varchar(255) NOT NULL,
      logs text, rolled_back_at timestamptz, started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0)`);
    const known = new Map(
      (
        await rows<{ migration_name: string; checksum: string }>(
          client,
          'SELECT migration_name, checksum FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
        )
      ).map((row) => [row.migration_name, row.checksum]),
    );
    for (const name of names.sort()) {
      const sql = await readFile(`${folder}/${name}/migration.sql`, 'utf8');
      const checksum = sha256Of(sql);
      const before = known.get(name);
      if (before === checksum) continue;
      if (before !== undefined) throw new Error(`migration ${name} was changed after it had been applied`);
      await client.query('BEGIN');
      await client.query(sql);
      await client.query(
        'INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ($1, $2, $3, now(), 1)',
        [randomUUID(), checksum, name],
      );
      await client.query('COMMIT');
      applied.push(name);
    }
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [LOCK]).catch(() => undefined);
    client.release();
  }
  return applied;
}
