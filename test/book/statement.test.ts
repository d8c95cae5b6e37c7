/** A plain bank statement: payments by virtual account, or by words of the purpose; the rest is matched by a person. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { takeFeed } from '../../src/book/daily/take-feed.js';
import { importBook } from '../../src/book/import-book.js';
import { loanOf, wordsOf } from '../../src/domain/facts/account/statement-match.js';
import { type Database, rows } from '../../src/store/base/connection/database.js';
import { createSeal } from '../../src/store/base/seal.js';
import { FactRefused } from '../../src/store/facts/fact-refused.js';
import { listUnmatched, matchPayment } from '../../src/store/incoming/unmatched.js';
import { writeBook } from './book.js';
import { freshDatabase } from './fresh-database.js';

const seal = createSeal('ab'.repeat(32));
const database = freshDatabase();
let db: Database;
beforeEach(() => {
  db = database();
});

const source = { actor: 'test', at: Date.parse('2026-03-02T09:00:00+08:00') };

test('money goes where its account or its purpose says; what says neither waits for a person, and comes in once', async () => {
  await importBook(db, seal, writeBook(), { now: Date.parse('2026-03-01T09:00:00+08:00'), actor: 'test' });
  const dir = mkdtempSync(join(tmpdir(), 'postloan-statement-'));
  writeFileSync(join(dir, 'accounts.csv'), 'account,loan_id\n62258801,L2\n');
  writeFileSync(
    join(dir, 'march-statement.csv'),
    [
      '交易流水;交易日;金额;收款账号;付款人;摘要',
      'S1;2026/03/01;1.030,00;;王小明;还款L1，谢谢',
      'S2;2026/03/01;5,49;62258801;林;货款',
      'S3;2026/03/01;77,00;;谁;还款',
      'S4;2026/03/01;-12,00;;银行;手续费',
      'S5;2026/03/01;9,00;;x;L1 and L2',
    ].join('\n'),
  );
  writeFileSync(
    join(dir, 'format.yaml'),
    `mapping: bank-statement
separator: ";"
decimal: ","
thousands: "."
dates: YYYY/MM/DD
files:
  statement: { columns: { reference: 交易流水, paid_on: 交易日, amount: 金额, account: 收款账号, payer: 付款人, purpose: 摘要 } }
`,
  );
  const take = () => takeFeed(db, seal, dir, { now: source.at, actor: 'test' });
  expect(await take()).toMatchObject({ ok: true, refused: [], counts: { 'new payments': 2, 'unmatched payments': 2 } });
  const paid = () =>
    rows(db.pool, "SELECT reference, loan_id AS loan, amount FROM payments WHERE reference LIKE 'S%' ORDER BY 1");
  expect(await paid()).toEqual([
    { reference: 'S1', loan: 'L1', amount: 103_000 },
    { reference: 'S2', loan: 'L2', amount: 549 },
  ]);
  expect(await listUnmatched(db.pool, seal)).toMatchObject([
    { reference: 'S3', amount: 7_700, said: '谁: 还款' },
    { reference: 'S5', amount: 900 },
  ]);
  expect(await rows(db.pool, "SELECT kind, status FROM tasks WHERE kind = 'payments-unmatched'")).toEqual([
    { kind: 'payments-unmatched', status: 'open' },
  ]);
  expect(await take()).toMatchObject({ ok: true, counts: {} });

  expect(await matchPayment(db, 'S3', 'L1', source)).toBe(true);
  expect(await matchPayment(db, 'S3', 'L1', source)).toBe(false);
  await expect(matchPayment(db, 'S3', 'L2', source)).rejects.toThrow(FactRefused);
  expect(await paid()).toContainEqual({ reference: 'S3', loan: 'L1', amount: 7_700 });
  expect(await take()).toMatchObject({ ok: true, counts: {} });
  expect((await listUnmatched(db.pool, seal)).map((it) => it.reference)).toEqual(['S5']);
});

test('words of a purpose that may name a loan', () => {
  expect(wordsOf('还款 LX-1，谢谢')).toContain('LX-1');
  expect(wordsOf('loan no. LX-1.')).toContain('LX-1');
  const known = { accounts: new Map([['A1', 'L9']]), loans: new Set(['LX-1', 'L2']) };
  expect(loanOf({ account: 'A1', purpose: 'LX-1' }, known)).toBe('L9');
  expect(loanOf({ account: 'A2', purpose: 'ＬＸ－1' }, known)).toBe('LX-1');
  expect(loanOf({ account: null, purpose: 'LX-1, L2' }, known)).toBeNull();
  expect(loanOf({ account: null, purpose: 'LX-11' }, known)).toBeNull();
});
