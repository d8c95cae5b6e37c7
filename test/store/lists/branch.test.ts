import { expect, it } from 'vitest';
import { momentAt } from '../../../src/domain/time/dates.js';
import { rows } from '../../../src/store/base/connection/database.js';
import { createSeal } from '../../../src/store/base/seal.js';
import { listComplaints } from '../../../src/store/lists/complaint-list.js';
import { pageOfLoans, worstLoans } from '../../../src/store/lists/loan-list.js';
import { listCases, listTasks, listWarnings } from '../../../src/store/lists/work-list.js';
import { freshDatabase } from '../../book/fresh-database.js';
import { addLoans } from '../../support/loans.js';

const db = freshDatabase();
const seal = createSeal(Buffer.alloc(32).toString('base64'));
const NOW = momentAt('2026-11-24', '12:00');
const move = (branch: string | null) =>
  db().pool.query(`UPDATE borrowers SET branch = $1 WHERE borrower_id = 'B-L1'`, [branch]);

/** What of each list a branch sees. */
async function seenBy(branch: string) {
  const { pool } = db();
  const sight = { scope: 'branch', of: branch } as const;
  const page = { after: '', limit: 50 };
  return [
    (await pageOfLoans(pool, seal, { sight }, page, NOW)).length,
    (await listWarnings(pool, seal, { sight, page }, NOW)).length,
    (await listCases(pool, seal, { sight, page }, NOW)).length,
    (await listComplaints(pool, seal, { sight, page, open: false, overdue: false }, NOW)).length,
    (await listTasks(pool, seal, { sight, page: { ...page, afterDue: null } }, NOW)).length,
  ];
}

it('a borrower who comes to another branch takes along all that lists say is of a branch, and the record is not told of it twice', async () => {
  const instalments = [{ dueOn: '2026-12-20', amount: 100_000 }];
  await addLoans(
    db(),
    seal,
    [
      { loan: 'L1', instalments },
      { loan: 'L2', instalments },
    ],
    momentAt('2026-11-01', '12:00'),
  );
  await move('north');
  for (const insert of [
    `warnings (warning_id, borrower_id, loan_id, level, source, indicator, rule, opened_at) VALUES ('W1', 'B-L1', 'L1', 'red', 'core', 'turnover', 'P1.3', now())`,
    `cases (case_id, loan_id, kind, rule, why, effect, opened_at) VALUES ('C1', 'L1', 'grace', 'P4.7', 'asked for', 'pause', now())`,
    `complaints (complaint_id, borrower_id, text_sealed, opened_at, solve_due, due_assumed) VALUES ('K1', 'B-L1', '', now(), now(), false)`,
    `tasks (task_id, loan_id, kind, role, rule, why, opened_at, due_at) VALUES ('L1/call', 'L1', 'call', 'account-manager', 'P4.5', 'overdue', now(), now())`,
  ])
    await db().pool.query(`INSERT INTO ${insert}`);
  expect([await seenBy('north'), await seenBy('south')]).toEqual([
    [1, 1, 1, 1, 1],
    [0, 0, 0, 0, 0],
  ]);
  await db().pool.query('DELETE FROM record_changes');
  await move('south');
  expect([await seenBy('north'), await seenBy('south')]).toEqual([
    [0, 0, 0, 0, 0],
    [1, 1, 1, 1, 1],
  ]);
  expect(await rows(db().pool, 'SELECT tbl FROM record_changes')).toEqual([{ tbl: 'borrowers' }]);
  await move(null);
  expect(await seenBy('south')).toEqual([0, 0, 0, 0, 0]);
});

it('the worst of a book come first, whether their workflows have looked at them since or not', async () => {
  const overdue = (loan: string, dueOn: string, amount: number) => ({ loan, instalments: [{ dueOn, amount }] });
  await addLoans(
    db(),
    seal,
    [
      overdue('L1', '2026-11-20', 100),
      overdue('L2', '2026-09-20', 100),
      overdue('L3', '2026-11-20', 900),
      overdue('L4', '2026-12-20', 100),
    ],
    momentAt('2026-09-01', '12:00'),
  );
  const worst = async (limit: number) => (await worstLoans(db().pool, seal, {}, limit, NOW)).map((it) => it.loan);
  expect(await worst(50)).toEqual(['L2', 'L3', 'L1']);
  expect(await worst(1)).toEqual(['L2']);
  const seen = (loan: string, since: string) =>
    db().pool.query(
      `UPDATE loans SET stage = 'friendly', stage_entered_at = now(), delinquency = $2 WHERE loan_id = $1`,
      [loan, since],
    );
  await seen('L2', '2026-09-20');
  await seen('L1', '2026-11-20');
  expect(await worst(2)).toEqual(['L2', 'L1']);
  // One that has paid since is none of them, although nobody has looked at it again.
  await db().pool.query(
    `INSERT INTO payments (reference, loan_id, paid_on, amount, recorded_at) VALUES ('P1', 'L2', '2026-11-24', 100, now())`,
  );
  expect(await worst(2)).toEqual(['L3', 'L1']);
  expect(await worst(1)).toEqual(['L1']);
});
