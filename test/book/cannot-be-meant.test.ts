import { expect, test } from 'vitest';
import { importBook } from '../../src/book/import-book.js';
import { rows } from '../../src/store/base/connection/database.js';
import { createSeal } from '../../src/store/base/seal.js';
import { type Files, GOOD, withMore, writeBook } from './book.js';
import { freshDatabase } from './fresh-database.js';

const database = freshDatabase();
const NOW = Date.parse('2026-03-01T09:00:00+08:00');

const take = (files: Files, acceptWarnings = false) =>
  importBook(database(), createSeal('ab'.repeat(32)), writeBook({ ...BORROWERS, ...files }), {
    now: NOW,
    actor: 'ops/lin',
    acceptWarnings,
  });

/** A trade that everybody knows. */
const BORROWERS = { 'borrowers.csv': GOOD['borrowers.csv'].map((it) => it.replace(',tea,', ',C13,')) };

/** A book of the good one and a loan beside it. */
const withLoan = (loan: string, ...instalments: string[]): Files => ({
  ...withMore('loans.csv', loan),
  ...withMore('instalments.csv', ...instalments),
});

const warnings = async (files: Files) => {
  const taken = await take(files);
  return taken.ok ? taken.strange.listed : ['refused', ...taken.problems];
};

test('a good book has nothing that cannot be meant', async () => {
  expect(await warnings({})).toEqual([]);
});

test('case 12: what cannot be meant is named with line and field; where money would be wrong nothing is written', async () => {
  const taken = await take({
    ...withLoan('LSUM,B1,04-personal,,2026-01-20,1000000.00,435,,,', 'LSUM,1,2026-01-01,10.00,0.00,0.00'),
    'staff.csv': [
      'staff_id,name,roles,supervisor,branch,email',
      'AM01,,account-manager,AM02,,',
      'AM02,,account-manager,AM01,,',
    ],
  });
  expect(taken).toMatchObject({ ok: false, acceptable: true, count: 2 });
  if (taken.ok) return;
  expect(taken.problems).toEqual([
    'instalments.csv:5 due_on: 2026-01-01 is before the loan was paid out on 2026-01-20',
    'loans.csv:4 annual_rate: 435 is no rate in per cent a year: is the point missing?',
  ]);
  expect(taken.warnings.listed).toEqual([
    'loans.csv:4 principal: the instalments have a principal of 10.00 in all of the 1000000.00 that were lent: are some missing?',
    'staff.csv:2 supervisor: AM01 and AM02 supervise each other: work that goes up comes back',
    'staff.csv:3 supervisor: AM02 and AM01 supervise each other: work that goes up comes back',
  ]);
  expect(await rows(database().pool, 'SELECT FROM loans')).toEqual([]);
});

test('what somebody says is meant is taken in, and it is kept who said so of what', async () => {
  const files = withLoan('L3,B1,04-personal,,2026-01-20,1000.00,4.35,,,', 'L3,1,2026-02-20,2000.00,0,0');
  expect(await take(files)).toMatchObject({ ok: false });
  expect(await take(files, true)).toMatchObject({ ok: true, inserted: { loans: 3 } });
  const [noted] = await rows<{ actor: string; detail: object }>(
    database().pool,
    `SELECT actor, detail FROM audit_log WHERE what = 'import'`,
  );
  expect(noted).toMatchObject({
    actor: 'ops/lin',
    detail: {
      accepted: 1,
      warnings: [
        'loans.csv:4 principal: the instalments have a principal of 2000.00 in all, more than the 1000.00 that were lent',
      ],
    },
  });
  // The same rows again change nothing, and need nobody's word a second time.
  expect(await take(files)).toMatchObject({ ok: true, inserted: { loans: 0 }, strange: { count: 0 } });
});

test('a plan for others, a manager nobody knows, a payout to come, a share for a rate: the book comes in, and each is said', async () => {
  expect(
    await warnings({
      ...withLoan('L3,B2,04-personal,,2026-01-20,100.00,,,,', 'L3,1,2026-02-20,100.00,0,0'),
      'staff.csv': ['staff_id,name,roles,supervisor,branch,email', 'AM01,,account-manager,,,'],
    }),
  ).toEqual([
    'loans.csv:4 plan: 04-personal is for person, and B2 is an enterprise',
    'borrowers.csv:3 account_manager: AM02 is nobody in staff.csv or here: a borrower has an account manager of whom only this is known',
  ]);
});

test('years, fees and interest that nobody can mean are said, the last also where the book says no rate', async () => {
  const files = withMore(
    'loans.csv',
    'L3,B1,04-personal,,1926-01-20,100.00,,,,',
    'L4,B1,04-personal,,2026-01-20,100.00,,,,',
    'L5,B1,04-personal,,2026-01-20,0.00,,,,',
  );
  const dues = ['L3,1,1926-02-20,100.00,1.00,0', 'L4,1,2026-02-20,100.00,100.00,101.00', 'L5,1,2126-02-20,0.00,0.00,0'];
  expect(await warnings({ ...files, ...withMore('instalments.csv', ...dues) })).toEqual([
    'loans.csv:4 disbursed_on: 1926-01-20 is more than fifty years ago: is the year right?',
    'instalments.csv:6 fee: 101.00 in all, more than the 100.00 that were lent',
    'instalments.csv:6 interest: 100.00 in all, where 100 % a year of 100.00 until 2026-02-20 are 8.49',
    'instalments.csv:7 due_on: 2126-02-20 is more than fifty years after the payout: is the year right?',
    'loans.csv:6 principal: nothing was lent',
  ]);
});

test('a new instalment of a loan that is here is held against its payout too', async () => {
  expect(await take({})).toMatchObject({ ok: true });
  expect(await take(withMore('instalments.csv', 'L1,3,2026-01-09,0.00,1.00,0'))).toMatchObject({
    ok: false,
    problems: ['instalments.csv:5 due_on: 2026-01-09 is before the loan was paid out on 2026-01-10'],
  });
});

test('a payment of a hundred times what the whole schedule asks for is a warning, one of ninety-nine times is none', async () => {
  const owed = 1005.5;
  const paid = (reference: string, times: number) =>
    withMore('payments.csv', `${reference},L2,2026-02-12,${(owed * times).toFixed(2)}`);
  expect(await warnings(paid('P3', 99))).toEqual([]);
  expect(await warnings(paid('P4', 100))).toEqual([
    'payments.csv:4 amount: 100550.00, where L2 owes 1005.50 by its whole schedule: is the point missing?',
  ]);
});
