import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkBook, openBook } from '../../src/book/read-book.js';
import { type Files, withLine, withMore, writeBook } from './book.js';

const problemsOf = async (change: Files) => (await checkBook(writeBook(change))).listed;

async function rowsOf(file: 'borrowers' | 'loans' | 'payments', change: Files = {}) {
  const book = await openBook(writeBook(change));
  const rows = [];
  for await (const batch of book.rows(file)) rows.push(...batch);
  return rows;
}

test('a good book has no problems', async () => {
  expect(await checkBook(writeBook())).toEqual({ listed: [], count: 0 });
});

test('rows come as values, with the line they begin on', async () => {
  expect(await rowsOf('loans')).toMatchObject([
    {
      line: 2,
      row: {
        loan_id: 'L1',
        borrower_id: 'B1',
        plan: '04-personal',
        product: 'car',
        disbursed_on: '2026-01-10',
        principal: 200_000,
        annual_rate: '4.35',
        penalty_rate: '6.5',
        currency: 'CNY',
        collateral: null,
      },
    },
    { line: 3 },
  ]);
  expect((await rowsOf('loans'))[1]?.row).toMatchObject({
    principal: 100_000,
    annual_rate: null,
    currency: 'CNY',
    product: null,
  });
  expect((await rowsOf('borrowers'))[1]?.row).toMatchObject({ name: 'Lin, Zhao & Co. "Tea"', size: 'small' });
});

test('interfaces: a bad row is named by file, line and field', async () => {
  expect(await problemsOf(withLine('payments.csv', 3, 'P2,L2,2026-13-01,5.00'))).toEqual([
    'payments.csv:3 paid_on: not a date: 2026-13-01',
  ]);
});

test.each<[string, Files, string]>([
  [
    'a mail address that many servers do not take',
    withLine('contacts.csv', 3, 'B1,self,email,王@example.com,no'),
    'contacts.csv:3 address: has letters before the @ that many mail servers do not take (SMTPUTF8): "王@example.com"',
  ],
  [
    'what is no mail address',
    withLine('contacts.csv', 3, 'B1,self,email,b1 at example.com,no'),
    'contacts.csv:3 address: not a mail address such as name@bank.example: "b1 at example.com"',
  ],
  [
    'what is none of staff',
    { 'staff.csv': ['staff_id,name,roles,supervisor,branch,email', 'AM01,,account-manager,,,am01@host'] },
    'staff.csv:2 email: not a mail address such as name@bank.example: "am01@host"',
  ],
  [
    'a day that does not exist',
    withLine('loans.csv', 2, 'L1,B1,p,,2026-02-29,1.00,,,,'),
    'loans.csv:2 disbursed_on: not a date: 2026-02-29',
  ],
  [
    'a day in another form',
    withLine('payments.csv', 2, 'P1,L1,2026/02/10,1.00'),
    'payments.csv:2 paid_on: not a date: 2026/02/10',
  ],
  ['no day', withLine('payments.csv', 2, 'P1,L1,,1.00'), 'payments.csv:2 paid_on: missing'],
  [
    'three decimals',
    withLine('payments.csv', 2, 'P1,L1,2026-02-10,1.005'),
    'payments.csv:2 amount: not an amount such as 1060.00: 1.005',
  ],
  [
    'grouping',
    withLine('payments.csv', 2, 'P1,L1,2026-02-10,"1,060.00"'),
    'payments.csv:2 amount: not an amount such as 1060.00: 1,060.00',
  ],
  ['negative money', withLine('payments.csv', 2, 'P1,L1,2026-02-10,-1.00'), 'payments.csv:2 amount: negative: -1.00'],
  [
    'a payment of nothing',
    withLine('payments.csv', 2, 'P1,L1,2026-02-10,0.00'),
    'payments.csv:2 amount: not above zero: 0.00',
  ],
  [
    'no principal',
    withLine('instalments.csv', 4, 'L2,1,2026-02-11,,5.50,'),
    'instalments.csv:4 principal: missing: write 0.00 for nothing',
  ],
  [
    'a negative number of an instalment',
    withLine('instalments.csv', 4, 'L2,-1,2026-02-11,1.00,0.00,0.00'),
    'instalments.csv:4 seq: not a whole number from 0: -1',
  ],
  [
    'half an instalment',
    withLine('instalments.csv', 4, 'L2,1.5,2026-02-11,1.00,0.00,0.00'),
    'instalments.csv:4 seq: not a whole number from 0: 1.5',
  ],
  [
    'an unknown kind',
    withLine('borrowers.csv', 2, 'B1,persona,,,,,,,'),
    'borrowers.csv:2 kind: not one of person, enterprise: persona',
  ],
  ['no kind', withLine('borrowers.csv', 2, 'B1,,,,,,,,'), 'borrowers.csv:2 kind: missing'],
  [
    'an unknown language',
    withLine('borrowers.csv', 2, 'B1,person,,fr,,,,,'),
    'borrowers.csv:2 language: not one of zh-CN, en: fr',
  ],
  [
    'an unknown channel',
    withLine('contacts.csv', 2, 'B1,self,fax,1,yes'),
    'contacts.csv:2 channel: not one of sms, voice, email, wechat, push: fax',
  ],
  ['no consent', withLine('contacts.csv', 2, 'B1,self,sms,1,'), 'contacts.csv:2 consent: missing'],
  [
    'a consent that is neither',
    withLine('contacts.csv', 2, 'B1,self,sms,1,true'),
    'contacts.csv:2 consent: not one of yes, no: true',
  ],
  [
    'a rate below 0',
    withLine('loans.csv', 2, 'L1,B1,p,,2026-01-10,1.00,-4,,,'),
    'loans.csv:2 annual_rate: not a number from 0 such as 4.35: -4',
  ],
  [
    'a rate with a sign',
    withLine('loans.csv', 2, 'L1,B1,p,,2026-01-10,1.00,,4%,,'),
    'loans.csv:2 penalty_rate: not a number from 0 such as 4.35: 4%',
  ],
  [
    'an unknown form of currency',
    withLine('loans.csv', 2, 'L1,B1,p,,2026-01-10,1.00,,,yuan,'),
    'loans.csv:2 currency: not a currency such as CNY: yuan',
  ],
  ['no id', withLine('payments.csv', 2, ',L1,2026-02-10,1.00'), 'payments.csv:2 reference: missing'],
  ['an id of blanks', withLine('payments.csv', 2, '  ,L1,2026-02-10,1.00'), 'payments.csv:2 reference: missing'],
  [
    'a long id',
    withLine('payments.csv', 2, `${'P'.repeat(201)},L1,2026-02-10,1.00`),
    `payments.csv:2 reference: longer than 200 characters: ${'P'.repeat(20)}…`,
  ],
  [
    'a control character in an id',
    withLine('payments.csv', 2, 'P\u00071,L1,2026-02-10,1.00'),
    'payments.csv:2 reference: has a control character: "P\\u00071"',
  ],
  [
    'a NUL in a name',
    withLine('borrowers.csv', 2, 'B1,person,a\u0000b,,,,,,'),
    'borrowers.csv:2 name: has a control character: "a\\u0000b"',
  ],
  [
    'an id twice with other content',
    withMore('payments.csv', 'P1,L1,2026-02-10,1060.01'),
    'payments.csv:4 reference: P1 stands above with other content',
  ],
  [
    'an instalment twice with other content',
    withMore('instalments.csv', 'L1,2,2026-03-11,1000.00,30.00,0.00'),
    'instalments.csv:5 loan_id: L1 2 stands above with other content',
  ],
  [
    'a contact twice with another consent',
    withMore('contacts.csv', 'B1,self,sms,+8613800000001,no'),
    'contacts.csv:5 borrower_id: B1 self sms +8613800000001 stands above with other content',
  ],
  [
    'a loan without instalment',
    withMore('loans.csv', 'L3,B1,04-personal,,2026-01-10,1.00,,,,'),
    'loans.csv:4 loan_id: no instalment of L3 in instalments.csv',
  ],
  [
    'a missing cell',
    withLine('payments.csv', 2, 'P1,L1,2026-02-10'),
    'payments.csv:2 3 cells where the header has 4: is a comma missing, or one not within quotes?',
  ],
  [
    'a cell too many',
    withLine('payments.csv', 2, 'P1,L1,2026-02-10,1,060.00'),
    'payments.csv:2 5 cells where the header has 4: is a comma missing, or one not within quotes?',
  ],
  [
    'an unknown column',
    withLine('payments.csv', 1, 'reference,loan_id,paid_on,amounts'),
    'payments.csv:1 missing columns: amount; unknown columns: "amounts"',
  ],
  [
    'a column twice',
    withLine('payments.csv', 1, 'reference,loan_id,paid_on,amount,amount'),
    'payments.csv:1 columns that stand twice: amount',
  ],
  ['an empty file', { 'payments.csv': '' }, 'payments.csv:1 no header row'],
  [
    'an open quote',
    withLine('payments.csv', 3, 'P2,"L2,2026-02-11,0.01'),
    'payments.csv:3 a quote is opened here and not closed',
  ],
  [
    'a quote within a field',
    withLine('payments.csv', 3, 'P2,L"2",2026-02-11,0.01'),
    'payments.csv:3 a quote stands within a field that does not begin with one',
  ],
  [
    'something after a quote',
    withLine('payments.csv', 3, 'P2,"L2"x,2026-02-11,0.01'),
    'payments.csv:3 something stands after a closing quote (a quote within quotes is written twice)',
  ],
  [
    'an old-fashioned Mac file',
    { 'payments.csv': 'reference,loan_id,paid_on,amount\rP1,L1,2026-02-10,1.00' },
    'payments.csv:1 missing columns: amount; unknown columns: "amount\\rP1", "L1", "2026-02-10", "1.00"',
  ],
  ['no loans', { 'loans.csv': null }, 'loans.csv: missing'],
  ['no instalments', { 'instalments.csv': null }, 'instalments.csv: missing'],
  [
    'an unknown role',
    { 'staff.csv': ['staff_id,name,roles,supervisor,branch,email', 'S1,,cook,,,'] },
    expect.stringMatching(/^staff\.csv:2 roles: not one of account-manager, .*: cook$/),
  ],
  [
    'one who supervises themselves',
    { 'staff.csv': ['staff_id,name,roles,supervisor,branch,email', 'S1,,,S1,,'] },
    'staff.csv:2 supervisor: nobody supervises themselves',
  ],
])('a problem: %s', async (_, change, problem) => {
  expect(await problemsOf(change)).toEqual([problem]);
});

test('every bad field of a row is named, and a bad instalment is still an instalment of its loan', async () => {
  expect(await problemsOf(withLine('instalments.csv', 4, 'L2,x,2026-02-31,,0.00,0.00'))).toEqual([
    'instalments.csv:4 seq: not a whole number from 0: x',
    'instalments.csv:4 due_on: not a date: 2026-02-31',
    'instalments.csv:4 principal: missing: write 0.00 for nothing',
  ]);
});

test('interfaces: up to 50 problems are listed, and all are counted', async () => {
  const bad = Array.from({ length: 20_000 }, (_, n) => `Q${n},L1,2026-02-10,x`);
  const { listed, count } = await checkBook(writeBook(withMore('payments.csv', ...bad)));
  expect(count).toBe(20_000);
  expect(listed).toHaveLength(50);
  expect(listed[49]).toBe('payments.csv:53 amount: not an amount such as 1060.00: x');
});

test('the same row twice is one row, however its amount is written', async () => {
  const change = withMore('payments.csv', 'P1,L1,2026-02-10,1060', 'P1,L1,2026-02-10,1060.0');
  expect(await problemsOf(change)).toEqual([]);
  expect(await rowsOf('payments', change)).toHaveLength(2);
});

test('interfaces: borrowers.csv, contacts.csv and payments.csv may be missing', async () => {
  expect(await problemsOf({ 'borrowers.csv': null, 'contacts.csv': null, 'payments.csv': null })).toEqual([]);
});

test('a file whose name is misspelt is not passed over', async () => {
  const dir = writeBook({ 'payments.csv': null });
  writeFileSync(join(dir, 'Payments.csv'), '');
  writeFileSync(join(dir, 'README.md'), '');
  expect((await checkBook(dir)).listed).toEqual([expect.stringMatching(/^Payments\.csv: not a file of a book \(/)]);
});

test('a folder that is not there', async () => {
  expect((await checkBook('/no/such/book')).listed).toEqual(['/no/such/book: not a folder that can be read']);
});

test('names of loans, borrowers and plans that are not in the book are left to the database', async () => {
  expect(await problemsOf(withMore('payments.csv', 'P9,L9,2026-02-10,1.00'))).toEqual([]);
});
