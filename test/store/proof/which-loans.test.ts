import { beforeEach, expect, it } from 'vitest';
import { momentAt } from '../../../src/domain/time/dates.js';
import { createSeal } from '../../../src/store/base/seal.js';
import { noteFact } from '../../../src/store/facts/facts.js';
import { exportPerson } from '../../../src/store/people/person-export.js';
import { type Which, whichLoans } from '../../../src/store/proof/which-loans.js';
import { freshDatabase } from '../../book/fresh-database.js';
import { addLoans } from '../../support/loans.js';

const db = freshDatabase();
const seal = createSeal('ab'.repeat(32));
const AT = momentAt('2026-12-01', '09:00');
const LOANS = ['L1', 'L2', 'L3', 'L4', 'L5', 'L6'];
const which = (asked: Partial<Which>) =>
  whichLoans(db().pool, { borrower: null, from: null, until: null, sample: null, ...asked });

beforeEach(async () => {
  const loan = (name: string) => ({ loan: name, instalments: [{ dueOn: '2026-12-20', amount: 100_000 }] });
  await addLoans(db(), seal, LOANS.map(loan), AT);
});

it('of a borrower, of a period by what was decided, first day in and last day out', async () => {
  expect(await which({ borrower: 'B-L2' })).toEqual(['L2']);
  await db().pool.query(
    `INSERT INTO diary (kind, subject, entry, at, acted_at, what, rule, because, dpd, stage, plan_version, detail) VALUES
     ('loan', 'L3', 'a', $1, $1, 'stage', 'P4.2', '{"code": "paid-in-full"}', 0, 'current', 1, '{}'), ('loan', 'L4', 'a', $2, $2, 'stage', 'P4.2', '{"code": "paid-in-full"}', 0, 'current', 1, '{}')`,
    [new Date(momentAt('2026-12-05', '00:00')), new Date(momentAt('2026-12-06', '00:00'))],
  );
  expect(await which({ from: '2026-12-05', until: '2026-12-06' })).toEqual(['L3']);
  expect(await which({ from: '2026-12-06' })).toEqual(['L4']);
});

it('drawn by a seed: the same again, another with another, a larger one begins with the smaller', async () => {
  const drawn = (size: number, seed: string) => which({ sample: { size, seed } });
  const three = await drawn(3, '2026-Q4');
  expect(new Set(three).size).toBe(3);
  expect(await drawn(3, '2026-Q4')).toEqual(three);
  expect((await drawn(6, '2026-Q4')).slice(0, 3)).toEqual(three);
  const orders = new Set(await Promise.all(['a', 'b', 'c', 'd'].map(async (seed) => (await drawn(6, seed)).join())));
  expect(orders.size).toBeGreaterThan(1);
  expect((await drawn(9, 'x')).sort()).toEqual(LOANS);
});

it('a person’s own file has what was noted of their warnings and cases', async () => {
  const { pool } = db();
  await pool.query(
    `INSERT INTO warnings (warning_id, borrower_id, loan_id, level, source, indicator, opened_at, rule) VALUES ('W1', 'B-L1', 'L1', 'red', 'x', 'x', now(), 'x')`,
  );
  await pool.query(
    `INSERT INTO cases (case_id, loan_id, kind, rule, why, effect, opened_at) VALUES ('L1/grace/1', 'L1', 'grace', 'S5', '', 'pause', now())`,
  );
  const source = { actor: 'test', at: AT };
  for (const subject of ['warning/W1', 'case/L1/grace/1', 'warning/W2'])
    await noteFact(pool, source, 'noted', subject, {});
  const { audit_log } = (await exportPerson(db(), seal, 'B-L1', 'asked', source)).records;
  expect(audit_log!.filter((it) => it.what === 'noted').map((it) => it.subject)).toEqual([
    'warning/W1',
    'case/L1/grace/1',
  ]);
});
