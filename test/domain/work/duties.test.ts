import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CADENCES } from '../../../src/domain/plan/atoms.js';
import { type Duty, duty as dutySchema } from '../../../src/domain/plan/unit.js';
import { addDays, formatMoment, momentAt } from '../../../src/domain/time/dates.js';
import { periodOf } from '../../../src/domain/time/period.js';
import { type DutyCalendar, dutiesBetween, dutyCalendars, openingOf } from '../../../src/domain/work/duties.js';

const duty = (said: Record<string, unknown>): Duty =>
  dutySchema.parse({
    id: 'it',
    rule: 'P7.9',
    title: '例会',
    task: { kind: 'meeting', role: 'department-head', dueDays: 1 },
    ...said,
  });
const days = (said: Record<string, unknown>, from: string, until: string) =>
  dutiesBetween({ duties: [duty(said)] }, from, until).map(({ day, period }) => `${day} ${period.text}`);
const opened = (said: Record<string, unknown>, asOf: string, now = momentAt(asOf, '08:30')) =>
  openingOf({ plan: '07-monthly-team' }, duty(said), asOf, now);

describe('the days of a duty', () => {
  it('P7.11: the post-loan group reports every day', () => {
    const expected = ['2026-02-27 2026-02-27', '2026-02-28 2026-02-28', '2026-03-01 2026-03-01'];
    expect(days({ every: 'day' }, '2026-02-27', '2026-03-02')).toEqual(expected);
  });

  it('P7.9: the warned borrowers are talked through every Monday', () => {
    expect(days({ every: 'week', day: 1 }, '2026-12-22', '2027-01-12')).toEqual([
      '2026-12-28 2026-W53',
      '2027-01-04 2027-W01',
      '2027-01-11 2027-W02',
    ]);
  });

  it('P9.4: on Friday somebody looks that all answers were dealt with', () => {
    expect(days({ every: 'week', day: 5 }, '2026-11-23', '2026-11-30')).toEqual(['2026-11-27 2026-W48']);
  });

  it('P8.5: every half-month, also in February', () => {
    expect(days({ every: 'half-month', day: 14 }, '2027-02-01', '2027-04-01')).toEqual([
      '2027-02-14 2027-02-A',
      '2027-02-28 2027-02-B',
      '2027-03-14 2027-03-A',
      '2027-03-29 2027-03-B',
    ]);
  });

  it('P1.5: a fixed day of the month; the 31st is the last day of a shorter month', () => {
    expect(days({ every: 'month', day: 31 }, '2028-01-01', '2028-05-01')).toEqual([
      '2028-01-31 2028-01',
      '2028-02-29 2028-02',
      '2028-03-31 2028-03',
      '2028-04-30 2028-04',
    ]);
  });

  it('P6.9: every quarter, in its first month and not beyond it', () => {
    expect(days({ every: 'quarter', day: 31 }, '2026-01-01', '2027-01-01')).toEqual([
      '2026-01-31 2026-Q1',
      '2026-04-30 2026-Q2',
      '2026-07-31 2026-Q3',
      '2026-10-31 2026-Q4',
    ]);
  });

  it('P6.8: the customer meeting is in June and December', () => {
    expect(days({ every: 'month', months: [6, 12], day: 5 }, '2026-01-01', '2027-01-01')).toEqual([
      '2026-06-05 2026-06',
      '2026-12-05 2026-12',
    ]);
  });

  it('the last day asked for is not included', () => {
    expect(days({ every: 'half-year', day: 10 }, '2026-01-10', '2026-07-10')).toEqual(['2026-01-10 2026-H1']);
    expect(days({ every: 'year', day: 10 }, '2026-01-11', '2027-01-10')).toEqual([]);
  });
});

describe('what a duty opens', () => {
  it('P7.9: a task with owner by role, due at the close of business of the day after, and its form', () => {
    const task = { kind: 'meeting', role: 'department-head', dueDays: 1, title: '每周风险例会', form: ['到会人员'] };
    const opening = opened({ id: 'risk-meeting', every: 'week', task }, '2026-11-23');
    expect(opening).toMatchObject({
      id: '07-monthly-team/risk-meeting/2026-W48',
      rule: 'P7.9',
      why: { code: 'duty', title: '例会', period: '2026-W48' },
    });
    expect(opening.task).toMatchObject({
      task: 'duty/07-monthly-team/risk-meeting/2026-W48',
      kind: 'meeting',
      role: 'department-head',
      title: '每周风险例会',
      form: ['到会人员'],
    });
    expect(formatMoment(opening.task!.openedAt)).toBe('2026-11-23T08:30:00+08:00');
    expect(formatMoment(opening.task!.due)).toBe('2026-11-24T18:00:00+08:00');
  });

  it('S1: one that was missed has its time from the day it is made up for', () => {
    const late = opened({ every: 'week' }, '2026-11-23', momentAt('2026-11-25', '14:00'));
    expect(formatMoment(late.at)).toBe('2026-11-23T08:30:00+08:00');
    expect(formatMoment(late.task!.due)).toBe('2026-11-26T18:00:00+08:00');
    const today = { kind: 'meeting', role: 'department-head', dueDays: 0 };
    const evening = opened({ every: 'day', task: today }, '2026-11-24', momentAt('2026-11-25', '19:00'));
    expect(formatMoment(evening.task!.due)).toBe('2026-11-26T18:00:00+08:00');
  });

  it('S1: opened some hours late it is still of its day, opened before its hour it is of that moment', () => {
    expect(formatMoment(opened({ every: 'day' }, '2026-11-24', momentAt('2026-11-24', '11:00')).at)).toMatch(/T08:30/);
    expect(formatMoment(opened({ every: 'day' }, '2026-11-24', momentAt('2026-11-24', '07:00')).at)).toMatch(/T07:00/);
  });

  it('P4.11: the monthly report of the 10th tells of the month before, P10.9: the ledger of this one', () => {
    const paper = { every: 'month', day: 10, task: undefined, report: 'monthly-report', to: ['department-head'] };
    expect(opened(paper, '2027-01-10')).toMatchObject({
      task: null,
      paper: { kind: 'monthly-report', period: '2026-12', asOf: '2026-12-31', to: ['department-head'] },
    });
    expect(opened({ ...paper, of: 'this' }, '2027-01-10').paper?.period).toBe('2027-01');
    expect(opened({ every: 'month' }, '2027-01-10').paper).toBeNull();
  });
});

/** Whether a day is one of the calendar's, reckoned by the machine's own calendar. */
function matches(calendar: DutyCalendar, day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  const leap = new Date(Date.UTC(date.getUTCFullYear(), 1, 29)).getUTCMonth() === 1;
  return (
    calendar.months.includes(date.getUTCMonth() + 1) &&
    (calendar.days === undefined || calendar.days.includes(date.getUTCDate())) &&
    (calendar.weekday === undefined || calendar.weekday % 7 === date.getUTCDay()) &&
    (calendar.years === undefined || leap === (calendar.years === 'leap'))
  );
}

describe('the calendars for a Schedule', () => {
  it('name the last day of every month', () => {
    expect(dutyCalendars(duty({ every: 'month', day: 31 }))).toEqual([
      { months: [1, 3, 5, 7, 8, 10, 12], days: [31] },
      { months: [2], days: [28], years: 'common' },
      { months: [2], days: [29], years: 'leap' },
      { months: [4, 6, 9, 11], days: [30] },
    ]);
    expect(dutyCalendars(duty({ every: 'quarter', day: 20 }))).toEqual([{ months: [1, 4, 7, 10], days: [20] }]);
    expect(dutyCalendars(duty({ every: 'half-month', day: 1 }))).toMatchObject([{ days: [1, 16] }]);
  });

  it('have the same days as the plan, whatever the duty and the year, each of them once', () => {
    const anyDuty = fc.record(
      {
        every: fc.constantFrom(...CADENCES),
        day: fc.integer({ min: 1, max: 31 }),
        months: fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { minLength: 1 }),
      },
      { requiredKeys: ['every', 'day'] },
    );
    fc.assert(
      fc.property(anyDuty, fc.integer({ min: 2000, max: 2100 }), (said, year) => {
        const asked = duty(said);
        const from = `${year}-01-01`;
        const until = `${year + 1}-01-01`;
        const calendars = dutyCalendars(asked);
        const scheduled: string[] = [];
        for (let day = from; day < until; day = addDays(day, 1)) {
          scheduled.push(...calendars.filter((it) => matches(it, day)).map(() => day));
        }
        const planned = dutiesBetween({ duties: [asked] }, from, until);
        expect(scheduled).toEqual(planned.map((it) => it.day));
        for (const { day, period } of planned) expect(periodOf(asked.every, day)).toEqual(period);
        expect(new Set(planned.map((it) => it.period.text)).size).toBe(planned.length);
      }),
    );
  });
});
