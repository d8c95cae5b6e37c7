import { expect, it, vi } from 'vitest';
import { ofWhat, rehearsed, scenarioOf } from './case.js';

vi.setConfig({ testTimeout: 240_000 });

it('S4: booked again under its reference it counts again from then on', async () => {
  const lines = await rehearsed(scenarioOf('13'));
  expect(ofWhat(lines, 'payment').map((it) => it.amount)).toEqual(['1060.00', '-1060.00', '1060.00']);
  expect(ofWhat(lines, 'close').at(-1)).toMatchObject({ at: '2026-11-23T10:00:00+08:00', kind: 'paid' });
  expect(lines.filter((it) => it.loan === 'R' && it.at > '2026-11-23T10:01')).toEqual([]);
});
