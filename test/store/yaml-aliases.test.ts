import { expect, it } from 'vitest';
import { z } from 'zod';
import { type BadInput, checkedYaml } from '../../src/library/checked-yaml.js';

const read = (text: string) => checkedYaml(text, z.any(), 'x.yaml');
const faults = (text: string): string[] => {
  try {
    read(text);
  } catch (error) {
    return (error as BadInput).problems;
  }
  return [];
};

it('one anchor may be used as often as a book has loans', () => {
  const text = `plan: &p 04-personal\nloans:\n${'  - { plan: *p }\n'.repeat(20_000)}`;
  const { loans } = read(text) as { loans: { plan: string }[] };
  expect(loans).toHaveLength(20_000);
  expect(loans.every((it) => it.plan === '04-personal')).toBe(true);
});

it('aliases may stand for what has some in it, as long as much is written', () => {
  const text = `c: &c [1, 2]\nb: &b { contacts: *c }\nloans:\n${'  - { id: x, borrower: *b }\n'.repeat(300)}`;
  expect((read(text) as { loans: unknown[] }).loans).toHaveLength(300);
});

it('an alias stands for the last anchor of its name before it', () => {
  expect(read('a: &x 1\nb: *x\nc: &x 2\nd: *x\n')).toEqual({ a: 1, b: 1, c: 2, d: 2 });
});

it('what stands for nothing, for itself or for too much is a fault with its line', () => {
  expect(faults('a: *x\nb: &x 1\n')).toEqual(['x.yaml:1 *x: no anchor &x stands before it']);
  expect(faults('a: &x\n  b: *x\n')).toEqual(['x.yaml:2 *x: stands within what it stands for']);
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let n = 1; n < 9; n++)
    lines.push(
      `a${n}: &a${n} [${Array(10)
        .fill(`*a${n - 1}`)
        .join(', ')}]`,
    );
  expect(faults(`${lines.join('\n')}\n`)).toEqual(['x.yaml:9 aliases of aliases stand for too much: write it out']);
});
