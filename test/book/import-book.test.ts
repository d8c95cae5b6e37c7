import { beforeEach, expect, test } from 'vitest';
import { importBook } from '../../src/book/import-book.js';
import { soughtForm } from '../../src/domain/entry/said.js';
import { type Database, rows } from '../../src/store/base/connection/database.js';
import { createSeal } from '../../src/store/base/seal.js';
import { recordPayment, reversePayment } from '../../src/store/facts/payments.js';
import { readLoanFiles } from '../../src/store/loans/files/loan-files.js';
import { recordOptOut } from '../../src/store/notices/consent.js';
import { type Files, GOOD, withLine, withMore, writeBook } from './book.js';
import { freshDatabase } from './fresh-database.js';

const NOW = Date.parse('2026-03-01T09:00:00+08:00');
const TABLES = ['staff', 'borrowers', 'contacts', 'loans', 'instalments', 'payments', 'nudges', 'audit_log'];
const seal = createSeal('ab'.repeat(32));
const database = freshDatabase();
let db: Database;
beforeEach(() => {
  db = database();
});

const take = (change: Files = {}, options: { takeIn?: boolean; now?: number; acceptWarnings?: boolean } = {}) =>
  importBook(db, seal, writeBook(change), { now: NOW, actor: 'test', ...options });
const NOTHING_BUT_HEADERS: Files = Object.fromEntries(
  Object.entries(GOOD).map(([name, lines]) => [name, lines.slice(0, 1)]),
);
const only = (change: Files): Files => ({ ...NOTHING_BUT_HEADERS, ...change });
const all = <T = Record<string, unknown>>(table: string, order = '1') =>
  rows<T>(db.pool, `SELECT * FROM ${table} ORDER BY ${order}`);
const everything = async () =>
  Object.fromEntries(await Promise.all(TABLES.map(async (table) => [table, await all(table)] as const)));

test('a book is taken in: every row, its loans looked after from now on, and their workflows told', async () => {
  expect(await take()).toEqual({
    ok: true,
    inserted: { staff: 2, borrowers: 2, contacts: 3, loans: 2, collateral: 0, instalments: 3, payments: 2 },
    touched: 2,
    silent: 0,
    strange: { count: 1, listed: [expect.stringContaining('borrowers.csv:3 industry: "tea"')] },
  });
  expect(await all('loans')).toMatchObject([
    {
      loan_id: 'L1',
      principal: 200_000,
      annual_rate: '4.35',
      taken_in_at: NOW,
      revision: 1,
      stage: 'current',
      collateral: null,
    },
    { loan_id: 'L2', currency: 'CNY', disbursed_on: '2026-01-11', collateral: 'warehouse', annual_rate: null },
  ]);
  expect(await all('instalments', 'loan_id, seq')).toMatchObject([
    {},
    {},
    { due_on: '2026-02-11', interest: 550, fee: 0 },
  ]);
  expect(await all('payments')).toMatchObject([
    { amount: 106_000, recorded_at: NOW, reversed_on: null },
    { amount: 1 },
  ]);
  expect(await all('nudges')).toMatchObject([{ kind: 'loan', subject: 'L1', reason: 'taken in' }, { subject: 'L2' }]);
  expect(await all('audit_log')).toMatchObject([
    { at: NOW, actor: 'test', what: 'import', detail: { inserted: { loans: 2, payments: 2 }, touched: 2 } },
  ]);
});

test('names and addresses are sealed', async () => {
  await take();
  const [first, second] = await all<{ name_sealed: Buffer; name_key: Buffer }>('borrowers');
  expect(seal.open(first!.name_sealed, 'borrowers.name_sealed', 'B1')).toBe('王小明');
  expect(second!.name_key).toEqual(seal.hash(soughtForm('Lin, Zhao & Co. "Tea"')));
  const contacts = await all<
    Record<'borrower_id' | 'whose' | 'channel', string> &
      Record<'address_sealed' | 'address_key', Buffer> & { consent: boolean }
  >('contacts', 'address_key');
  const addresses = contacts.map((it) =>
    seal.open(it.address_sealed, 'contacts.address_sealed', it.borrower_id, it.whose, it.channel, it.address_key),
  );
  expect(addresses.sort()).toEqual(['+8613800000001', '+8613800000002', 'b1@example.com']);
  expect(contacts.filter((it) => it.consent)).toHaveLength(2);
});

test('whoever is named as account manager becomes one of the staff; staff.csv may tell the rest later', async () => {
  await take();
  expect(await all('staff')).toMatchObject([
    { staff_id: 'AM01', roles: ['account-manager'], supervisor: null },
    { staff_id: 'AM02', roles: ['account-manager'] },
  ]);
  const staff = [
    'staff_id,name,roles,supervisor,branch,email',
    'AM01,赵,account-manager,DH01,BR1,',
    'DH01,钱,department-head,,,dh@example.com',
  ];
  expect(await take(only({ 'staff.csv': staff }))).toMatchObject({ ok: true, inserted: { staff: 2 }, touched: 0 });
  const [known] = await all<{ name_sealed: Buffer }>('staff');
  expect(known).toMatchObject({ supervisor: 'DH01', branch: 'BR1', email_sealed: null });
  expect(seal.open(known!.name_sealed, 'staff.name_sealed', 'AM01')).toBe('赵');
  expect(await take(only({ 'staff.csv': staff }))).toMatchObject({ ok: true, inserted: { staff: 0 } });
  const other = ['staff_id,name,roles,supervisor,branch,email', 'AM01,孙,account-manager,DH09,BR1,'];
  expect(await take(only({ 'staff.csv': other }))).toMatchObject({
    ok: false,
    problems: [
      'staff.csv:2 supervisor: nobody has this staff_id, here or in staff.csv: DH09',
      'staff.csv:2 staff_id: AM01 is known with another name, supervisor',
    ],
  });
});

test('interfaces: importing the same rows again changes nothing', async () => {
  await take();
  const before = await everything();
  const nothing = { staff: 0, borrowers: 0, contacts: 0, loans: 0, instalments: 0, payments: 0 };
  expect(await take({}, { now: NOW + 86_400_000 })).toMatchObject({
    ok: true,
    inserted: nothing,
    touched: 0,
    silent: 0,
  });
  expect(await everything()).toEqual(before);
});

test('the same rows again change nothing after an opt-out and a reversal either', async () => {
  await take();
  await recordOptOut(db, { borrower: 'B1', channel: 'sms' }, { actor: 'test', at: NOW });
  await reversePayment(db, 'P1', { actor: 'test', at: NOW });
  const before = await everything();
  expect(await take()).toMatchObject({ ok: true, touched: 0 });
  expect(await everything()).toEqual(before);
});

test('a payment that was reversed is booked anew with another day; one that stands is in conflict', async () => {
  await take();
  await reversePayment(db, 'P1', { actor: 'test', at: NOW });
  const corrected = withLine('payments.csv', 2, 'P1,L1,2026-02-12,1060.00');
  expect(await take(corrected)).toMatchObject({ ok: true, inserted: { payments: 1 }, touched: 1 });
  expect(await all('payments', 'reference, booking')).toMatchObject([
    { booking: 1, paid_on: '2026-02-10' },
    { booking: 2, paid_on: '2026-02-12' },
    { reference: 'P2' },
  ]);
  expect(await take(corrected)).toMatchObject({ ok: true, touched: 0 });
  expect(await take()).toMatchObject({ ok: false, count: 1 });
});

test('a reversal that came first counts when its payment comes', async () => {
  expect(await reversePayment(db, 'P1', { actor: 'test', at: NOW })).toBe('waits');
  await take({}, { now: NOW + 60_000 });
  const on = new Date(NOW + 8 * 3_600_000).toISOString().slice(0, 10);
  expect(await all('payments')).toMatchObject([
    { reference: 'P1', reversed_on: on },
    { reference: 'P2', reversed_on: null },
  ]);
  expect(await all('waiting_reversals')).toEqual([]);
});

test('a number that has said stop stays silent in the rows that come later, and the import says so', async () => {
  await take();
  await recordOptOut(db, { borrower: 'B1', channel: 'sms' }, { actor: 'test', at: NOW });
  const [said] = await rows<{ address: string }>(
    db.pool,
    `SELECT encode(address_key, 'hex') AS address FROM last_words`,
  );
  const again = withMore('contacts.csv', 'B2,guarantor,sms,+8613800000001,yes');
  expect(await take(again)).toMatchObject({ ok: true, inserted: { contacts: 1 }, silent: 2 });
  const of = await rows<{ consent: boolean }>(
    db.pool,
    `SELECT consent FROM contacts WHERE encode(address_key, 'hex') = $1`,
    [said!.address],
  );
  expect(of).toEqual([{ consent: false }, { consent: false }]);
});

test('news of a loan that is known touch it alone', async () => {
  await take();
  expect(await take(withMore('payments.csv', 'P3,L1,2026-03-01,5.00'))).toMatchObject({
    ok: true,
    inserted: { payments: 1, loans: 0 },
    touched: 1,
  });
  expect(await take(withMore('instalments.csv', 'L2,2,2026-04-01,5.00,0.00,0.00'))).toMatchObject({
    inserted: { instalments: 1 },
    touched: 1,
  });
  expect(await take(withMore('contacts.csv', 'B1,self,push,device-1,yes'))).toMatchObject({
    inserted: { contacts: 1 },
    touched: 1,
  });
  expect(await all('loans')).toMatchObject([{ revision: 3 }, { revision: 2 }]);
  expect((await all('nudges')).slice(2)).toMatchObject([{ subject: 'L1' }, { subject: 'L2' }, { subject: 'L1' }]);
});

test('a book may name loans, borrowers and payments that are in the database and not in its files', async () => {
  await take();
  await recordPayment(
    db,
    { loan: 'L1', reference: 'P9', paidOn: '2026-02-28', amount: 100 },
    { actor: 'test', at: NOW },
  );
  const change = only({
    'contacts.csv': [GOOD['contacts.csv'][0]!, 'B2,self,sms,+8613800000009,yes'],
    'loans.csv': [GOOD['loans.csv'][0]!, 'L3,B1,04-personal,,2026-01-10,1.00,,,,'],
    'instalments.csv': [GOOD['instalments.csv'][0]!, 'L3,1,2026-02-10,1.00,0.00,0.00'],
    'payments.csv': [GOOD['payments.csv'][0]!, 'P9,L1,2026-02-28,1.00', 'P10,L2,2026-02-28,1.00'],
  });
  expect(await take(change)).toMatchObject({ ok: true, inserted: { loans: 1, payments: 1 }, touched: 2 });
});

test.each<[string, Files, string]>([
  [
    'a payment',
    withLine('payments.csv', 3, 'P2,L1,2026-02-11,0.02'),
    'payments.csv:3 reference: P2 is known with another loan_id, amount',
  ],
  [
    'an instalment',
    withLine('instalments.csv', 3, 'L1,2,2026-03-11,1000.00,30.00,0.00'),
    'instalments.csv:3 loan_id: L1 2 is known with another due_on',
  ],
  [
    'a loan',
    withLine('loans.csv', 2, 'L1,B2,04-personal,car,2026-01-10,2000.00,,6.50,CNY,'),
    'loans.csv:2 loan_id: L1 is known with another borrower_id, annual_rate',
  ],
  [
    'a borrower',
    withLine('borrowers.csv', 2, 'B1,person,王大明,zh-CN,,,,BR1,AM01'),
    'borrowers.csv:2 borrower_id: B1 is known with another name',
  ],
  [
    'a contact',
    withLine('contacts.csv', 2, 'B1,self,sms,+8613800000001,no'),
    'contacts.csv:2 borrower_id: B1 self sms is known with another consent',
  ],
])(
  'interfaces: a row whose id exists with other content is a conflict, and nothing is written: %s',
  async (_, change, problem) => {
    await take();
    const before = await everything();
    const more = withMore('payments.csv', 'P7,L1,2026-02-12,1.00');
    expect(await take({ ...more, ...change })).toMatchObject({ ok: false, problems: [problem], count: 1 });
    expect(await everything()).toEqual(before);
  },
);

test.each<[string, Files, string[]]>([
  [
    'loan',
    withMore('payments.csv', 'P9,L9,2026-02-10,1.00'),
    ['payments.csv:4 loan_id: no such loan, here or in loans.csv: L9'],
  ],
  [
    'loan',
    withMore('instalments.csv', 'L9,1,2026-02-10,1.00,0.00,0.00'),
    ['instalments.csv:5 loan_id: no such loan, here or in loans.csv: L9'],
  ],
  [
    'borrower',
    withMore('contacts.csv', 'B9,self,sms,+8613800000001,yes'),
    ['contacts.csv:5 borrower_id: no such borrower, here or in borrowers.csv: B9'],
  ],
  [
    'borrower and plan',
    withLine('loans.csv', 2, 'L1,B9,99-none,,2026-01-10,1.00,,,,'),
    [
      'loans.csv:2 borrower_id: no such borrower, here or in borrowers.csv: B9',
      'loans.csv:2 plan: no such plan (see `postloan plan list`): 99-none',
    ],
  ],
])('interfaces: nothing is written unless every row of every file is good: unknown %s', async (_, change, problems) => {
  expect(await take(change)).toMatchObject({ ok: false, problems, count: problems.length });
  expect(Object.values(await everything()).flat()).toEqual([]);
});

test('a book with a bad row is not written, and conflicts beyond 50 are counted', async () => {
  expect(await take(withMore('payments.csv', 'P9,L1,2026-02-30,1.00'))).toMatchObject({
    ok: false,
    problems: ['payments.csv:4 paid_on: not a date: 2026-02-30'],
    count: 1,
  });
  expect(await all('loans')).toEqual([]);
  const payments = (amount: string) =>
    withMore('payments.csv', ...Array.from({ length: 60 }, (_, n) => `Q${n},L1,2026-02-10,${amount}`));
  await take(payments('1.00'));
  const refused = await take(payments('2.00'));
  expect(refused).toMatchObject({ ok: false, count: 60 });
  if (!refused.ok) expect(refused.problems).toHaveLength(50);
});

test('interfaces: without borrowers.csv each borrower is a person named by its id', async () => {
  expect(await take({ 'borrowers.csv': null, 'contacts.csv': null })).toMatchObject({
    ok: true,
    inserted: { borrowers: 2, staff: 0 },
  });
  const borrowers = await all<{ borrower_id: string; name_sealed: Buffer }>('borrowers');
  expect(borrowers).toMatchObject([{ kind: 'person', language: 'zh-CN' }, { kind: 'person' }]);
  expect(borrowers.map((it) => seal.open(it.name_sealed, 'borrowers.name_sealed', it.borrower_id))).toEqual([
    'B1',
    'B2',
  ]);
});

test('a borrower who is known stays as they are when borrowers.csv is missing', async () => {
  await take();
  const before = await all('borrowers');
  expect(await take({ 'borrowers.csv': null })).toMatchObject({ ok: true, inserted: { borrowers: 0 }, touched: 0 });
  expect(await all('borrowers')).toEqual(before);
});

test('for a rehearsal loans are put there and not looked after', async () => {
  expect(await take({}, { takeIn: false })).toMatchObject({ ok: true, inserted: { loans: 2 }, touched: 0 });
  expect(await all('loans')).toMatchObject([{ taken_in_at: null, revision: 0 }, { taken_in_at: null }]);
  expect(await all('nudges')).toEqual([]);
});

test('of two imports at once of the same book, one finds all of it there', async () => {
  const both = await Promise.all([take(), take()]);
  expect(both.map((it) => it.ok && it.inserted.loans).sort()).toEqual([0, 2]);
});

test('tabs, backslashes and line breaks come through as they are', async () => {
  await take(withLine('loans.csv', 3, 'L2,B2,05-corporate,"a\tb\\N\\\\c\r\nd",2026-01-11,1000,,,,\\N'));
  expect((await all('loans'))[1]).toMatchObject({ product: 'a\tb\\N\\\\c\r\nd', collateral: '\\N' });
});

test('a reference has one form: the same payment with a space after it is known already', async () => {
  await take();
  const before = await everything();
  expect(await take(withLine('payments.csv', 2, '\u200bP1 \u3000,L1 ,2026-02-10,1060.00'))).toMatchObject({
    ok: true,
    touched: 0,
  });
  expect(await everything()).toEqual(before);
});

test.each([
  ['after today', 'P3,L1,2026-03-02,1.00', 'a day to come, today is 2026-03-01: 2026-03-02'],
  ['before the payout', 'P3,L1,2026-01-09,1.00', 'before the loan was paid out on 2026-01-10: 2026-01-09'],
])('a payment of a day that cannot be is named, and nothing is written: %s', async (_, row, fault) => {
  const before = await everything();
  expect(await take(withMore('payments.csv', row))).toMatchObject({
    ok: false,
    problems: [`payments.csv:4 paid_on: ${fault}`],
    count: 1,
  });
  expect(await everything()).toEqual(before);
});

test('in a rehearsal payments may lie ahead: they come on their day', async () => {
  expect(await take(withMore('payments.csv', 'P3,L1,2026-03-10,1.00'), { takeIn: false })).toMatchObject({ ok: true });
});

test('a loan or a book of more than figures hold is refused', async () => {
  const most = '99999999999.99';
  const rows = (n: number, sum: string) =>
    Array.from({ length: n }, (_, seq) => `L1,${seq + 10},2026-05-10,${sum},0.00,0.00`);
  const loan = await take(withMore('instalments.csv', ...rows(2, most)), { acceptWarnings: true });
  expect(loan).toMatchObject({
    ok: false,
    problems: ['instalments.csv: more than 100000000000.00 in all for loan L1'],
  });
  const loans = Array.from({ length: 401 }, (_, n) => `X${n},B1,04-personal,,2026-01-10,${most},,,CNY,`);
  const due = Array.from({ length: 401 }, (_, n) => `X${n},1,2026-05-10,1.00,0.00,0.00`);
  const book = await take({ ...withMore('loans.csv', ...loans), ...withMore('instalments.csv', ...due) });
  expect(book).toMatchObject({
    ok: false,
    problems: ['loans.csv: with it more than 40000000000000.00 in all of the book'],
  });
});

test('a name is one line, and one of blanks is none: the borrower is called by its id', async () => {
  const lines = [
    'B1,person," \u3000 ",zh-CN,,,,BR1,AM01',
    'B2,enterprise,"Ann Sample\nBcc: other@example.com\n\nPay here",en,small,tea,normal,BR2,AM02',
  ];
  await take({ 'borrowers.csv': [GOOD['borrowers.csv'][0]!, ...lines] });
  const names = await all<{ borrower_id: string; name_sealed: Buffer }>('borrowers');
  expect(names.map((it) => seal.open(it.name_sealed, 'borrowers.name_sealed', it.borrower_id))).toEqual([
    'B1',
    'Ann Sample Bcc: other@example.com Pay here',
  ]);
});

test('interfaces: collateral.csv: many things of a loan, one of several loans; the same rows again change nothing', async () => {
  const header = 'collateral_id,borrower_id,kind,loans,value,valued_on';
  const things = (...lines: string[]) => take({ 'collateral.csv': [header, ...lines] });
  const C1 = 'C1,B2,厂房,L2 L1,5000000.00,2025-12-01';
  expect(await things(C1, 'C2,B2,"设备, 机床",L2,,')).toMatchObject({ ok: true, inserted: { collateral: 2 } });
  expect(await things(C1, 'C2,B2,"设备, 机床",L2,,')).toMatchObject({
    ok: true,
    inserted: { collateral: 0 },
    touched: 0,
  });
  const [L1, L2] = await readLoanFiles(db.pool, ['L1', 'L2'], NOW);
  expect(L1!.file.collaterals).toMatchObject([
    {
      id: 'C1',
      kind: '厂房',
      values: [{ value: 500_000_000, on: '2025-12-01', recordedAt: 0 }],
      loans: [{ loan: 'L2', borrower: 'B2' }],
    },
  ]);
  expect(L2!.file).toMatchObject({
    collateral: '厂房, 设备, 机床',
    collaterals: [
      { id: 'C1', since: null },
      { id: 'C2', values: [] },
    ],
  });
  expect(L2!.file.others).toEqual([]);
  // It comes to loans that are there.
  expect(await things('C3,B1,车,L1,,')).toMatchObject({ ok: true, inserted: { collateral: 1 }, touched: 1 });
  expect((await readLoanFiles(db.pool, ['L1'], NOW))[0]!.file.collaterals).toMatchObject([{ id: 'C1' }, { id: 'C3' }]);
  expect(
    await things('C1,B2,厂房,L2,5000000.00,2025-12-01', 'C4,B9,车,L1 L9,,', 'C5,B1,车,L1,5.00,', 'C6,B1,,,,'),
  ).toMatchObject({
    ok: false,
    problems: [
      'collateral.csv:4 valued_on: a value and the day of it are said together',
      'collateral.csv:5 kind: missing',
      'collateral.csv:5 loans: missing',
      'collateral.csv:3 borrower_id: no such borrower, here or in borrowers.csv: B9',
      'collateral.csv:3 loans: no such loan, here or in loans.csv: L9',
      'collateral.csv:2 collateral_id: C1 is known with another loans',
    ],
  });
  expect(await things('C1,B2,厂房,L2,5000000.00,2025-12-01', 'C4,B9,车,L1 L9,,')).toMatchObject({
    ok: false,
    problems: [
      'collateral.csv:3 borrower_id: no such borrower, here or in borrowers.csv: B9',
      'collateral.csv:3 loans: no such loan, here or in loans.csv: L9',
      'collateral.csv:2 collateral_id: C1 is known with another loans',
    ],
  });
});

test('without collateral.csv a loan has one thing of the kind that loans.csv says', async () => {
  await take();
  const [L1, L2] = await readLoanFiles(db.pool, ['L1', 'L2'], NOW);
  expect(L1!.file).toMatchObject({ collateral: null, collaterals: [] });
  expect(L2!.file).toMatchObject({
    collateral: 'warehouse',
    collaterals: [{ id: 'L2', kind: 'warehouse', values: [] }],
  });
});

test('faults of form do not hide what else is wrong: unknown plans, classes and names, also those of faulty rows, are said at once', async () => {
  const taken = await take({
    ...withMore('borrowers.csv', 'B3,enterprise,某公司,zh-CN,small,占星术,优+,,', 'B4,somebody,王,zh-CN,,,,,'),
    ...withMore(
      'loans.csv',
      'L3,B3,02-rural-bank-zones,,2026-01-11,1000,,,,',
      'L4,B4,no-such-plan,,2026-13-11,1000,,,,',
      'L5,B9,05-corporate,,2026-01-11,1000,,,,',
      'L6,B1,no-plan,,2026-01-11,1000,435,,,',
    ),
    ...withMore(
      'instalments.csv',
      'L3,1,2026-02-11,1000.00,0,0',
      'L4,1,2026-02-11,1000.00,0,0',
      'L5,1,2026-02-30,1000.00,0,0',
      'L6,1,2026-02-11,1000.00,0,0',
    ),
    ...withMore('payments.csv', 'P3,L4,2026-02-12,1.00', 'P4,L9,2026-02-12,1.00', 'P5,L1,2026-01-01,1.00'),
  });
  expect(taken).toMatchObject({ ok: false, acceptable: false, count: 8 });
  if (taken.ok) return;
  expect(taken.problems.map((it) => it.split(': ')[0])).toEqual([
    'borrowers.csv:5 kind',
    'loans.csv:5 disbursed_on',
    'instalments.csv:7 due_on',
    'loans.csv:6 borrower_id',
    'loans.csv:5 plan',
    'loans.csv:7 plan',
    'payments.csv:5 loan_id',
    'payments.csv:6 paid_on',
  ]);
  expect(taken.warnings.listed.map((it) => it.split(': ')[0])).toContain('borrowers.csv:4 class');
});

test('what may stand in a row or file that could not be read is not said to be nowhere', async () => {
  const taken = await take({
    ...withMore('loans.csv', 'L3,B1', 'L4,B1,no-plan,,2026-01-11,1000,,,,'),
    ...withMore('instalments.csv', 'L3,1,2026-02-11,1000.00,0,0', 'L4,1,2026-02-11,1000.00,0,0'),
  });
  if (taken.ok) throw new Error('taken');
  expect(taken.problems).toEqual([
    expect.stringMatching(/^loans\.csv:4 2 cells/),
    expect.stringMatching(/^loans\.csv:5 plan: no such plan/),
  ]);
});
