import { describe, expect, it } from 'vitest';
import type { Hold } from '../../../src/domain/loan/loan-file.js';
import { heldAt } from '../../../src/domain/loan/relief/relief.js';
import { type Plan, planSchema } from '../../../src/domain/plan/plan.js';
import { addDays, dayOf, momentAt } from '../../../src/domain/time/dates.js';
import { file, live, PLAN } from '../build.js';

// The instalment of 20 January is one day past due on the 21st; the specialist's stage begins on day 16, 5 February.
const at = momentAt;
const complaint = (from: string, until: string | null): Hold => ({
  from: at(from, '11:00'),
  until: until === null ? null : at(until, '15:00'),
  reason: 'complaint',
});

const said = (holds: Hold[], until = '2026-04-30', plan: Plan = PLAN) =>
  live(file({ holds }), at(until, '23:00'), plan).steps.flatMap((step) => {
    if (step.what === 'stage') return [`${dayOf(step.at)} ${step.to}`];
    if (step.what === 'task.open') return [`${dayOf(step.at)} task ${step.kind}`];
    return step.what === 'notice' && step.purpose === 'collection' ? [`${dayOf(step.at)} ${step.template}`] : [];
  });

const counting = (complaint: 'count' | 'rest', atMostDays = 30) =>
  planSchema.parse({ ...PLAN, ladder: { ...PLAN.ladder, pausedDays: { complaint }, pause: { atMostDays } } });

describe('P4.5, P4.8: a complaint pauses what collects, and the ladder goes on at the days past due', () => {
  it('solved on day 19, the loan enters the stage of that day at once; the days of a complaint count', () => {
    const steps = said([complaint('2026-01-30', '2026-02-08')], '2026-02-21');
    expect(steps).toEqual([
      ...['2026-01-21 early', '2026-01-21 overdue-friendly', '2026-01-28 overdue-friendly'],
      ...['2026-02-08 specialist', '2026-02-08 task call'],
      '2026-02-20 legal',
      '2026-02-20 task document',
    ]);
  });

  it('a plan may say that they rest the ladder: it goes on where it stopped', () => {
    expect(said([complaint('2026-01-30', '2026-02-08')], '2026-02-21', counting('rest'))).toContain(
      '2026-02-14 specialist',
    );
  });

  it('a stage whose whole time was complained through is passed over', () => {
    const steps = said([complaint('2026-02-03', '2026-02-21')]);
    expect(steps).not.toContain('2026-02-21 specialist');
    expect(steps).toContain('2026-02-21 legal');
  });

  it('a piece of work whose day fell into it is taken up when it is solved, a message is not', () => {
    const stages = PLAN.ladder.stages.map((stage) =>
      stage.stage === 'early'
        ? {
            ...stage,
            actions: [
              { id: 'message', afterDays: 5, notice: { channels: ['sms'], template: 'overdue-friendly' } },
              { id: 'visit', afterDays: 5, task: { kind: 'visit', role: 'account-manager', dueDays: 2 } },
            ],
          }
        : stage,
    );
    const plan = planSchema.parse({ ...PLAN, ladder: { stages } });
    const steps = said([complaint('2026-01-25', '2026-01-29')], '2026-02-04', plan);
    expect(steps).toEqual(['2026-01-21 early', '2026-01-29 task visit']);
  });
});

describe('P4.8: complaints cannot postpone what collects for ever', () => {
  it.each([0, 1, 7, 30])('one that nobody solves rests it for %i days, then the ladder goes on', (days) => {
    const plan = counting('rest', days);
    const holds = [complaint('2026-01-25', null)];
    const lastDay = addDays('2026-01-25', days - 1);
    if (days > 0) expect(heldAt(file({ holds }), plan, at(lastDay, '23:59'))).toBe(true);
    expect(heldAt(file({ holds }), plan, at(addDays(lastDay, 1), '00:00'))).toBe(false);
    expect(said(holds, '2026-06-30', plan).join()).toContain('legal');
  });

  it('every week a complaint: all of them together rest it for 30 days', () => {
    const holds = Array.from({ length: 14 }, (_, n) =>
      complaint(addDays('2026-01-22', 7 * n), addDays('2026-01-27', 7 * n)),
    );
    // Six days of each week, five times.
    const held = (day: string) => heldAt(file({ holds }), PLAN, at(day, '12:00'));
    expect(held('2026-02-24')).toBe(true);
    expect(held('2026-02-26')).toBe(false);
    expect(said(holds)).toContain('2026-02-24 legal');
  });

  it('one of each morning, solved in the afternoon, is a day each', () => {
    const holds = Array.from({ length: 40 }, (_, n) => {
      const day = addDays('2026-01-22', n);
      return { from: at(day, '08:00'), until: at(day, '17:00'), reason: 'complaint' };
    });
    const of = file({ holds });
    expect(heldAt(of, PLAN, at('2026-02-20', '12:00'))).toBe(true);
    expect(heldAt(of, PLAN, at('2026-02-21', '12:00'))).toBe(false);
  });

  it('half a year later another complaint is heard out again', () => {
    const holds = [complaint('2026-01-25', null), complaint('2026-09-01', null)];
    expect(
      heldAt(
        file({ holds: [{ ...holds[0]!, until: at('2026-03-25', '10:00') }, holds[1]!] }),
        PLAN,
        at('2026-09-02', '12:00'),
      ),
    ).toBe(true);
  });

  it('what a person holds rests as long as it is held', () => {
    const holds = [{ from: at('2026-01-25', '11:00'), until: null, reason: 'dispute' }];
    expect(heldAt(file({ holds }), PLAN, at('2026-12-25', '12:00'))).toBe(true);
  });
});
