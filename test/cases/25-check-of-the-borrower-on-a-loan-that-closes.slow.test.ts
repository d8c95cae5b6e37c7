import { expect, it, vi } from 'vitest';
import { ofWhat, rehearsed, scenarioOf } from './case.js';

vi.setConfig({ testTimeout: 240_000 });

it('work about a borrower that is open when its loan is paid off is opened anew with another loan', async () => {
  // And a warning about the borrower that is being worked on.
  const warned = (text: string) =>
    text
      .replace('tasks: { follow-up: never }', 'tasks: { follow-up: never, warning-review: never }')
      .concat('  - { at: 2027-01-04T10:00:00+08:00, signal: { borrower: BF, source: registry, kind: new-overdue } }\n');
  const lines = await rehearsed(scenarioOf('25', warned));
  const closed = '2027-01-08T10:00:00+08:00';
  expect(ofWhat(lines, 'close')).toMatchObject([{ loan: 'FA', at: closed }]);
  expect(ofWhat(lines, 'task.cancel', { kind: 'follow-up' }).slice(1)).toMatchObject([
    { task: 'FA/care/follow-up-low/low/2027-Q1' },
  ]);
  const [followUp, ...more] = ofWhat(lines, 'task.open', { loan: 'FB', kind: 'follow-up' });
  expect(followUp).toMatchObject({ task: 'FB/care/follow-up-low/low/2027-Q1', at: closed });
  expect(String(followUp!.due) > followUp!.at).toBe(true);
  expect(more).toEqual([]);
  const warnings = ofWhat(lines, 'warning.open').map((it) => [it.loan, it.indicator, it.at]);
  expect(warnings).toEqual([
    ['FA', 'new-overdue', '2027-01-04T10:00:00+08:00'],
    ['FB', 'new-overdue', closed],
  ]);
});
