import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { type Postgres, removePostgresData, startPostgres } from '../../src/embedded/postgres.js';
import { type Database, openDatabase } from '../../src/store/database.js';
import { deployMigrations } from '../../src/store/migrate.js';
import { deployPlans } from '../../src/store/plans.js';
import { keepLogFiles } from '../support/run-logs.js';

/** A real PostgreSQL for the tests of a file, and in it a new database with schema and plans for each test. */
export function freshDatabase(): () => Database {
  let dir: string;
  let postgres: Postgres;
  let db: Database;
  let made = 0;
  const named = (database: string) => Object.assign(new URL(postgres.url), { pathname: database }).href;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'postloan-import-'));
    postgres = await startPostgres({ dir, durable: false });
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
    await admin.end();
    db = openDatabase(named(name), 4);
  });
  afterEach(() => db.close());
  return () => db;
}
