import { expect, it, vi } from 'vitest';
import { ofWhat, rehearsed, scenarioOf } from './case.js';

vi.setConfig({ testTimeout: 240_000 });

it('P4.5: when a payment bounces, the work it had ended is open again, the borrower hears of it, and the stage goes on', async () => {
  const lines = await rehearsed(scenarioOf('01'));
  const back = lines.filter((it) => it.at.startsWith('2026-11-27T15:00'));
  expect(ofWhat(back, 'stage')).toMatchObject([{ from: 'current', to: 'legal', dpd: 38 }]);
  const open = ofWhat(back, 'task.open').map((it) => it.kind);
  expect(open).toEqual(expect.arrayContaining(['lawyer-letter', 'property-preservation', 'repayment-plan', 'call']));
  const tasks = ofWhat(back, 'task.open').map((it) => it.task);
  expect(new Set(tasks).size).toBe(tasks.length);
  expect(ofWhat(back, 'notice')).toMatchObject([{ template: 'overdue-final', status: 'sent' }]);
  expect(ofWhat(back, 'letter', { kind: 'lawyer-letter' })).toHaveLength(1);
});
