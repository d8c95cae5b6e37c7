import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, afterEach, beforeEach, inject } from 'vitest';
import { type Database, openDatabase } from '../../src/store/base/connection/database.js';

const named = (database: string) => Object.assign(new URL(inject('postgresUrl')), { pathname: database }).href;

async function asOwner(...statements: string[]): Promise<void> {
  const admin = new pg.Client({ connectionString: named('postgres') });
  await admin.connect();
  try {
    for (const statement of statements) await admin.query(statement);
  } finally {
    await admin.end();
  }
}

/** A new database with schema, plans and these settings, on the PostgreSQL that tests share. */
export async function copyOfDatabase(
  settings: Record<string, string> = {},
): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await asOwner(
    `CREATE DATABASE ${name} TEMPLATE postloan`,
    ...Object.entries(settings).map(([setting, value]) => `ALTER DATABASE ${name} SET ${setting} = '${value}'`),
  );
  return { url: named(name), drop: () => asOwner(`DROP DATABASE ${name} WITH (FORCE)`) };
}

/** A real database with schema, plans and these settings, a new one for each test. */
export function freshDatabase(settings: Record<string, string> = {}): () => Database {
  let db: Database;
  const made: { drop(): Promise<void> }[] = [];
  // Not emptied but made anew, since its log takes no deletion.
  beforeEach(async () => {
    const copy = await copyOfDatabase(settings);
    made.push(copy);
    db = openDatabase(copy.url, 4);
  });
  afterEach(() => db.close());
  afterAll(async () => {
    for (const it of made) await it.drop();
  });
  return () => db;
}
