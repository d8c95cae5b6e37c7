import { expect, it } from 'vitest';
import { importBook } from '../../src/book/import-book.js';
import { MOST_MONEY, MOST_OF_A_BOOK } from '../../src/domain/money/money.js';
import { momentAt } from '../../src/domain/time/dates.js';
import { measure } from '../../src/reports/figures/index.js';
import { createSeal } from '../../src/store/base/seal.js';
import { writeBook } from '../book/book.js';
import { freshDatabase } from '../book/fresh-database.js';

const database = freshDatabase();
const PARTS = [
  'portfolio',
  'movement',
  'trend',
  'collection',
  'contact',
  'tasks',
  'warnings',
  'complaints',
  'care',
  'maturities',
] as const;

it('every figure survives the largest book that is taken', async () => {
  const loans = Array.from({ length: MOST_OF_A_BOOK / MOST_MONEY }, (_, n) => `L${n}`);
  const most = '100000000000.00';
  const header = {
    loans: 'loan_id,borrower_id,plan,product,disbursed_on,principal,annual_rate,penalty_rate,currency,collateral',
    instalments: 'loan_id,seq,due_on,principal,interest,fee',
    payments: 'reference,loan_id,paid_on,amount',
  };
  const dir = writeBook({
    'borrowers.csv': null,
    'contacts.csv': null,
    'loans.csv': [header.loans, ...loans.map((id) => `${id},B,04-personal,,2026-01-10,${most},,,CNY,`)],
    'instalments.csv': [header.instalments, ...loans.map((id) => `${id},1,2026-02-10,${most},0.00,0.00`)],
    'payments.csv': [header.payments, ...loans.slice(0, 200).map((id) => `P-${id},${id},2026-03-01,${most}`)],
  });
  const taken = await importBook(database(), createSeal('ab'.repeat(32)), dir, {
    now: momentAt('2026-03-05', '09:00'),
    actor: 'test',
  });
  expect(taken).toMatchObject({ ok: true, inserted: { loans: 400 } });
  // With us before the period: its beginning has all that is not paid yet.
  await database().pool.query('UPDATE loans SET taken_in_at = disbursed_on');
  const figures = await measure(
    database(),
    { plan: '04-personal', currency: 'CNY', from: '2026-03-01', asOf: '2026-03-31' },
    PARTS,
  );
  const { portfolio } = figures;
  expect(portfolio.before).toMatchObject({ outstanding: MOST_OF_A_BOOK, overdue: MOST_OF_A_BOOK });
  expect(portfolio.groups.kind).toMatchObject([{ key: 'person', outstanding: MOST_OF_A_BOOK / 2 }]);
  const numbers = JSON.stringify(figures)
    .match(/(?<=[:,[])-?\d+(\.\d+)?(e[+-]?\d+)?/g)!
    .map(Number);
  expect(numbers.filter((it) => Math.abs(it) > Number.MAX_SAFE_INTEGER)).toEqual([]);
});
