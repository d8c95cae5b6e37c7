import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { importBook } from '../../src/book/import-book.js';
import { rows, transaction } from '../../src/store/base/connection/database.js';
import { LONG } from '../../src/store/base/connection/session.js';
import { createSeal } from '../../src/store/base/seal.js';
import { openComplaint } from '../../src/store/work/complaints.js';
import { withMore, writeBook } from '../book/book.js';
import { freshDatabase } from '../book/fresh-database.js';

/** A database as no lender should have it, and some do. */
const database = freshDatabase({
  timezone: 'Asia/Shanghai',
  datestyle: 'German, DMY',
  intervalstyle: 'sql_standard',
  bytea_output: 'escape',
  default_transaction_isolation: 'repeatable read',
  statement_timeout: '300ms',
  lock_timeout: '100ms',
  idle_in_transaction_session_timeout: '200ms',
});
const seal = createSeal('ab'.repeat(32));
const NOW = Date.parse('2026-11-30T10:00:00Z');
const take = (dir: string) => importBook(database(), seal, dir, { now: NOW, actor: 'test' });

test('a moment is the same whoever reads it', async () => {
  const db = database();
  await take(writeBook());
  await openComplaint(db, seal, { id: 'C1', borrower: 'B1', text: 'x' }, { actor: 'test', at: NOW });
  const [bySql] = await rows<{ at: number }>(db.pool, 'SELECT opened_at AS at FROM complaints');
  expect(new Date(bySql!.at)).toEqual(new Date(NOW));
  expect((await db.prisma.complaints.findFirstOrThrow()).opened_at).toEqual(new Date(NOW));
  expect(await rows(db.pool, `SELECT date '2026-11-30' AS day`)).toEqual([{ day: '2026-11-30' }]);
});

test('what was sealed is read back', async () => {
  const db = database();
  await take(writeBook());
  const [row] = await rows<{ name: Buffer }>(
    db.pool,
    `SELECT name_sealed AS name FROM borrowers WHERE borrower_id = 'B1'`,
  );
  expect(seal.open(row!.name, 'borrowers.name_sealed', 'B1')).toBe('王小明');
  const { name_sealed, borrower_id } = await db.prisma.borrowers.findFirstOrThrow();
  expect(seal.open(name_sealed!, 'borrowers.name_sealed', borrower_id)).toBe('王小明');
});

test('two imports at once: the second waits for the first, however long, and finds its rows there', async () => {
  const db = database();
  const dir = writeBook();
  const lock = await db.pool.connect();
  await lock.query(`BEGIN; SET LOCAL idle_in_transaction_session_timeout = 0`);
  await lock.query('SELECT pg_advisory_xact_lock(4711002)');
  const both = Promise.all([take(dir), take(writeBook(withMore('borrowers.csv', 'B3,person,,,,,,,')))]);
  await sleep(1_000);
  await lock.query('COMMIT');
  lock.release();
  const [one, other] = await both;
  expect(one).toMatchObject({ ok: true });
  expect(other).toMatchObject({ ok: true });
  expect(await rows(db.pool, 'SELECT borrower_id FROM borrowers')).toHaveLength(3);
});

test('a long transaction may take its time, and pause', async () => {
  await transaction(
    database(),
    async (client) => {
      await client.query('SELECT pg_sleep(0.5)');
      await sleep(400);
      await client.query('SELECT 1');
    },
    LONG,
  );
});

test('connections bear our name', async () => {
  expect(await rows(database().pool, `SELECT current_setting('application_name') AS name`)).toEqual([
    { name: 'postloan' },
  ]);
});
