import { describe, expect, it } from 'vitest';
import type { RecordedPayment } from '../../../src/domain/loan/loan-file.js';
import { momentAt } from '../../../src/domain/time/dates.js';
import { file, live, payment } from '../build.js';

/** Both instalments of the file are overdue by then: the first for 40 days, the second for 9. */
const HEARD = momentAt('2026-03-01', '10:00');
const END = momentAt('2026-03-02', '00:00');
const paid = (paidOn: string): RecordedPayment => payment('P', 106_000, HEARD, { paidOn });

const stagesOf = (payments: RecordedPayment[], until = END) => {
  const { steps, file: end } = live(file({ payments }), until);
  const stages = steps.flatMap((it) => (it.what === 'stage' ? [`${it.from} → ${it.to}`] : []));
  return { stages, stage: end.state.stage, work: end.openTasks.map((it) => it.kind).sort() };
};

describe('S4: money of before that was booked late', () => {
  it('a stage that was never reached by its own days is left, and its work ends', () => {
    const { stages, stage, work } = stagesOf([paid('2026-02-20')]);
    expect(stages).toContain('specialist → legal');
    expect(stage).toBe('early');
    expect(work).toEqual([]);
  });

  it('when it is reached after all, its work is owed', () => {
    const { stage, work } = stagesOf([paid('2026-02-20')], momentAt('2026-03-26', '00:00'));
    expect(stage).toBe('legal');
    expect(work).toEqual(['call', 'document']);
  });

  it('money that really came late leaves the stage as it is while something is overdue', () => {
    const { stage, work } = stagesOf([paid('2026-03-01')]);
    expect(stage).toBe('legal');
    expect(work).toEqual(['call', 'document']);
  });
});
