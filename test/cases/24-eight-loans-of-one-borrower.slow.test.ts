import { describe, expect, it, vi } from 'vitest';
import { both, type Line, ofWhat, scenarioOf } from './case.js';

vi.setConfig({ testTimeout: 400_000 });

const LOANS = ['T1', 'T2', 'T3', 'T4', 'T5', 'T6', 'T7', 'T8'];

/** What was to be said of a loan and was not: neither by a message nor, with the others, by a call. */
const sentOf = (lines: Line[], loan: string) =>
  ofWhat(lines, 'notice', { loan, status: 'sent' }).filter((it) => String(it.template).startsWith('overdue'));

describe('more loans of one person than a cap allows to be told of', () => {
  it('they take turns, and what could not be said becomes one call', async () => {
    const lines = await both(scenarioOf('24'));
    const sent = LOANS.map((loan) => sentOf(lines, loan).length);
    expect(Math.min(...sent)).toBeGreaterThanOrEqual(2);
    expect(Math.max(...sent) - Math.min(...sent)).toBeLessThanOrEqual(2);
    const unsaid = ofWhat(lines, 'notice', { status: 'suppressed', reason: 'stale' });
    expect(unsaid).not.toEqual([]);
    const calls = ofWhat(lines, 'task.open').filter((line) => String(line.task).endsWith('/unsaid'));
    expect(calls.length).toBe(1);
    expect(calls[0]!.at).toBe(unsaid[0]!.at);
    // The caps of china-2026 hold: three a day, ten a week.
    const days = lines
      .filter((line) => line.what === 'notice' && line.status === 'sent' && String(line.template).startsWith('overdue'))
      .map((line) => line.at.slice(0, 10));
    for (const day of days) expect(days.filter((it) => it === day).length, day).toBeLessThanOrEqual(3);
  });

  it('one whose calls are made is called again when more is left unsaid', async () => {
    const lines = await both(scenarioOf('24', (text) => text.replace('call: never, ', '')));
    const calls = ofWhat(lines, 'task.open').filter((line) => String(line.task).endsWith('/unsaid'));
    expect(calls.length).toBeGreaterThan(1);
    expect(new Set(calls.map((line) => line.at.slice(0, 10))).size).toBe(calls.length);
  });
});
