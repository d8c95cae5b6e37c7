import { expect, it } from 'vitest';
import { momentAt } from '../../../src/domain/time/dates.js';
import { rows } from '../../../src/store/base/connection/database.js';
import { noteFindings } from '../../../src/store/proof/break-task.js';
import type { Finding } from '../../../src/store/proof/finding.js';
import { freshDatabase } from '../../book/fresh-database.js';

const db = freshDatabase();
let at = momentAt('2026-12-01', '03:20');
const found = (...where: string[]) =>
  noteFindings(
    db(),
    {
      leaves: 9,
      ...{ heads: 1, stamped: 0 },
      things: 9,
      waiting: 0,
      findings: where.map((it): Finding => ({ what: 'changed', where: it, says: 'x' })),
    },
    ++at,
    at,
  );
const tasks = () =>
  rows<{ owner: string | null; status: string; first: string }>(
    db().pool,
    `SELECT owner, status, because->>'first' AS first FROM tasks WHERE kind = 'record-broken' ORDER BY opened_at, status`,
  );
const end = () => db().pool.query(`UPDATE tasks SET status = 'done', ended_at = now()`);

it('a break is one task of an auditor, not one each night', async () => {
  const { pool } = db();
  await pool.query(`INSERT INTO staff (staff_id, roles) VALUES ('AU1', '{}'), ('AU2', '{}')`);
  await pool.query(
    `INSERT INTO users (staff_id, access, password_hash, must_change, made_at) VALUES ('AU1', '{auditor}', 'x', false, now()), ('AU2', '{ops}', 'x', false, now())`,
  );
  await found();
  expect(await tasks()).toEqual([]);
  await found('payments ["K3", 1]');
  await found('payments ["K3", 1]', 'loans ["L1"]');
  expect(await tasks()).toEqual([{ owner: 'AU1', status: 'open', first: 'payments ["K3", 1]' }]);
});

it('what was looked into opens none anew; something else does, and what comes back after it was gone', async () => {
  await found('head 3');
  await end();
  await found('head 3');
  expect((await tasks()).map((it) => it.status)).toEqual(['done']);
  await found('head 3', 'head 4');
  expect((await tasks()).map((it) => it.first).sort()).toEqual(['head 3', 'head 4']);
  await end();
  await found();
  await found('head 3');
  expect(await tasks()).toHaveLength(3);
});
