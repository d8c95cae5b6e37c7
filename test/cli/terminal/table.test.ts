import { expect, it } from 'vitest';
import { table } from '../../../src/cli/terminal/table.js';

const columns = [
  { head: '借据' },
  { head: '客户' },
  { head: '逾期金额', align: 'right' as const },
  { head: '经办', align: 'left' as const },
];
const rows = [
  ['L001', '白**', '22,251,964.76', '王**'],
  ['L002', '欧阳**', '1.00', ''],
];

it('a row is one line where there is no terminal, or a wide one; Chinese characters take two places', () => {
  const wide = [
    '借据  客户         逾期金额  经办',
    'L001  白**    22,251,964.76  王**',
    'L002  欧阳**           1.00',
  ];
  expect(table(columns, rows).split('\n')).toEqual(wide);
  expect(table(columns, rows, 80).split('\n')).toEqual(wide);
  expect(table(columns, rows, 33).split('\n')).toEqual(wide);
});

it('on a narrow terminal what does not fit stands on a line below; no amount is broken', () => {
  expect(table(columns, rows, 30).split('\n')).toEqual([
    '借据  客户         逾期金额',
    '    经办',
    'L001  白**    22,251,964.76',
    '    王**',
    'L002  欧阳**           1.00',
  ]);
  expect(table(columns, rows, 20).split('\n')).toEqual([
    '借据  客户',
    '         逾期金额',
    '    经办',
    'L001  白**',
    '    22,251,964.76',
    '    王**',
    'L002  欧阳**',
    '             1.00',
  ]);
});

it('without heads, and with rows of nothing, it is as wide as what is in it', () => {
  expect(table(null, [['a', 'b']], 80)).toBe('a  b');
  expect(table(columns, [], 8).split('\n')).toEqual(['借据', '    客户', '    逾期金额', '    经办']);
});

it('a text that is wider than the terminal goes on in the next line, and leaves room for what is short after it; no word, number or day is broken', () => {
  const why = 'instalment 9, due 11 October 2026, overdue 16,904.99 since 2026-10-11, not in the archive';
  expect(table(null, [['2026-12-01 08:55', why, 'P3.1']], 40).split('\n')).toEqual([
    '2026-12-01 08:55',
    '    instalment 9, due 11 October    P3.1',
    '    2026, overdue 16,904.99 since',
    '    2026-10-11, not in the archive',
  ]);
  const chinese = '2026年12月1日起处于“联合催收”阶段，逾期金额16,904.99元';
  expect(table(null, [['L1', chinese]], 30).split('\n')).toEqual([
    'L1  2026年12月1日起处于“联合催',
    '    收”阶段，逾期金额',
    '    16,904.99元',
  ]);
  expect(table(null, [['L1', why]])).toBe(`L1  ${why}`);
});
