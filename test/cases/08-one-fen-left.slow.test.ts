import { describe, expect, it, vi } from 'vitest';
import { ofWhat, rehearsed, scenarioOf } from './case.js';

vi.setConfig({ testTimeout: 240_000 });

const AFTER = '2026-11-20T10:00';

describe('a residue of rounding', () => {
  it('of a cent climbs no ladder, is said to nobody but the account manager, and opens no case', async () => {
    const lines = (await rehearsed(scenarioOf('08'))).filter((it) => it.loan === 'D' && it.at > AFTER);
    for (const what of ['notice', 'stage', 'classify', 'letter', 'case.open', 'close'])
      expect(ofWhat(lines, what), what).toEqual([]);
    const words = ofWhat(lines, 'task.open', { kind: 'residue' });
    expect(words).toMatchObject([{ role: 'account-manager', dpd: 0, why: expect.stringContaining('0.01') }]);
  });

  it('of more than the plan tolerates is collected', async () => {
    const lines = await rehearsed(scenarioOf('08', (text) => text.replace('1059.99', '1058.99')));
    expect(ofWhat(lines, 'stage')).not.toEqual([]);
    expect(ofWhat(lines, 'task.open', { kind: 'residue' })).toEqual([]);
  });
});
