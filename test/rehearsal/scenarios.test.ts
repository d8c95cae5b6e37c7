import { describe, expect, it, vi } from 'vitest';
import { momentAt } from '../../src/domain/time/dates.js';
import { foreseesItsRehearsal, readsAsBefore } from './stories.js';

// On a machine that does other things too.
vi.setConfig({ testTimeout: 240_000 });

describe('a preview of a scenario without events equals the loan lines of its rehearsal, line by line', () => {
  it('04-personal', async () => {
    expect((await foreseesItsRehearsal('04-personal')).length).toBeGreaterThan(20);
  });

  it('a call that falls on a day off waits for its hours', async () => {
    const lines = await foreseesItsRehearsal('call-on-a-saturday');
    const calls = lines.filter((line) => line.what === 'notice' && line.channel === 'voice');
    expect(calls[0]).toMatchObject({ status: 'sent', at: momentAt('2026-11-22', '09:00') });
  });

  it('two days without SMS: who was not reached is called once, whoever another channel reached is not', async () => {
    const lines = await foreseesItsRehearsal('two-days-without-sms');
    const calls = lines.filter((line) => line.what === 'task.open' && line.kind === 'call');
    expect(calls.map((line) => line.loan)).toEqual(['L1', 'L3']);
  });
});

it('complaint-and-warning: the ladder is frozen while the complaint is open, the warning is worked off', () =>
  readsAsBefore('complaint-and-warning'));
