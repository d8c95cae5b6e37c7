import { expect, it, vi } from 'vitest';
import { ofWhat, rehearsed, scenarioOf } from './case.js';

vi.setConfig({ testTimeout: 240_000 });

it('S2: a promise of more than is owed is kept when nothing is owed, or nothing that was due, any more', async () => {
  const lines = await rehearsed(scenarioOf('15'));
  expect(ofWhat(lines, 'promise.kept').map((it) => [it.loan, it.at.slice(0, 10)])).toEqual([
    ['M', '2026-12-03'],
    ['N', '2026-12-03'],
  ]);
  expect(ofWhat(lines, 'promise.part-kept')).toEqual([]);
});
