import { expect, it, vi } from 'vitest';
import { ofWhat, rehearsed, scenarioOf } from './case.js';

vi.setConfig({ testTimeout: 240_000 });

it('S2: a promise paid on its last day and booked the next morning is kept', async () => {
  const lines = await rehearsed(scenarioOf('14'));
  expect(ofWhat(lines, 'promise.kept')).toMatchObject([{ at: '2026-12-01T07:00:00+08:00' }]);
  expect(ofWhat(lines, 'promise.broken')).toEqual([]);
});
