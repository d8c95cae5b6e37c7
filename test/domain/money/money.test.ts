import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatMoney, parseMoney } from '../../../src/domain/money/money.js';

test.each([
  ['1060', 106_000],
  ['1060.5', 106_050],
  ['1060.50', 106_050],
  ['0', 0],
  ['0.00', 0],
  ['0.01', 1],
  ['007.10', 710],
  ['-3.20', -320],
  ['-0.00', 0],
  ['9999999999999.99', 999_999_999_999_999],
])('%s is read as %i minor units', (text, minor) => {
  expect(parseMoney(text)).toBe(minor);
});

test.each([
  '',
  ' ',
  '1060.',
  '.50',
  '1060.505',
  '1,060.00',
  '1 060.00',
  '1060,00',
  '+5.00',
  '--5.00',
  '5.00 ',
  ' 5.00',
  '5.00\n',
  '1e3',
  '0x10',
  'NaN',
  '¥5.00',
  '１２.00',
  '10000000000000.00',
])('interfaces: money is in major units with at most two decimals and no grouping: not %j', (text) => {
  expect(parseMoney(text)).toBeNull();
});

test.each([
  [0, '0.00'],
  [5, '0.05'],
  [50, '0.50'],
  [106_000, '1060.00'],
  [-5, '-0.05'],
])('%i minor units are written as %s', (minor, text) => {
  expect(formatMoney(minor)).toBe(text);
});

test('what is written is read as the same', () => {
  const amounts = fc.integer({ min: -(10 ** 15) + 1, max: 10 ** 15 - 1 });
  fc.assert(fc.property(amounts, (minor) => parseMoney(formatMoney(minor)) === minor));
});
