import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { type Postgres, removePostgresData, startPostgres } from '../../src/embedded/postgres/postgres.js';
import { type Database, openDatabase } from '../../src/store/base/connection/database.js';
import { deployMigrations } from '../../src/store/base/migrate.js';
import { deployPlans } from '../../src/store/loans/plans.js';
import { keepLogFiles } from '../support/run-logs.js';
import { serverSettings } from '../support/server-settings.js';

/** A real PostgreSQL for the tests of a file, and in it a new database with schema, plans and these settings for each test. */
export function freshDatabase(settings: Record<string, string> = {}): () => Database {
  let dir: string;
  let postgres: Postgres;
  let db: Database;
  let made = 0;
  const named = (database: string) => Object.assign(new URL(postgres.url), { pathname: database }).href;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'postloan-import-'));
    postgres = await startPostgres({ dir, durable: false, ...serverSettings() });
    const template = openDatabase(postgres.url);
    await deployMigrations(template);
    await deployPlans(template);
    await template.close();
  });
  afterAll(async () => {
    await postgres?.stop();
    keepLogFiles(join(dir, 'postgres.log'));
    await removePostgresData(dir);
  });
  // Not emptied but made anew, since its log takes no deletion.
  beforeEach(async () => {
    const name = `test${made++}`;
    const admin = new pg.Client({ connectionString: named('postgres') });
    await admin.connect();
    await admin.query(`CREATE DATABASE ${name} TEMPLATE postloan`);
    for (const [setting, value] of Object.entries(settings))
      await admin.query(`ALTER DATABASE ${name} SET ${setting} = '${value}'`);
    await admin.end();
    db = openDatabase(named(name), 4);
  });
  afterEach(() => db.close());
  return () => db;
}
