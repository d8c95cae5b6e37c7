import { describe, expect, it } from 'vitest';
import { isOfLadder } from '../../../src/domain/loan/episode.js';
import type { RecordedPayment } from '../../../src/domain/loan/loan-file.js';
import { planSchema } from '../../../src/domain/plan/plan.js';
import { dayOf, momentAt } from '../../../src/domain/time/dates.js';
import { file, live, PLAN, payment } from '../build.js';

/** Both instalments of the file are overdue by then: the first for 40 days, the second for 9. */
const HEARD = momentAt('2026-03-01', '10:00');
const END = momentAt('2026-03-02', '00:00');
const paid = (paidOn: string): RecordedPayment => payment('P', 106_000, HEARD, { paidOn });

const stagesOf = (payments: RecordedPayment[], until = END, plan = PLAN) => {
  const { steps, file: end } = live(file({ payments }), until, plan);
  const stages = steps.flatMap((it) => (it.what === 'stage' ? [`${it.from} → ${it.to}`] : []));
  return { stages, stage: end.state.stage, steps, work: end.openTasks.map((it) => it.kind).sort() };
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

  it('`stepDown: when-cured`: money that really came late leaves the stage as it is while something is overdue', () => {
    const whenCured = planSchema.parse({ ...PLAN, ladder: { ...PLAN.ladder, stepDown: 'when-cured' } });
    const { stage, work } = stagesOf([paid('2026-03-01')], END, whenCured);
    expect(stage).toBe('legal');
    expect(work).toEqual(['call', 'document']);
  });
});

describe('P4.5: the oldest instalment is paid, a younger one is overdue', () => {
  const late = paid('2026-03-01');

  it('the stage is that of the days of the younger, and what the higher one had opened ends', () => {
    const { stages, work } = stagesOf([late]);
    expect(stages.at(-1)).toBe('legal → early');
    expect(work).toEqual([]);
  });

  it('the borrower hears of it on the next day, not in the minute of paying', () => {
    const { steps } = stagesOf([late], momentAt('2026-03-08', '23:00'));
    const told = steps.filter((it) => it.what === 'notice' && it.template === 'overdue-friendly');
    expect(told.map((it) => dayOf(it.at)).filter((day) => day > '2026-02-20')).toEqual(['2026-03-02']);
  });

  it('the work of the higher stages is opened anew when the younger reaches them', () => {
    const { stage, steps } = stagesOf([late], momentAt('2026-03-24', '00:00'));
    expect(stage).toBe('legal');
    const opened = steps.filter((it) => it.what === 'task.open').map((it) => `${dayOf(it.at)} ${it.kind}`);
    expect(opened).toEqual(['2026-02-05 call', '2026-02-20 document', '2026-03-08 call', '2026-03-23 document']);
  });

  it('in the same stage nothing ends and nothing is opened twice', () => {
    const { stages, work } = stagesOf(
      [paid('2026-03-25')].map((it) => ({ ...it, recordedAt: momentAt('2026-03-25', '10:00') })),
      momentAt('2026-04-20', '00:00'),
    );
    expect(stages).toEqual(['current → early', 'early → specialist', 'specialist → legal']);
    expect(work.filter((it) => it !== 'next-step')).toEqual(['call', 'document']);
  });

  it('when the payment is taken back the higher stage is entered again, and its work that was open comes back', () => {
    const back = momentAt('2026-03-04', '15:00');
    const bounced = { ...late, reversedOn: '2026-03-04', reversalRecordedAt: back };
    const { stages, stage, work, steps } = stagesOf([bounced], momentAt('2026-03-05', '00:00'));
    expect(stages.slice(-3)).toEqual(['legal → early', 'early → current', 'current → legal']);
    expect({ stage, work }).toEqual({ stage: 'legal', work: ['call', 'document'] });
    expect(new Set(steps.map((it) => it.key).filter(isOfLadder)).size).toBe(stages.length);
  });
});
