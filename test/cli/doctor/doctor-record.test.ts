import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { expect, it } from 'vitest';
import { recordFaults } from '../../../src/cli/doctor/doctor-record.js';
import { momentAt } from '../../../src/domain/time/dates.js';
import { appendToRecord } from '../../../src/store/proof/append.js';
import { signHead } from '../../../src/store/proof/heads/heads.js';
import { freshDatabase } from '../../book/fresh-database.js';

const db = freshDatabase();
const look = async (day: string, time = '12:00', key: KeyObject | null = null) => {
  const { faults } = await recordFaults(db().pool, { key, witnesses: [], authority: null }, momentAt(day, time));
  return faults;
};

it('a record that nobody compares is a fault after two days, also where the list of comparisons was emptied', async () => {
  expect(await look('2026-12-05')).toEqual([]);
  await db().pool.query(`INSERT INTO record_heads (size, at, envelope) VALUES (1, '2026-12-01T12:00+08:00', '{}')`);
  expect(await look('2026-12-03')).toEqual([]);
  expect(await look('2026-12-04')).toEqual([expect.stringContaining('no comparison of it is known')]);
  await db().pool.query(`INSERT INTO record_checks (at, size, findings) VALUES ('2026-12-04T03:20+08:00', 1, '[]')`);
  expect(await look('2026-12-04')).toEqual([]);
  expect(await look('2026-12-08')).toEqual([expect.stringContaining('last compared')]);
});

it('what no head has signed after three hours is a fault, where there is a key', async () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const { pool } = db();
  const at = momentAt('2026-12-05', '12:00');
  expect(await look('2026-12-06', '12:00', privateKey)).toEqual([]);
  await appendToRecord(db(), at);
  expect(await look('2026-12-05', '15:00', privateKey)).toEqual([]);
  const unsigned = expect.stringContaining('what it has since 2026-12-05T12:00:00+08:00 is not signed');
  expect(await look('2026-12-05', '15:01', privateKey)).toEqual([unsigned]);
  expect(await look('2026-12-05', '15:01')).toEqual([]);
  await signHead(db(), privateKey, at);
  expect(await look('2026-12-05', '15:01', privateKey)).toEqual([]);
  // A later change waits for a head of its own.
  await pool.query(
    `INSERT INTO audit_log (at, actor, what, subject, detail) VALUES (now(), 'ops/test', 'looked', 'loan/L1', '{}')`,
  );
  await appendToRecord(db(), at + 3_600_000);
  expect(await look('2026-12-05', '16:01', privateKey)).toEqual([expect.stringContaining('since 2026-12-05T13:00:00')]);
});
