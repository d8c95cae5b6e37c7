import { describe, expect, it } from 'vitest';
import { agenda } from '../../src/domain/agenda.js';
import { contactGate } from '../../src/domain/contact/contact-gate.js';
import type { Step } from '../../src/domain/loan/steps.js';
import { type Plan, planSchema } from '../../src/domain/plan/plan.js';
import { preview } from '../../src/domain/preview/preview.js';
import { nextWorkday } from '../../src/domain/time/calendar.js';
import { formatMoment, momentAt } from '../../src/domain/time/dates.js';
import { chinaCalendar } from '../../src/library/calendar.js';
import { CHINA } from '../support/contact-rules.js';
import { after, file, live, PLAN } from './build.js';

const at = (day: string, time = '10:00') => momentAt(day, time);
const stages = (steps: Step[]) =>
  steps.flatMap((it) => (it.what === 'stage' ? [`${formatMoment(it.at).slice(0, 10)} ${it.to}`] : []));

describe('catch-up: a worker that was down for weeks', () => {
  const before = live(file(), at('2026-01-22'), PLAN).file;
  const back = at('2026-02-25');
  const answer = agenda(before, PLAN, back);

  it('enters only the stage of that day; those missed are not made up for', () => {
    expect(stages(answer.steps)).toEqual(['2026-02-20 legal']);
  });

  it('reminders whose time has gone are noted, and the gate drops them as stale', () => {
    const missed = answer.steps.flatMap((it) => (it.what === 'notice' ? [it] : []));
    expect(missed.length).toBeGreaterThan(0);
    for (const { channel, purpose, staleAt } of missed) {
      const facts = {
        now: back,
        channel,
        purpose,
        staleAt,
        somethingDue: true,
        restricted: false,
        inDoubt: false,
        held: false,
        consent: true,
        loan: 'L1',
        contact: 1,
        zone: null,
        history: [],
      };
      expect(contactGate(facts, CHINA)).toEqual({ verdict: 'never', rule: 'stale', reason: 'stale' });
    }
  });

  it('of work that repeats only the newest is opened', () => {
    const visit = { id: 'visit', everyDays: 7, task: { kind: 'visit', role: 'account-manager', dueDays: 3 } };
    const stage = { ...PLAN.ladder.stages[0]!, actions: [visit] };
    const plan: Plan = planSchema.parse({ ...PLAN, ladder: { ...PLAN.ladder, stages: [stage] } });
    const slept = live(file(), at('2026-01-22'), plan).file;
    const opened = agenda(slept, plan, back).steps.filter((it) => it.what === 'task.open');
    expect(opened.map((it) => formatMoment(it.at).slice(0, 10))).toEqual(['2026-02-25']);
  });

  it('looking again does nothing', () => {
    expect(agenda(after(before, answer), PLAN, back).steps).toEqual([]);
  });
});

describe('a plan that changes in the middle of a stage', () => {
  const entered = live(file(), at('2026-01-23'), PLAN).file;
  const changed = (change: (stage: Plan['ladder']['stages'][number]) => object): Plan =>
    planSchema.parse({
      ...PLAN,
      version: 2,
      ladder: { ...PLAN.ladder, stages: PLAN.ladder.stages.map(change as never) },
    });

  it('the stage that was entered is not entered again; the next one comes on its new day', () => {
    const sooner = changed((it) => (it.stage === 'specialist' ? { ...it, fromDpd: 8 } : it));
    expect(stages(live({ ...entered, takenInAt: at('2026-01-23') }, at('2026-02-01'), sooner).steps)).toEqual([
      '2026-01-28 specialist',
    ]);
  });

  it('a stage that has a new name is entered under it, once', () => {
    const renamed = changed((it) => (it.stage === 'early' ? { ...it, stage: 'phone' } : it));
    expect(stages(live({ ...entered, takenInAt: at('2026-01-24') }, at('2026-02-01'), renamed).steps)).toEqual([
      '2026-01-24 phone',
    ]);
  });
});

describe('days of the calendar', () => {
  it('an instalment due at a month’s end that is short falls due on its last day, and is overdue on the first', () => {
    const february = file({ instalments: [{ seq: 1, dueOn: '2026-02-28', principal: 100, interest: 0, fee: 0 }] });
    expect(stages(live(february, at('2026-03-03'), PLAN).steps)).toEqual(['2026-03-01 early']);
  });

  it('Civil Code art. 203: a due day on a holiday moves to the next working day, make-up days are working days', () => {
    const china = chinaCalendar();
    expect(nextWorkday(china, '2026-10-01')).toBe('2026-10-08');
    expect(nextWorkday(china, '2026-10-10')).toBe('2026-10-10');
    expect(nextWorkday(china, '2026-11-21')).toBe('2026-11-23');
    expect(nextWorkday(china, '2026-11-24')).toBe('2026-11-24');
    expect(nextWorkday(china, '2099-10-01')).toBe('2099-10-01');
  });
});

describe('two loans of one borrower', () => {
  const plan: Plan = planSchema.parse({
    ...PLAN,
    checks: [
      { id: 'visit', rule: 'P6.4', every: 'month', task: { kind: 'visit', role: 'account-manager', dueDays: 9 } },
    ],
  });
  const loan = (id: string, dueOn: string) =>
    file({
      loan: id,
      disbursedOn: `2025-12-0${id.slice(1)}`,
      instalments: [{ seq: 1, dueOn, principal: 100, interest: 0, fee: 0 }],
    });
  const lines = preview({
    loans: [
      { file: loan('L2', '2026-01-05'), plan },
      { file: loan('L1', '2026-01-25'), plan },
    ],
    until: at('2026-03-10'),
    staff: () => 86_400_000,
    providers: {},
    rules: CHINA,
  });

  it('are each in a stage of their own', () => {
    const entered = (id: string) => lines.filter((it) => it.what === 'stage' && it.loan === id).map((it) => it.to);
    expect(entered('L2')).toEqual(['early', 'specialist', 'legal']);
    expect(entered('L1')).toEqual(['early', 'specialist', 'legal']);
    expect(lines.filter((it) => it.what === 'stage').map((it) => it.loan)).toEqual([
      'L2',
      'L2',
      'L1',
      'L2',
      'L1',
      'L1',
    ]);
  });

  it('a visit to the borrower is one visit, kept with the older loan', () => {
    const visits = lines.filter((it) => it.what === 'task.open' && it.kind === 'visit');
    expect(visits.map((it) => `${it.loan} ${formatMoment(it.at).slice(0, 7)}`)).toEqual([
      'L1 2026-01',
      'L1 2026-02',
      'L1 2026-03',
    ]);
  });
});

it('a number that its provider refuses is retired: the next message to any loan of the borrower is a call, as in the worker', () => {
  const loan = (id: string, dueOn: string) =>
    file({ loan: id, instalments: [{ seq: 1, dueOn, principal: 100_000, interest: 0, fee: 0 }] });
  const lines = preview({
    loans: [
      { file: loan('L1', '2026-01-20'), plan: PLAN },
      { file: loan('L2', '2026-01-28'), plan: PLAN },
    ],
    until: at('2026-03-10'),
    staff: () => 86_400_000,
    providers: { sms: 'reject' },
    rules: CHINA,
  });
  expect(lines.filter((it) => it.what === 'notice' && it.channel === 'sms')).toMatchObject([
    { loan: 'L1', status: 'failed', reason: 'refused' },
  ]);
  expect(lines.filter((it) => it.what === 'task.open' && it.because?.code === 'no-way').length).toBeGreaterThan(1);
});
