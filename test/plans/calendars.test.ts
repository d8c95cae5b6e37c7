import { expect, it } from 'vitest';
import { dayOf, formatMoment, momentAt } from '../../src/domain/time/dates.js';
import { dutiesBetween, openingOf } from '../../src/domain/work/duties.js';
import { chinaCalendar } from '../../src/library/calendar.js';
import { duty, FIRM, lived, planOf, sound } from './rows.js';

/** What a row names within a month, or within some months of a year, is due in them, wherever the days off lie. */
it.each([
  [6, 'q1-screening', 'P6.10', [1, 2, 3]],
  [6, 'q2-collection', 'P6.10', [4, 5, 6]],
  [6, 'half-year-self-check', 'P6.10', [4, 5, 6]],
  [6, 'q3-key-visits', 'P6.10', [7, 8, 9]],
  [6, 'q3-special-collection', 'P6.10', [7, 8, 9]],
  [6, 'disposal-review', 'P6.10', [10, 11, 12]],
  [6, 'next-plan', 'P6.10', [10, 11, 12]],
  [7, 'month-begins', 'P7.12', null],
  [7, 'archive-days', 'P7.12', null],
  [7, 'month-ends', 'P7.12', null],
  [8, 'inventory', 'P8.8', [1, 2]],
  [8, 'files', 'P8.8', [1, 2]],
  [8, 'visits-and-monitoring', 'P8.8', [3, 4, 5, 6]],
  [8, 'refinement', 'P8.8', [7, 8, 9, 10, 11, 12]],
  [8, 'summary', 'P8.8', [7, 8, 9, 10, 11, 12]],
  [10, 'screening-plan', 'P10.9', [1, 4, 7, 10]],
  [10, 'all-screened', 'P10.9', [2, 5, 8, 11]],
  [10, 'collection', 'P10.9', [2, 5, 8, 11]],
  [10, 'campaign', 'P10.8', [3, 6, 9, 12]],
  [10, 'quarter-summary', 'P10.9', [3, 6, 9, 12]],
] as const)('plan %s, %s (%s) is due within the months of its row', (number, id, rule, months) => {
  const plan = planOf(number);
  const calendar = chinaCalendar();
  const rounds = dutiesBetween({ duties: [duty(number, id)] }, calendar, '2026-01-01', '2030-01-01');
  expect(rounds.length).toBeGreaterThan(3);
  for (const { day } of rounds) {
    const opening = openingOf(plan, duty(number, id), day, momentAt(day, '08:30'), calendar);
    const due = dayOf(opening.task!.due);
    expect(opening.rule).toBe(rule);
    expect(due.slice(0, 4), day).toBe(day.slice(0, 4));
    if (months === null) expect(due.slice(0, 7)).toBe(day.slice(0, 7));
    else expect(months, `${day} due ${due}`).toContain(Number(due.slice(5, 7)));
  }
});

it('P6.4, P10.2: a check of a quarter that began in a hold of everything is opened in the morning after it, not at midnight', () => {
  const holds = [
    {
      from: momentAt('2027-03-20', '10:00'),
      until: momentAt('2027-04-11', '00:00'),
      reason: 'dispute',
      everything: true,
    },
  ];
  const opened = (number: number, kind: string) =>
    lived(planOf(number), sound({ profile: FIRM, holds }), '2027-05-01').flatMap((it) =>
      it.what === 'task.open' && it.kind === kind && it.at > momentAt('2027-04-01', '00:00')
        ? [formatMoment(it.at).slice(0, 13)]
        : [],
    );
  expect(opened(6, 'visit')).toEqual(['2027-04-11T09']);
  expect(opened(10, 'screening')).toEqual(['2027-04-11T09']);
});
