import { expect, it } from 'vitest';
import { heldBack } from '../../../src/domain/preview/held-back.js';
import type { TimelineLine } from '../../../src/domain/preview/timeline.js';

const line = (what: string, rule: string, more: object): TimelineLine => ({
  ...{ at: 0, loan: 'L1', borrower: 'B1', what, rule },
  ...more,
});
const sms = (status: string) => line('notice', 'P4.5', { template: 'overdue-friendly', channel: 'sms', status });
const work = (kind: string, rule: string) => line('task.open', rule, { kind });

it('sums over loans what is sent or opened without the hold and not with it, by row; what only the hold begins goes on', () => {
  const free = [sms('sent'), sms('sent'), sms('suppressed'), work('visit', 'P4.3'), work('call', 'P4.5')];
  const held = [sms('sent'), sms('suppressed'), work('visit', 'P4.3'), work('look', 'S9')];
  const notice = { what: 'notice', kind: 'overdue-friendly', channel: 'sms', rule: 'P4.5' };
  const ofWork = { what: 'task.open', channel: null };
  expect(
    heldBack([
      { free, held },
      { free: [sms('sent'), work('visit', 'P4.3')], held: [work('visit', 'P4.3')] },
    ]),
  ).toEqual([
    { ...notice, keptBack: 2, goesOn: 1 },
    { ...ofWork, kind: 'call', rule: 'P4.5', keptBack: 1, goesOn: 0 },
    { ...ofWork, kind: 'visit', rule: 'P4.3', keptBack: 0, goesOn: 2 },
    { ...ofWork, kind: 'look', rule: 'S9', keptBack: 0, goesOn: 1 },
  ]);
});
