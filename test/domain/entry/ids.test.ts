import fc from 'fast-check';
import { expect, it } from 'vitest';
import { workflowIdOf } from '../../../src/domain/entry/ids.js';

it('an id is the business’s own', () => {
  expect(workflowIdOf('loan', 'L1')).toBe('loan/L1');
  const fits = '贷'.repeat(65);
  expect(workflowIdOf('task', fits)).toBe(`task/${fits}`);
});

it('a longer one keeps its beginning, fits into the server’s tables, and no two are the same', () => {
  const long = '贷'.repeat(200);
  expect(workflowIdOf('task', `${long}/a`)).toMatch(/^task\/贷{51}~[0-9a-f]{40}$/);
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 400 }),
      fc.string({ unit: 'grapheme', maxLength: 3 }),
      (a, b) => {
        expect(Buffer.byteLength(workflowIdOf('task', a))).toBeLessThanOrEqual(200);
        expect(workflowIdOf('task', a) === workflowIdOf('task', a + b)).toBe(b === '');
      },
    ),
  );
});
