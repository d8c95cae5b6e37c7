import fc from 'fast-check';
import { expect, it } from 'vitest';
import { loanWorkflowId, taskWorkflowId } from '../../../src/domain/entry/ids.js';

it('an id is the business’s own', () => {
  expect(loanWorkflowId('L1')).toBe('loan/L1');
  const fits = '贷'.repeat(65);
  expect(taskWorkflowId(fits)).toBe(`task/${fits}`);
});

it('a longer one keeps its beginning, fits into the server’s tables, and no two are the same', () => {
  const long = '贷'.repeat(200);
  expect(taskWorkflowId(`${long}/a`)).toMatch(/^task\/贷{51}~[0-9a-f]{40}$/);
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 400 }),
      fc.string({ unit: 'grapheme', maxLength: 3 }),
      (a, b) => {
        expect(Buffer.byteLength(taskWorkflowId(a))).toBeLessThanOrEqual(200);
        expect(taskWorkflowId(a) === taskWorkflowId(a + b)).toBe(b === '');
      },
    ),
  );
});
