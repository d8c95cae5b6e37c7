/** Files as other systems write them. book.xlsx and Loan Repayment.xlsx were written by openpyxl. */
import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Converted, converted } from '../../../src/book/format/convert.js';
import { cellAs } from '../../../src/book/format/values.js';
import { BadInput } from '../../../src/library/checked-yaml.js';
import { projectPath } from '../../../src/library/project-path.js';

const FILES = projectPath('test/book/format/files');

function folder(files: Record<string, string | null>): string {
  const dir = mkdtempSync(join(tmpdir(), 'postloan-format-'));
  for (const [name, content] of Object.entries(files))
    if (content === null) copyFileSync(join(FILES, name), join(dir, name));
    else writeFileSync(join(dir, name), content);
  return dir;
}

async function made(files: Record<string, string | null>, mapping?: string): Promise<Converted> {
  const it = await converted(folder(files), { mapping });
  if (it === null) throw new Error('nothing was to be converted');
  onTestFinished(it.remove);
  return it;
}
const lines = (it: Converted, file: string) =>
  readFileSync(join(it.dir, `${file}.csv`), 'utf8')
    .trim()
    .split('\n')
    .slice(1);

test('a workbook of another program: dates, amounts with their digits, texts that look like numbers', async () => {
  const it = await made({ 'book.xlsx': null });
  expect(lines(it, 'loans')).toEqual(['LX1,BX1,04-personal,车贷,2026-10-20,2000,4.35,,CNY,']);
  expect(lines(it, 'instalments')).toEqual(['LX1,1,2026-12-20,1000.1,60.2,', 'LX1,2,2027-01-20,999.9,30,0']);
  expect(lines(it, 'payments')).toEqual(['0004711,LX1,2026-12-19,1060.3', 'P2,LX1,soon,1']);
  expect(it.placeOf('payments.csv', 3)).toEqual({ file: 'book.xlsx', line: 3 });
});

test('GB18030, semicolons, commas in the place of points, their own names of columns', async () => {
  const format = `encoding: gb18030
separator: ";"
decimal: ","
thousands: "."
dates: YYYY/MM/DD
files:
  payments:
    from: "gb*.csv"
    columns: { reference: 流水号, loan_id: 借据号, paid_on: 还款日, amount: 还款金额 }
`;
  const it = await made({ 'gb18030.csv': null, 'format.yaml': format });
  expect(lines(it, 'payments')).toEqual(['G1,LX1,2026-12-09,1060.50']);
  expect(it.placeOf('payments.csv', 2)).toEqual({ file: 'gb18030.csv', line: 2 });
  await expect(made({ 'gb18030.csv': null, 'format.yaml': format.replace('gb18030', 'utf-8') })).rejects.toThrow(
    /not utf-8/,
  );
});

test('Apache Fineract: schedule and transactions of its API; what was not paid out is no loan, what was reversed no payment', async () => {
  const it = await made({
    'fineract-loans.json': null,
    'format.yaml': 'mapping: fineract\nwords: { plan: { Personal loan: 04-personal } }\n',
  });
  expect(lines(it, 'loans')).toEqual(['000000007,12,04-personal,Personal loan,2026-10-05,15000,24,,KES,']);
  expect(lines(it, 'instalments')).toEqual([
    '000000007,1,2026-11-05,1118.39,300,10.30',
    '000000007,2,2026-12-05,13881.61,277.63,0.00',
  ]);
  expect(lines(it, 'payments')).toEqual(['fineract-42,000000007,2026-11-04,1428.69']);
});

test('Frappe Lending: a schedule whose later rows do not name their loan; waivers are no payments', async () => {
  const files = { 'Loan.csv': null, 'Loan Repayment Schedule.csv': null, 'Loan Repayment.xlsx': null };
  const it = await made(
    { ...files, 'format.yaml': 'words: { plan: { Personal Loan: 04-personal } }\n' },
    'frappe-lending',
  );
  expect(lines(it, 'loans')).toEqual([
    'ACC-LOAN-2026-00001,CUST-1,04-personal,Personal Loan,2026-10-20,2000.0,4.35,,,',
  ]);
  expect(lines(it, 'instalments')).toEqual([
    'ACC-LOAN-2026-00001,1,2026-11-20,1000.5,60.0,',
    'ACC-LOAN-2026-00001,2,2026-12-20,999.5,30.0,',
  ]);
  expect(lines(it, 'payments')).toEqual(['LM-REP-0001,ACC-LOAN-2026-00001,2026-11-20,1060.5']);
});

describe('values', () => {
  const format = { dates: 'YYYY-MM-DD', decimal: '.', thousands: ',' } as const;
  test.each([
    ['YYYY-MM-DD', '2026-12-09 10:00:00', '2026-12-09'],
    ['DD.MM.YYYY', '9.12.2026', '2026-12-09'],
    ['MM/DD/YYYY', '12/9/2026', '2026-12-09'],
    ['YYYYMMDD', '20261209', '2026-12-09'],
    ['excel', '46365', '2026-12-09'],
    ['YYYY-MM-DD', 'soon', 'soon'],
  ] as const)('a day as %s: %s', (dates, said, day) => {
    expect(cellAs('paid_on', said, { ...format, dates })).toBe(day);
  });
  test('an amount with thousands; what is none stays, for the book to name', () => {
    expect(cellAs('amount', '1,060,000.50', format)).toBe('1060000.50');
    expect(cellAs('amount', 'much', format)).toBe('much');
  });
});

test('a folder of ours is left alone; a format is held to its keys and our columns', async () => {
  expect(await converted(folder({ 'payments.csv': 'reference,loan_id,paid_on,amount\n' }), {})).toBeNull();
  const wrong = folder({ 'payments.csv': '', 'format.yaml': 'files: { payments: { columns: { amnt: x } } }\n' });
  await expect(converted(wrong, {})).rejects.toThrow(BadInput);
  await expect(converted(wrong, {})).rejects.toThrow(/not a column of payments.csv/);
});
