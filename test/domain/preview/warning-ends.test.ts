import { describe, expect, it } from 'vitest';
import { preview } from '../../../src/domain/preview/preview.js';
import { formatMoment, MS_A_DAY, momentAt } from '../../../src/domain/time/dates.js';
import { planOf } from '../../plans/rows.js';
import { CHINA } from '../../support/contact-rules.js';
import { file, payment } from '../build.js';

/** P6.3: late from 21 January on, and everybody does everything a day later: the closing of the warning too, while the arrears last. */
const closings = (paidAt: string | null) =>
  preview({
    loans: [{ file: file({ takenInAt: momentAt('2026-01-10', '08:00') }), plan: planOf(6) }],
    until: momentAt('2026-03-20', '00:00'),
    staff: () => MS_A_DAY,
    providers: {},
    rules: CHINA,
    money: paidAt === null ? [] : [{ loan: 'L1', payment: payment('P1', 106_000, momentAt('2026-02-05', paidAt)) }],
  }).flatMap((it) =>
    it.kind === 'warning-closure' && it.what === 'task.open' ? [formatMoment(it.at).slice(0, 16)] : [],
  );

describe('P6.3: a warning that waits for the end of the arrears', () => {
  it('is asked to be closed when the money comes, at that hour', () => {
    expect(closings('14:10')[1]).toBe('2026-02-05T14:10');
  });

  it('without money is asked again a month later, and the month after', () => {
    expect(closings(null).length).toBeGreaterThan(1);
    expect(closings(null)[1]).toBe('2026-02-24T09:00');
  });
});
