/** The book of the next day: `import --daily`. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Daily, importDaily } from '../../src/book/daily/import-daily.js';
import { importBook } from '../../src/book/import-book.js';
import { type Database, rows } from '../../src/store/base/connection/database.js';
import { createSeal } from '../../src/store/base/seal.js';
import { freshDatabase } from './fresh-database.js';

const seal = createSeal('ab'.repeat(32));
const database = freshDatabase();
let db: Database;
beforeEach(() => {
  db = database();
});

const HEADERS = {
  borrowers: 'borrower_id,kind,name,language,size,industry,class,branch,account_manager',
  contacts: 'borrower_id,whose,channel,address,consent',
  loans: 'loan_id,borrower_id,plan,product,disbursed_on,principal,annual_rate,penalty_rate,currency,collateral',
  instalments: 'loan_id,seq,due_on,principal,interest,fee',
  payments: 'reference,loan_id,paid_on,amount',
  staff: 'staff_id,name,roles,supervisor,branch,email',
  collateral: 'collateral_id,borrower_id,kind,loans,value,valued_on',
  manifest: 'file,rows,sum,day,sequence,whole',
};
type Book = Partial<Record<keyof typeof HEADERS, string[]>>;

const DAY1: Book = {
  borrowers: ['CX1,person,n1,zh-CN,,,,BR1,AM1', 'CX2,person,n2,zh-CN,,,,BR1,AM1', 'CX3,person,n3,zh-CN,,,,BR1,AM1'],
  contacts: ['CX1,self,sms,+8613800000711,yes', 'CX2,self,sms,+8613800000712,yes', 'CX3,self,sms,+8613800000713,yes'],
  loans: [
    'LCX1,CX1,04-personal,,2026-10-20,1000.00,,,,',
    'LCX2,CX2,04-personal,,2026-10-20,1000.00,,,,',
    'LCX3,CX3,04-personal,,2026-10-20,2000.00,3.60,,,',
  ],
  instalments: [
    'LCX1,1,2026-12-20,1000.00,60.00,0.00',
    'LCX2,1,2026-12-20,1000.00,60.00,0.00',
    'LCX3,1,2026-12-20,1000.00,6.00,0.00',
    'LCX3,2,2027-01-20,1000.00,3.00,0.00',
  ],
};

function write(book: Book): string {
  const dir = mkdtempSync(join(tmpdir(), 'postloan-daily-'));
  for (const [file, lines] of Object.entries(book))
    writeFileSync(join(dir, `${file}.csv`), `${[HEADERS[file as keyof typeof HEADERS], ...lines].join('\n')}\n`);
  return dir;
}

const at = (day: string) => Date.parse(`${day}T07:00:00+08:00`);
const first = (book = DAY1) => importBook(db, seal, write(book), { now: at('2026-12-01'), actor: 'test' });
type Taken = Extract<Daily, { ok: true }>;
async function daily(book: Book, { day = '2026-12-20', dryRun = false } = {}): Promise<Taken> {
  const taken = await importDaily(db, seal, write(book), { now: at(day), actor: 'test', dryRun });
  if (!taken.ok) throw new Error(taken.problems.join('\n'));
  return taken;
}
/** The same book with some lines otherwise. */
const changed = (change: Record<string, string | null>, more: Book = {}): Book => {
  const book = Object.fromEntries(
    Object.entries(DAY1).map(([file, lines]) => [
      file,
      lines.map((it) => (it in change ? change[it] : it)).filter((it): it is string => typeof it === 'string'),
    ]),
  ) as Book;
  for (const [file, lines] of Object.entries(more) as [keyof Book, string[]][])
    book[file] = [...(book[file] ?? []), ...lines];
  return book;
};
const all = <T = Record<string, unknown>>(sql: string) => rows<T>(db.pool, sql);
const instalments = () =>
  all("SELECT loan_id || ' ' || seq || ' ' || due_on || ' ' || interest AS it FROM instalments ORDER BY 1").then(
    (them) => them.map((it) => it.it),
  );

test('case 10: the payment comes in, the withdrawn consent too, the repriced instalment is another, with what was before', async () => {
  await first();
  const taken = await daily(
    changed(
      {
        'CX2,self,sms,+8613800000712,yes': 'CX2,self,sms,+8613800000712,no',
        'LCX3,2,2027-01-20,1000.00,3.00,0.00': 'LCX3,2,2027-01-20,1000.00,2.75,0.00',
      },
      { payments: ['PAY-CX1,LCX1,2026-12-19,1060.00'] },
    ),
  );
  expect(taken).toMatchObject({ refused: [], counts: { 'new payments': 1, consent: 1, schedule: 1 } });
  expect(await all("SELECT consent, consent_given FROM contacts WHERE borrower_id = 'CX2'")).toEqual([
    { consent: false, consent_given: false },
  ]);
  expect(await instalments()).toContain('LCX3 2 2027-01-20 275');
  expect(await all('SELECT loan_id, seq, interest, reason FROM replaced_instalments')).toEqual([
    { loan_id: 'LCX3', seq: 2, interest: 300, reason: "the core system's book of 2026-12-20" },
  ]);
  expect(await all("SELECT actor, detail FROM audit_log WHERE what = 'schedule changed'")).toEqual([
    {
      actor: 'test',
      detail: {
        was: ['2 2027-01-20 1000.00 3.00 0.00'],
        is: ['2 2027-01-20 1000.00 2.75 0.00'],
        reason: "the core system's book of 2026-12-20",
      },
    },
  ]);
  expect(await all('SELECT reference FROM payments')).toEqual([{ reference: 'PAY-CX1' }]);
});

test('the same book again changes nothing', async () => {
  await first();
  const book = changed({ 'CX2,self,sms,+8613800000712,yes': 'CX2,self,sms,+8613800000712,no' });
  await daily(book);
  const before = await all('SELECT count(*) FROM audit_log');
  expect(await daily(book)).toMatchObject({ counts: {}, refused: [], changes: [], vanished: [] });
  expect(await all('SELECT count(*) FROM audit_log')).toEqual(before);
});

test('what cannot be taken refuses its loan alone, holds it, and is one task; all faults in one pass; taken the next day it is released', async () => {
  await first();
  const wrong = changed(
    {
      'LCX1,1,2026-12-20,1000.00,60.00,0.00': 'LCX1,1,2026-13-20,1000.00,60.00,x',
      'LCX2,CX2,04-personal,,2026-10-20,1000.00,,,,': 'LCX2,CX2,99-none,,2026-10-20,1000.00,,,,',
    },
    { payments: ['P3,LCX3,2026-12-19,100.00', 'P9,LNONE,2026-12-19,1.00'] },
  );
  const taken = await daily(wrong);
  expect(taken.refused.map(({ file, line, loan, field }) => [file, line, loan, field])).toEqual([
    ['instalments.csv', 2, 'LCX1', 'due_on'],
    ['instalments.csv', 2, 'LCX1', 'fee'],
    ['loans.csv', 3, 'LCX2', 'plan'],
    ['payments.csv', 3, 'LNONE', 'loan_id'],
  ]);
  expect(taken.counts).toEqual({ 'new payments': 1 });
  const holds = 'SELECT loan_id AS loan, reason, until_at IS NULL AS open FROM holds ORDER BY 1';
  expect(await all(holds)).toEqual([
    { loan: 'LCX1', reason: 'daily feed: instalments', open: true },
    { loan: 'LCX2', reason: 'daily feed: loans', open: true },
  ]);
  expect((await daily(wrong)).refused).toHaveLength(4);
  const tasks = "SELECT kind, role, status FROM tasks WHERE kind = 'feed-refused'";
  expect(await all(tasks)).toEqual([{ kind: 'feed-refused', role: 'department-head', status: 'open' }]);
  expect(await daily(changed({}, { payments: ['P3,LCX3,2026-12-19,100.00'] }))).toMatchObject({ refused: [] });
  expect(await all(holds)).toMatchObject([{ open: false }, { open: false }]);
  expect(await all(tasks)).toMatchObject([{ status: 'cancelled' }]);
});

test('a dry run writes nothing and says what would change', async () => {
  await first();
  const before = await all('SELECT count(*) FROM audit_log');
  const taken = await daily(
    changed(
      { 'LCX3,2,2027-01-20,1000.00,3.00,0.00': 'LCX3,2,2027-01-20,1000.00,2.75,0.00' },
      {
        payments: ['P1,LCX1,2026-12-19,1060.00'],
      },
    ),
    { dryRun: true },
  );
  expect(taken.counts).toEqual({ 'new payments': 1, schedule: 1 });
  expect(taken.changes).toEqual([
    { kind: 'schedule', about: 'loan/LCX3' },
    { kind: 'new payment', about: 'payment/P1' },
  ]);
  expect(await all('SELECT count(*) FROM audit_log')).toEqual(before);
  expect(await instalments()).toContain('LCX3 2 2027-01-20 300');
});

test('a dry run lists new rows file by file, each in the order of its rows', async () => {
  await first();
  const names = Array.from({ length: 40 }, (_, n) => `LN${(n * 17) % 40}`);
  const taken = await daily(
    changed(
      {},
      {
        loans: names.map((it) => DAY1.loans![0]!.replace('LCX1', it)),
        instalments: names.map((it) => `${it},1,2027-01-20,1000.00,60.00,0.00`),
        payments: names.map((it) => `P${it},${it},2026-12-19,1.00`),
      },
    ),
    { dryRun: true },
  );
  expect(taken.changes).toEqual([
    ...names.map((it) => ({ kind: 'new loan', about: `loan/${it}` })),
    ...names.map((it) => ({ kind: 'new payment', about: `payment/P${it}` })),
  ]);
});

describe('a schedule', () => {
  test('what is paid is not changed, and named; what is unpaid beside it is', async () => {
    await first({ ...DAY1, payments: ['P3,LCX3,2026-11-30,1006.00'] });
    const taken = await daily(
      changed({
        'LCX3,1,2026-12-20,1000.00,6.00,0.00': 'LCX3,1,2026-12-21,1000.00,6.00,0.00',
        'LCX3,2,2027-01-20,1000.00,3.00,0.00': 'LCX3,2,2027-01-21,1000.00,3.00,0.00',
      }),
    );
    expect(taken.refused).toMatchObject([{ file: 'instalments.csv', line: 4, loan: 'LCX3', field: 'seq' }]);
    expect(await instalments()).toEqual(expect.arrayContaining(['LCX3 1 2026-12-20 600', 'LCX3 2 2027-01-21 300']));
  });

  test('a row that is gone is named; where the file is whole it is no longer owed', async () => {
    await first();
    const without = changed({ 'LCX3,2,2027-01-20,1000.00,3.00,0.00': null });
    expect((await daily(without)).vanished).toEqual([
      { file: 'instalments', of: 'LCX3', what: 'instalment 2, due 2027-01-20' },
    ]);
    expect(await instalments()).toContain('LCX3 2 2027-01-20 300');
    const whole = { ...without, manifest: ['instalments.csv,3,3126.00,2026-12-20,7,yes'] };
    await daily(changed({}));
    expect(await daily(whole)).toMatchObject({ vanished: [], refused: [], counts: { schedule: 1 } });
    expect(await instalments()).not.toContain('LCX3 2 2027-01-20 300');
  });
});

test('class, manager, branch, name, rate and terms are facts with what was before', async () => {
  await first();
  const taken = await daily(
    changed({
      'CX1,person,n1,zh-CN,,,,BR1,AM1': 'CX1,person,another,en,,,优良,BR2,AM2',
      'LCX3,CX3,04-personal,,2026-10-20,2000.00,3.60,,,':
        'LCX3,CX3,04-personal,mortgage,2026-10-20,2500.00,3.10,4.65,,house',
    }),
  );
  expect(taken.refused).toEqual([]);
  expect(taken.counts).toEqual({ 'new staff': 1, borrower: 1, name: 1, terms: 1, rate: 1 });
  expect(
    await all("SELECT what, detail FROM audit_log WHERE subject IN ('borrower/CX1', 'loan/LCX3') ORDER BY 1, audit_id"),
  ).toMatchObject([
    {
      what: 'borrower changed',
      detail: { was: { class: null, branch: 'BR1', accountManager: 'AM1', language: 'zh-CN' } },
    },
    { what: 'borrower changed', detail: { changed: ['name'] } },
    {
      what: 'loan changed',
      detail: { was: { principal: 200_000, collateral: null }, is: { principal: 250_000, collateral: 'house' } },
    },
    { what: 'rate', detail: { annualRate: '3.1', from: '2026-12-20' } },
  ]);
});

test('another number in the place of the old one: nothing more goes to the old; what names a loan is not changed', async () => {
  await first();
  const taken = await daily(
    changed({
      'CX1,self,sms,+8613800000711,yes': 'CX1,self,sms,+8613800000999,yes',
      'LCX2,CX2,04-personal,,2026-10-20,1000.00,,,,': 'LCX2,CX2,04-personal,,2026-10-21,1000.00,,,,',
    }),
  );
  expect(taken.counts).toEqual({ 'new contacts': 1, retire: 1 });
  expect(taken.refused).toMatchObject([{ loan: 'LCX2', field: 'disbursed_on' }]);
  expect(
    await all("SELECT retired_at IS NULL AS good FROM contacts WHERE borrower_id = 'CX1' ORDER BY contact_id"),
  ).toEqual([{ good: false }, { good: true }]);
});

describe('the manifest', () => {
  const manifest = (day: string, sequence: number, payments: string[]): Book => ({
    payments,
    manifest: [`payments.csv,${payments.length},,${day},${sequence},`],
  });

  test('a file that does not add up refuses the feed whole', async () => {
    await first();
    const dir = write({ payments: ['P1,LCX1,2026-12-19,1060.00'], manifest: ['payments.csv,2,2120.00,2026-12-19,1,'] });
    expect(await importDaily(db, seal, dir, { now: at('2026-12-20'), actor: 'test' })).toEqual({
      ok: false,
      count: 2,
      problems: [
        'manifest.csv:2 rows: payments.csv has 1 rows, the manifest says 2: was it sent whole?',
        'manifest.csv:2 sum: payments.csv adds up to 1060.00, the manifest says 2120.00',
      ],
    });
  });

  test('a missing, a repeated and an older feed are said; of an older one the payments count', async () => {
    await first();
    await daily(manifest('2026-12-14', 1, ['P1,LCX1,2026-12-14,10.00']));
    expect((await daily(manifest('2026-12-16', 3, ['P3,LCX1,2026-12-16,10.00']))).said).toEqual([
      expect.stringMatching(/^number 2 is missing/),
    ]);
    const older = await daily({
      ...manifest('2026-12-15', 2, ['P2,LCX1,2026-12-15,10.00']),
      contacts: ['CX2,self,sms,+8613800000712,no'],
    });
    expect(older).toMatchObject({
      counts: { 'new payments': 1 },
      said: [expect.stringContaining('is older than the last one')],
    });
    expect((await daily(manifest('2026-12-16', 3, ['P3,LCX1,2026-12-16,10.00']))).said).toEqual([
      'the feed of 2026-12-16, number 3 was taken in before',
    ]);
    expect(await all('SELECT reference FROM payments ORDER BY 1')).toHaveLength(3);
    expect((await daily(manifest('2026-12-17', 2, ['P4,LCX1,2026-12-17,10.00']))).said).toEqual([
      'number 2 comes after number 3, and is of a later day: 2026-12-17 after 2026-12-16',
    ]);
  });
});

describe('things that secure loans', () => {
  const things = () =>
    rows<{ id: string; loans: string[]; value: number }>(
      db.pool,
      `SELECT c.collateral_id AS id, loans, coalesce((SELECT v.value FROM valuations v WHERE v.collateral_id = c.collateral_id ORDER BY valued_on DESC LIMIT 1), c.value) AS value
       FROM collateral c ORDER BY 1`,
    );

  test('come in, are on another loan, are worth something else; the same again is nothing new', async () => {
    await first();
    await daily({ collateral: ['C1,CX1,厂房,LCX1,5000.00,2026-12-01'] });
    expect(await things()).toEqual([{ id: 'C1', loans: ['LCX1'], value: 500_000 }]);
    const again = await daily({ collateral: ['C1,CX1,厂房,LCX1,5000.00,2026-12-01'] }, { day: '2026-12-21' });
    expect(again.refused).toEqual([]);
    await daily({ collateral: ['C1,CX1,厂房,LCX1 LCX2,4000.00,2026-12-20'] }, { day: '2026-12-22' });
    expect(await things()).toEqual([{ id: 'C1', loans: ['LCX1', 'LCX2'], value: 400_000 }]);
  });

  test('one of a loan that is not known, or that was another’s, is refused alone', async () => {
    await first();
    const taken = await daily({ collateral: ['C1,CX1,厂房,NONE,,', 'C2,CX2,住宅,LCX2,,'] });
    expect(taken.refused.map((it) => `${it.file} ${it.line}`)).toEqual(['collateral.csv 2']);
    expect((await things()).map((it) => it.id)).toEqual(['C2']);
  });
});
