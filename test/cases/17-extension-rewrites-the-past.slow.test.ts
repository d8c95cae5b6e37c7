import { expect, it, vi } from 'vitest';
import { ofWhat, rehearsed, scenarioOf } from './case.js';

vi.setConfig({ testTimeout: 240_000 });

it('who was overdue before an extension is no good payer by its days, nor who needed it', async () => {
  const lines = await rehearsed(scenarioOf('17'));
  expect(ofWhat(lines, 'stage', { to: 'person' })).not.toEqual([]);
  expect(ofWhat(lines, 'offer', { kind: 'good-payer' })).toEqual([]);
  // Asked before anything was overdue, the relief alone is enough.
  const early = (text: string) =>
    text.replace('2026-10-01T10', '2026-08-09T10').replace('2026-10-02T10', '2026-08-10T10');
  const relieved = await rehearsed(scenarioOf('17', early));
  expect(ofWhat(relieved, 'stage')).toEqual([]);
  expect(ofWhat(relieved, 'offer', { kind: 'good-payer' })).toEqual([]);
});
