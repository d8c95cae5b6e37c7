/** When a book of a day is read: all of it is there, and nobody writes at it any more. */
import { describe, expect, it } from 'vitest';
import { type Arrived, waitsFor } from '../../../src/book/arriving/arrived.js';

const NOW = Date.parse('2026-12-02T07:00:00+08:00');
const manifest = (...files: string[]) =>
  `file,rows,sum,day,sequence\n${files.map((it) => `${it},,,2026-12-01,1\n`).join('')}`;

describe('a book is read when all of it is there', () => {
  const of = (changedAt: number, ...names: string[]): Arrived => ({
    name: 'a',
    files: names.map((name) => ({ name, changedAt })),
  });
  const MINUTE = 60_000;

  it('by a marker, at once', () => expect(waitsFor(of(NOW, 'loans.csv', '_SUCCESS'), null, NOW)).toBeNull());

  it('by a manifest that names what is there, after a quiet minute', () => {
    const named = manifest('loans.csv', 'payments');
    expect(waitsFor(of(NOW, 'loans.csv', 'manifest.csv'), named, NOW + 99 * MINUTE)).toMatch(
      /payments.csv is not there/,
    );
    const whole = of(NOW, 'loans.csv', 'payments.csv', 'manifest.csv');
    expect(waitsFor(whole, named, NOW + MINUTE - 1)).toMatch(/written/);
    expect(waitsFor(whole, named, NOW + MINUTE)).toBeNull();
  });

  it('without either after ten quiet minutes', () => {
    expect(waitsFor(of(NOW, 'loans.csv'), null, NOW + 9 * MINUTE)).toMatch(/written/);
    expect(waitsFor(of(NOW, 'loans.csv'), null, NOW + 10 * MINUTE)).toBeNull();
  });

  it.each(['payments.csv.part', 'payments.csv.filepart', '.payments.csv.Xa81zQ', 'payments.csv.tmp'])(
    'never while %s is there',
    (name) => expect(waitsFor(of(0, 'loans.csv', name, 'READY'), null, NOW)).toMatch(/being written/),
  );
});
