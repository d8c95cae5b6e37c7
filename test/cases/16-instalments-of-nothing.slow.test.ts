import { expect, it, vi } from 'vitest';
import { both, ofWhat, scenarioOf } from './case.js';

vi.setConfig({ testTimeout: 240_000 });

it('of instalments of nothing nothing fell due and nothing was paid: no survey, no thanks, no reminder', async () => {
  const lines = await both(scenarioOf('16'));
  expect(ofWhat(lines, 'offer')).toEqual([]);
  expect(ofWhat(lines, 'notice')).toEqual([]);
});
