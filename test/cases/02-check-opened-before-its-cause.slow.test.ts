import { expect, it, vi } from 'vitest';
import { both, type Line, ofWhat, scenarioOf } from './case.js';

vi.setConfig({ testTimeout: 240_000 });

/** Opened, done, and due: in this order, each piece of work. */
function inOrder(lines: Line[]): void {
  for (const { task, at, due } of ofWhat(lines, 'task.open')) {
    expect(String(due) > at, `${task} is overdue when it is opened`).toBe(true);
    const before = lines.filter((line) => line.task === task && line.at < at);
    expect(before, `${task} has lines before it is opened`).toEqual([]);
  }
}

it('work about a borrower is never opened before what causes it on another loan', async () => {
  const lines = await both(scenarioOf('02'));
  const cause = ofWhat(lines, 'tier', { loan: 'T1', to: 'medium' })[0]!;
  expect(cause.at).toBe('2027-02-01T09:38:00+08:00');
  const visits = lines.filter((line) => String(line.task).includes('care/first-visit'));
  expect(visits).toEqual([]);
  inOrder(lines);
});

it('of a period whose last day is still to come it is opened with its cause', async () => {
  const sooner = (text: string) => text.replaceAll('dueOn: 2027-01-31', 'dueOn: 2027-01-22').replaceAll('T3D', 'T2D');
  const lines = await both(scenarioOf('02', sooner));
  const cause = ofWhat(lines, 'tier', { loan: 'T1', to: 'medium' })[0]!;
  const [visit] = ofWhat(lines, 'task.open', { loan: 'T0' }).filter((line) =>
    String(line.task).includes('care/first-visit'),
  );
  expect(visit!.at >= cause.at).toBe(true);
  inOrder(lines);
});
