import { expect, it, vi } from 'vitest';
import { both, ofWhat, scenarioOf } from './case.js';

vi.setConfig({ testTimeout: 400_000 });

const LOANS = ['T1', 'T2', 'T3', 'T4', 'T5', 'T6', 'T7', 'T8'];

it('more loans of one person than a cap allows to be told of: one message names them all, each time', async () => {
  const lines = await both(scenarioOf('24'));
  const overdue = ofWhat(lines, 'notice').filter((it) => String(it.template).startsWith('overdue'));
  const days = [...new Set(overdue.map((it) => it.at.slice(0, 10)))];
  expect(days.length).toBe(7);
  for (const day of days) {
    const told = overdue.filter((it) => it.at.startsWith(day));
    const sent = told.filter((it) => it.status === 'sent');
    expect(sent.length, day).toBe(1);
    const joined = told.filter((it) => it.reason === 'joined' && it.with === sent[0]!.loan);
    expect([...sent, ...joined].map((it) => it.loan).sort(), day).toEqual(LOANS);
  }
  expect(ofWhat(lines, 'notice', { reason: 'stale' })).toEqual([]);
});
