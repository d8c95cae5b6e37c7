import { expect, test } from 'vitest';
import { checkBook } from '../../src/book/read-book.js';
import { type Files, GOOD, writeBook } from './book.js';

const problemsOf = async (change: Files) => (await checkBook(writeBook(change))).listed;

test('a wrong encoding is named by its line, after what is wrong before it', async () => {
  const gbk = Buffer.concat([
    Buffer.from(`${GOOD['borrowers.csv'][0]}\nB1,human,,,,,,,\nB2,person,`),
    Buffer.from([0xcd, 0xf5]),
    Buffer.from(',,,,,,\n'),
  ]);
  expect(await problemsOf({ 'borrowers.csv': gbk })).toEqual([
    'borrowers.csv:2 kind: not one of person, enterprise: human',
    'borrowers.csv:3 not UTF-8: save the file as UTF-8',
  ]);
  const utf16 = Buffer.from(`\ufeff${GOOD['payments.csv'].join('\r\n')}`, 'utf16le');
  expect(await problemsOf({ 'payments.csv': utf16 })).toEqual(['payments.csv:1 not UTF-8: save the file as UTF-8']);
});

test('a BOM, CRLF, another order of columns, blank lines and a missing last line end are all right', async () => {
  const lines = [
    'paid_on,amount,reference,loan_id',
    '2026-02-10,1060.00,P1,L1',
    '',
    '2026-02-11,0.01,"P2",L2',
    '2026-02-30,1.00,P3,L2',
  ];
  expect(await problemsOf({ 'payments.csv': `\ufeff${lines.join('\r\n')}` })).toEqual([
    'payments.csv:5 paid_on: not a date: 2026-02-30',
  ]);
});

test.each(['\n', '\r\n'])(
  'the line is the physical one on which the row begins, with line breaks within quotes (%j)',
  async (end) => {
    const broken = [
      GOOD['borrowers.csv'][0],
      `B1,person,"a${end}b${end}${end}c",,,,,,`,
      'B2,no,,,,,,,',
      `B3,no,"${end}",,,,,,`,
    ].join(end);
    expect(await problemsOf({ 'borrowers.csv': broken })).toEqual([
      'borrowers.csv:6 kind: not one of person, enterprise: no',
      'borrowers.csv:7 kind: not one of person, enterprise: no',
    ]);
  },
);
