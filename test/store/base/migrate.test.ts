import { expect, it } from 'vitest';
import { rows } from '../../../src/store/base/connection/database.js';
import { deployMigrations } from '../../../src/store/base/migrate.js';
import { freshDatabase } from '../../book/fresh-database.js';
import { until } from '../../support/until.js';

const db = freshDatabase();

it('who waited while another deployed finds what that one applied, though nothing was there when it began', async () => {
  await db().pool.query('ALTER TABLE _prisma_migrations RENAME TO not_there_yet');
  const other = await db().pool.connect();
  await other.query('BEGIN; SELECT pg_advisory_xact_lock(4711001)');
  const waiting = deployMigrations(db());
  await until('it waits for the lock', async () => {
    const locks = await rows(other, `SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`);
    return locks.length === 1;
  });
  await other.query('ALTER TABLE not_there_yet RENAME TO _prisma_migrations; COMMIT');
  other.release();
  expect(await waiting).toEqual([]);
});
