import { beforeEach, expect, it } from 'vitest';
import { momentAt } from '../../../src/domain/time/dates.js';
import { rows } from '../../../src/store/base/connection/database.js';
import { createSeal } from '../../../src/store/base/seal.js';
import { recordPayment } from '../../../src/store/facts/payments.js';
import { listCollateral } from '../../../src/store/lists/collateral-list.js';
import { enterCollateral } from '../../../src/store/loans/collateral.js';
import { recordTaskDone } from '../../../src/store/work/task-done.js';
import { freshDatabase } from '../../book/fresh-database.js';
import { addLoans } from '../../support/loans.js';

const db = freshDatabase();
const seal = createSeal(Buffer.alloc(32).toString('base64'));
const by = { actor: 'RM1', at: momentAt('2026-03-10', '10:00') };
const list = (of: object = {}) => listCollateral(db().pool, of, by.at);

beforeEach(async () => {
  const due = [{ dueOn: '2026-06-20', amount: 600_000 }];
  const loans = ['L1', 'L2'].map((loan) => ({ loan, borrower: 'B1', plan: '08-manufacturing', instalments: due }));
  await addLoans(
    db(),
    seal,
    [...loans, { loan: 'L3', borrower: 'B3', instalments: due }],
    momentAt('2026-03-01', '09:00'),
  );
  const thing = { borrower: 'B1', kind: '厂房', value: 1_000_000, valuedOn: '2026-01-05' };
  await enterCollateral(db(), { ...thing, collateral: 'C1', loans: ['L1', 'L2', 'L3'] }, by);
  await enterCollateral(db(), { borrower: 'B1', kind: '设备', collateral: 'C2', loans: ['L2'] }, by);
});

it('what is owed of all open loans that a thing secures stands against what it is worth', async () => {
  expect(await list()).toMatchObject([
    { collateral: 'C1', loans: ['L1', 'L2', 'L3'], value: 1_000_000, outstanding: 1_800_000, loanToValue: 1.8 },
    { collateral: 'C2', loans: ['L2'], value: null, outstanding: 600_000, loanToValue: null },
  ]);
  expect((await list({ loan: 'L2' })).map((it) => it.collateral)).toEqual(['C1', 'C2']);
  expect((await list({ loan: 'L3' })).map((it) => it.collateral)).toEqual(['C1']);
  const paid = { loan: 'L3', reference: 'P', amount: 200_000, paidOn: '2026-03-09' };
  await recordPayment(db(), paid, by);
  expect((await list())[0]).toMatchObject({ outstanding: 1_600_000, loanToValue: 1.6 });
});

it('P8.4: the record of a valuation says what the thing is worth from then on, and all its loans hear of it', async () => {
  await db().pool.query('DELETE FROM nudges');
  await db().pool.query(
    `INSERT INTO tasks (task_id, loan_id, collateral_id, kind, role, rule, why, opened_at, due_at, form, sets)
     VALUES ('L1/valuation', 'L1', 'C1', 'valuation', 'risk-manager', 'P8.4', '', now(), now(), '{评估价值}', '{"value": "评估价值"}')`,
  );
  const done = (value: string) =>
    recordTaskDone(db(), { task: 'L1/valuation', record: {}, answers: { 评估价值: value } }, by);
  await expect(done('八百万')).rejects.toThrow('评估价值');
  expect(await done('8000.00')).toBe(true);
  expect((await list())[0]).toMatchObject({ value: 800_000, valuedOn: '2026-03-10' });
  const told = await rows<{ subject: string }>(
    db().pool,
    `SELECT DISTINCT subject FROM nudges WHERE kind = 'loan' ORDER BY subject`,
  );
  expect(told.map((it) => it.subject)).toEqual(['L1', 'L2', 'L3']);
});
