import { expect, it } from 'vitest';
import { recordFaults } from '../../../src/cli/doctor/doctor-record.js';
import { momentAt } from '../../../src/domain/time/dates.js';
import { freshDatabase } from '../../book/fresh-database.js';

const db = freshDatabase();
const look = async (day: string) => {
  const { faults } = await recordFaults(
    db().pool,
    { key: null, witnesses: [], authority: null },
    momentAt(day, '12:00'),
  );
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
