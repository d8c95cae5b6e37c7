import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { removePostgresData, startPostgres } from '../../src/embedded/postgres/postgres.js';
import { openDatabase } from '../../src/store/base/connection/database.js';
import { deployMigrations } from '../../src/store/base/migrate.js';
import { deployPlans } from '../../src/store/loans/plans.js';
import { keepLogFiles } from './run-logs.js';
import { serverSettings } from './server-settings.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Of its database `postloan`, which has schema and plans, and is only copied. */
    postgresUrl: string;
  }
}

/**
 * One PostgreSQL for all tests that do not stop theirs: made once, not once a file. What they write in stands in databases of
 * their own (`fresh-database.ts`). Set up after `watch-logs.ts`, it is taken down before it, and its log is searched too.
 */
export default async function onePostgres(project: TestProject): Promise<() => Promise<void>> {
  const dir = await mkdtemp(join(tmpdir(), 'postloan-postgres-'));
  const postgres = await startPostgres({ dir, durable: false, ...serverSettings() });
  const template = openDatabase(postgres.url);
  await deployMigrations(template);
  await deployPlans(template);
  await template.close();
  project.provide('postgresUrl', postgres.url);
  return async () => {
    await postgres.stop();
    keepLogFiles(join(dir, 'postgres.log'));
    await removePostgresData(dir);
  };
}
