import { describe, expect, it } from 'vitest';
import { agenda } from '../../src/domain/agenda.js';
import { dayOf, formatMoment, momentAt, timeOf } from '../../src/domain/time/dates.js';
import { after, file, live, PLAN, payment } from './build.js';

const say = (steps: { what: string; at: number; key: string }[]) =>
  steps.map((step) => `${dayOf(step.at)} ${step.what} ${step.key}`);
const until = (day: string) => momentAt(day, '00:00');

describe('reminders', () => {
  it('P9.2: three days before and on the due day, by the channels the borrower has agreed to', () => {
    const { steps } = live(file(), until('2026-01-21'));
    expect(say(steps)).toEqual([
      '2026-01-17 notice remind/1/before-due/sms',
      '2026-01-20 notice remind/1/on-due-day/sms',
    ]);
    expect(steps[0]).toMatchObject({
      rule: 'P9.2',
      why: { code: 'due', seqs: [1], dueOn: '2026-01-20', amount: 106_000 },
      dpd: 0,
      template: 'due-soon',
    });
  });

  it("P9.2: at the loan's own minute of the plan's window, the same every day", () => {
    const { steps } = live(file(), until('2026-01-21'));
    const times = new Set(steps.map((step) => timeOf(step.at)));
    expect(times.size).toBe(1);
    expect([...times][0]! >= '09:00' && [...times][0]! < '10:00').toBe(true);
  });

  it('P9.2: nothing about an instalment that is paid, even at 00:00 of the due day', () => {
    const at = momentAt('2026-01-20', '00:00');
    const { steps } = live(file({ payments: [payment('A', 106_000, at)] }), until('2026-02-01'));
    expect(say(steps)).toEqual(['2026-01-17 notice remind/1/before-due/sms']);
  });

  it('interfaces: a borrower without any contact becomes a task of the account manager', () => {
    const { steps } = live(file({ contacts: [] }), until('2026-01-18'));
    expect(steps).toMatchObject([{ what: 'task.open', kind: 'call', role: 'account-manager' }]);
  });

  it('a book taken in at eleven still gets the reminders of that day, and none of an earlier one', () => {
    const takenInAt = momentAt('2026-01-17', '11:00');
    const { steps } = live(file({ takenInAt }), until('2026-01-18'));
    expect(steps.map((step) => [step.key, formatMoment(step.at)])).toEqual([
      ['remind/1/before-due/sms', '2026-01-17T11:00:00+08:00'],
    ]);
    expect(live(file({ takenInAt: momentAt('2026-01-18', '00:00') }), until('2026-01-20')).steps).toEqual([]);
  });
});

describe('the ladder', () => {
  it('P4.5: each stage on its day, with its actions, and the classification beside it', () => {
    const { steps } = live(file(), until('2026-02-21'));
    expect(say(steps.filter((step) => step.what !== 'notice'))).toEqual([
      '2026-01-21 stage stage/2026-01-20/early',
      `2026-01-21 classify classify/special-mention/${steps.find((it) => it.what === 'classify')!.at}`,
      '2026-02-05 stage stage/2026-01-20/specialist',
      '2026-02-05 task.open 2026-01-20/specialist/call/0',
      '2026-02-20 stage stage/2026-01-20/legal',
      '2026-02-20 task.open 2026-01-20/legal/letter/0',
    ]);
  });

  it('P4.5: on the 15th day it is still the account manager, on the 16th a collection specialist takes over', () => {
    expect(live(file(), until('2026-02-05')).file.state.stage).toBe('early');
    expect(live(file(), until('2026-02-06')).file.state.stage).toBe('specialist');
  });

  it('a message of a stage is repeated while the stage lasts and no longer', () => {
    const { steps } = live(file(), until('2026-02-10'));
    const sent = steps.filter((step) => step.what === 'notice' && step.template === 'overdue-friendly');
    expect(sent.map((step) => dayOf(step.at))).toEqual(['2026-01-21', '2026-01-28', '2026-02-04']);
  });

  it('a loan taken in at DPD 40 enters its present stage and gets that stage’s first action, nothing of before', () => {
    const takenInAt = momentAt('2026-03-01', '11:00');
    const one = file({
      takenInAt,
      instalments: [{ seq: 1, dueOn: '2026-01-20', principal: 100, interest: 0, fee: 0 }],
    });
    const { steps } = agenda(one, PLAN, takenInAt);
    expect(steps.map((step) => `${step.what} ${step.key} ${step.dpd}`)).toEqual([
      'stage stage/2026-01-20/legal 40',
      `classify classify/special-mention/${takenInAt} 40`,
      'task.open 2026-01-20/legal/letter/0 40',
    ]);
    expect(steps.every((step) => step.at === takenInAt)).toBe(true);
  });

  it('a loan taken in on the morning of a stage’s day waits for its minute and enters only that stage', () => {
    const takenInAt = momentAt('2026-02-05', '07:00');
    const { steps } = live(file({ takenInAt }), until('2026-02-06'));
    expect(steps.filter((step) => step.what === 'stage')).toMatchObject([{ from: 'current', to: 'specialist' }]);
    expect(timeOf(steps.find((step) => step.what === 'stage')!.at) >= '09:00').toBe(true);
  });

  it('a payment ends the stage at once and cancels what was opened because of it', () => {
    const at = momentAt('2026-02-06', '10:00');
    const { steps, file: end } = live(file({ payments: [payment('A', 106_000, at)] }), until('2026-02-07'));
    const cured = steps.filter((step) => step.at === at);
    expect(cured.map((step) => step.what)).toEqual(['stage', 'task.cancel', 'classify']);
    expect(cured[0]).toMatchObject({ from: 'specialist', to: 'current' });
    expect(end.openTasks).toEqual([]);
    expect(end.state).toMatchObject({ stage: 'current', category: 'normal', delinquency: null });
  });

  it('P4.5: when the oldest instalment is paid the stage is that of the next, and rises with its days', () => {
    const at = momentAt('2026-02-22', '10:00'); // DPD 33, stage legal; instalment 2 then is 2 days past due
    const { steps } = live(file({ payments: [payment('A', 106_000, at)] }), until('2026-05-01'));
    expect(steps.filter((step) => step.what === 'stage').map((step) => `${dayOf(step.at)} ${step.to}`)).toEqual([
      '2026-01-21 early',
      '2026-02-05 specialist',
      '2026-02-20 legal',
      '2026-02-22 early',
      '2026-03-08 specialist',
      '2026-03-23 legal',
    ]);
  });

  it('P4.5: when the payment that cured is reversed the stage is taken up again, and the borrower hears of it', () => {
    const paid = momentAt('2026-01-25', '10:00');
    const back = momentAt('2026-01-28', '15:00');
    const a = payment('A', 106_000, paid, { reversedOn: '2026-01-28', reversalRecordedAt: back });
    const { steps } = live(file({ payments: [a] }), until('2026-01-29'));
    expect(
      steps.filter((step) => step.what === 'stage').map((step) => [step.from, step.to, formatMoment(step.at)]),
    ).toEqual([
      ['current', 'early', expect.stringContaining('2026-01-21')],
      ['early', 'current', '2026-01-25T10:00:00+08:00'],
      ['current', 'early', '2026-01-28T15:00:00+08:00'],
    ]);
    const told = steps.filter((step) => step.what === 'notice' && step.template === 'overdue-friendly');
    expect(told.map((step) => formatMoment(step.at).slice(0, 10))).toEqual(['2026-01-21', '2026-01-28']);
  });

  it('nothing goes out during a hold, and its days do not bring the next stage nearer', () => {
    const hold = { from: momentAt('2026-01-25', '12:00'), until: momentAt('2026-02-04', '12:00'), reason: 'dispute' };
    const { steps } = live(file({ holds: [hold] }), until('2026-03-01'));
    expect(steps.filter((step) => step.at >= hold.from && step.at < hold.until)).toEqual([]);
    expect(steps.find((step) => step.what === 'stage' && step.to === 'specialist')).toMatchObject({ dpd: 26 });
  });
});

describe('classification', () => {
  it('S3: boundaries are strict: 90 days special mention, 91 substandard, 271 doubtful, 361 loss', () => {
    const one = file({ instalments: [{ seq: 1, dueOn: '2026-01-20', principal: 100, interest: 0, fee: 0 }] });
    const { steps } = live(one, until('2027-02-01'));
    expect(steps.flatMap((step) => (step.what === 'classify' ? [[step.to, step.dpd]] : []))).toEqual([
      ['special-mention', 1],
      ['substandard', 91],
      ['doubtful', 271],
      ['loss', 361],
    ]);
  });

  it('S3: out of non-performing only a person may lift a loan: the risk manager gets a task', () => {
    const at = momentAt('2026-05-01', '10:00'); // DPD 101
    const { steps, file: end } = live(file({ payments: [payment('A', 106_000, at)] }), until('2026-05-02'));
    expect(steps.filter((step) => step.at === at)).toMatchObject([
      { what: 'task.open', kind: 'classification-review', role: 'risk-manager' },
    ]);
    expect(end.state.category).toBe('substandard');
  });
});

describe('the end', () => {
  it('a loan paid in full is cured, classified and closed at that moment, and has nothing next', () => {
    const at = momentAt('2026-02-06', '10:00');
    const { steps, file: end } = live(file({ payments: [payment('A', 209_000, at)] }), until('2027-01-01'));
    expect(steps.filter((step) => step.at === at).map((step) => step.what)).toEqual([
      'stage',
      'task.cancel',
      'classify',
      'close',
    ]);
    expect(agenda(end, PLAN, at)).toMatchObject({ steps: [], next: null });
  });

  it('a reversal of the last payment opens a closed loan again, and paying again closes it again', () => {
    const [paid, back, again] = [
      momentAt('2026-02-06', '10:00'),
      momentAt('2026-02-08', '10:00'),
      momentAt('2026-02-09', '10:00'),
    ];
    const a = payment('A', 209_000, paid, { reversedOn: '2026-02-08', reversalRecordedAt: back });
    const { steps, file: end } = live(file({ payments: [a, payment('B', 209_000, again)] }), until('2026-03-01'));
    expect(steps.filter((step) => step.what === 'close').map((step) => step.at)).toEqual([paid, again]);
    expect(steps.filter((step) => step.at === back)).toMatchObject([
      { what: 'stage', from: 'current', to: 'specialist' },
      { what: 'classify', to: 'special-mention' },
      { what: 'task.open', kind: 'call', task: 'L1/2026-01-20/specialist/call/0' },
    ]);
    expect(end.state.closedAt).toBe(again);
  });

  it('asking again after the steps are taken answers no steps', () => {
    const now = momentAt('2026-02-20', '12:00');
    const first = agenda(file(), PLAN, now);
    expect(first.steps.length).toBeGreaterThan(0);
    expect(agenda(after(file(), first), PLAN, now).steps).toEqual([]);
  });
});
