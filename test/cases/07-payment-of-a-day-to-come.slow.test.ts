import { expect, it, vi } from 'vitest';
import { ofWhat, rehearsed, scenarioOf } from './case.js';

vi.setConfig({ testTimeout: 240_000 });

it('S4: of a day to come it is refused; booked with the right day it counts', async () => {
  expect(ofWhat(await rehearsed(scenarioOf('07')), 'payment')).toEqual([]);
  const right =
    '\n  - { at: 2026-11-23T10:00:00+08:00, payment: { loan: I, reference: I2, amount: "1060.00", paidOn: 2026-11-19 } }\n';
  const lines = await rehearsed(scenarioOf('07', (text) => `${text.trimEnd()}${right}`));
  expect(ofWhat(lines, 'close')).toHaveLength(1);
});
