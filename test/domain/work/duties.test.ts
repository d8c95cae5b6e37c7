import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CADENCES } from '../../../src/domain/plan/atoms.js';
import { type Duty, duty as dutySchema } from '../../../src/domain/plan/unit.js';
import { isWorkday, ON_HOLIDAY } from '../../../src/domain/time/calendar.js';
import { addDays, formatMoment, momentAt } from '../../../src/domain/time/dates.js';
import { periodOf } from '../../../src/domain/time/period.js';
import { type DutyDays, dutiesBetween, dutyDays, openingOf } from '../../../src/domain/work/duties.js';
import { chinaCalendar } from '../../../src/library/calendar.js';

const calendar = chinaCalendar();
const duty = (said: Record<string, unknown>): Duty =>
  dutySchema.parse({
    id: 'it',
    rule: 'P7.9',
    title: '例会',
    task: { kind: 'meeting', role: 'department-head', dueDays: 1 },
    ...said,
  });
const days = (said: Record<string, unknown>, from: string, until: string) =>
  dutiesBetween({ duties: [duty({ onHoliday: 'as-written', ...said })] }, calendar, from, until).map(
    ({ day, period }) => `${day} ${period.text}`,
  );
const opened = (said: Record<string, unknown>, asOf: string, now = momentAt(asOf, '08:30')) =>
  openingOf({ plan: '07-monthly-team' }, duty(said), asOf, now, calendar);

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

describe('a duty on a day off', () => {
  it('P7.9: no weekly meeting in the Spring Festival or the National Day week, and none is made up for', () => {
    const weekly = { every: 'week', day: 1, onHoliday: undefined };
    expect(days(weekly, '2026-02-09', '2026-03-03')).toEqual([
      '2026-02-09 2026-W07',
      '2026-02-24 2026-W09',
      '2026-03-02 2026-W10',
    ]);
    expect(days(weekly, '2026-09-28', '2026-10-13')).toEqual([
      '2026-09-28 2026-W40',
      '2026-10-08 2026-W41',
      '2026-10-12 2026-W42',
    ]);
  });

  it('P7.11: who reports every day does so on working days, also on a Saturday that is one', () => {
    expect(days({ every: 'day', onHoliday: undefined }, '2026-02-13', '2026-02-25')).toEqual([
      '2026-02-13 2026-02-13',
      '2026-02-14 2026-02-14',
      '2026-02-24 2026-02-24',
    ]);
  });

  it('P4.11: by the 10th is the working day before it, P1.5: after it, and never out of the period', () => {
    const tenth = { every: 'month', day: 10 };
    expect(days({ ...tenth, onHoliday: 'before' }, '2026-05-01', '2026-06-01')).toEqual(['2026-05-09 2026-05']);
    expect(days({ ...tenth, onHoliday: 'after' }, '2026-05-01', '2026-06-01')).toEqual(['2026-05-11 2026-05']);
    expect(days({ every: 'month', day: 5, onHoliday: 'before' }, '2026-10-01', '2026-11-01')).toEqual([
      '2026-10-08 2026-10',
    ]);
    expect(days({ every: 'month', day: 31, onHoliday: 'after' }, '2026-01-01', '2026-02-01')).toEqual([
      '2026-01-30 2026-01',
    ]);
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

/** Whether a day is one of those that a Schedule is given. */
const matches = ({ year, months, days }: DutyDays, day: string): boolean =>
  day.startsWith(`${year}-`) && months.includes(Number(day.slice(5, 7))) && days.includes(Number(day.slice(8)));

describe('the days for a Schedule', () => {
  it('name the last working day of every month, and the same days of several months once', () => {
    const last = { every: 'month', day: 31, onHoliday: 'before' };
    expect(dutyDays(duty(last), calendar, 2027).slice(0, 3)).toEqual([
      { year: 2026, months: [1, 4, 6, 9, 10, 11], days: [30] },
      { year: 2026, months: [2], days: [28] },
      { year: 2026, months: [3, 7, 8, 12], days: [31] },
    ]);
    const asWritten = { every: 'quarter', day: 20, onHoliday: 'as-written' };
    expect(dutyDays(duty(asWritten), calendar, 2026)).toEqual([
      { year: 2025, months: [1, 4, 7, 10], days: [20] },
      { year: 2026, months: [1, 4, 7, 10], days: [20] },
      { year: 2027, months: [1, 4, 7, 10], days: [20] },
    ]);
  });

  it('are the days of the plan, whatever the duty and the year, each of them once, and working days', () => {
    const anyDuty = fc.record(
      {
        every: fc.constantFrom(...CADENCES),
        day: fc.integer({ min: 1, max: 31 }),
        months: fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { minLength: 1 }),
        onHoliday: fc.constantFrom(...ON_HOLIDAY),
      },
      { requiredKeys: ['every', 'day'] },
    );
    fc.assert(
      fc.property(anyDuty, fc.integer({ min: 2005, max: 2028 }), (said, year) => {
        const asked = duty(said);
        const [from, until] = [`${year - 1}-01-01`, `${year + 2}-01-01`];
        const found = dutyDays(asked, calendar, year);
        const scheduled: string[] = [];
        for (let day = from; day < until; day = addDays(day, 1)) {
          scheduled.push(...found.filter((it) => matches(it, day)).map(() => day));
        }
        const planned = dutiesBetween({ duties: [asked] }, calendar, from, until);
        expect(scheduled).toEqual(planned.map((it) => it.day));
        for (const { day, period } of planned) expect(periodOf(asked.every, day)).toEqual(period);
        expect(new Set(planned.map((it) => it.period.text)).size).toBe(planned.length);
        if (said.onHoliday !== 'as-written') expect(planned.every(({ day }) => isWorkday(calendar, day))).toBe(true);
      }),
    );
  });
});
