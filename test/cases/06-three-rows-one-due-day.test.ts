import { expect, it, vi } from 'vitest';
import { both, ofWhat, scenarioOf } from './case.js';

vi.setConfig({ testTimeout: 240_000 });

it('several rows of one due day are one thing to the borrower: one reminder by each channel, of the sum', async () => {
  const lines = await both(scenarioOf('06'));
  const told = ofWhat(lines, 'notice', { status: 'sent' }).filter((it) => it.at < '2026-11-21');
  expect(told.map((it) => `${it.at.slice(0, 10)} ${it.channel} ${it.template}`)).toEqual([
    '2026-11-17 sms due-soon',
    '2026-11-17 wechat due-soon',
    '2026-11-20 sms due-today',
    '2026-11-20 wechat due-today',
  ]);
  for (const line of told) expect(line.why).toBe('instalments 1, 2, 3, due 2026-11-20, unpaid 1065.00');
});
