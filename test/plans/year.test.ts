import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/domain/plan/plan.js';
import { dayOf, momentAt } from '../../src/domain/time/dates.js';
import { parsePeriod } from '../../src/domain/time/period.js';
import { openingOf } from '../../src/domain/work/duties.js';
import { rectificationTask } from '../../src/domain/work/rectification.js';
import { chinaCalendar } from '../../src/library/calendar.js';
import { FIRM, lived, opened, PERSON, planOf, sound } from './rows.js';

/** What whoever read a year of each plan, rehearsed over the sample book, found wrong. */
const monthly = ['2026-01-20', '2026-02-20', '2026-03-20', '2026-04-20', '2026-05-20', '2026-06-20'].map((dueOn, n) => {
  return { seq: n + 1, dueOn, principal: 10_000_000, interest: 0, fee: 0 };
});
const takenInAt = momentAt('2026-01-05', '08:00');
const calendar = chinaCalendar();
const profileOf = ({ borrowers }: Plan) => (borrowers.includes('person') ? PERSON : FIRM);

describe('who is more than ninety days past due', () => {
  const remindedIn = (n: number) => {
    const plan = planOf(n);
    const contacts = (['sms', 'email', 'wechat', 'push'] as const).map((channel) => ({
      whose: 'self' as const,
      channel,
      consent: true,
    }));
    const loan = sound({ takenInAt, instalments: monthly, profile: profileOf(plan), contacts });
    const days = lived(plan, loan, '2026-06-25').flatMap((it) =>
      it.what === 'notice' && it.key.startsWith('remind/') ? [dayOf(it.at)] : [],
    );
    return [days.filter((it) => it < '2026-04-21'), days.filter((it) => it >= '2026-04-21')];
  };

  test.each([1, 2, 3, 4, 5, 6, 8, 10])('plan %i: gets no friendly word about the next instalment', (n) => {
    const [before, since] = remindedIn(n);
    expect(before).not.toEqual([]);
    expect(since).toEqual([]);
  });

  test.each([7, 9])('P%i: is reminded of each due day as the row has it', (n) => {
    const [before, since] = remindedIn(n);
    expect(before).not.toEqual([]);
    expect(since).not.toEqual([]);
  });
});

describe('a check that another tier asks for as often', () => {
  test('P2.9: a key borrower who was seen on the spot is not seen again in the quarter in which the asset department takes over', () => {
    const overdue = sound({ takenInAt, instalments: [{ ...monthly[0]!, dueOn: '2026-01-06' }] });
    const seen = opened(lived(planOf(2), overdue, '2026-07-10'), 'on-site-check').filter(({ rule }) => rule === 'P2.9');
    // Day 31 is 6 February, day 91 is 7 April.
    expect(seen.map(({ at }) => dayOf(at))).toEqual(['2026-02-06', '2026-04-01', '2026-07-01']);
  });
});

describe('P4.3: a tier that is entered', () => {
  const followed = (day: string) =>
    opened(
      lived(
        planOf(4),
        sound({ takenInAt, signals: [{ id: '1', source: 'test', kind: 'income-drop', at: momentAt(day, '10:00') }] }),
        '2026-06-17',
      ),
      'follow-up',
    )
      .map(({ at }) => dayOf(at))
      .filter((it) => it > '2026-05-20');

  test('on a Sunday: at once, and not again on Monday', () => {
    expect(followed('2026-05-31')).toEqual(['2026-05-31', '2026-06-08', '2026-06-15']);
  });

  test('on a Friday: at once, and on Monday', () => {
    expect(followed('2026-05-29')).toEqual(['2026-05-29', '2026-06-01', '2026-06-08', '2026-06-15']);
  });
});

test("P7.11: on Monday the daily paper is Friday's, after a holiday that of the last working day", () => {
  const plan = planOf(7);
  const daily = plan.duties.find((it) => it.report === 'group-daily')!;
  const told = (day: string) => openingOf(plan, daily, day, momentAt(day, '08:30'), calendar).paper;
  expect(told('2026-01-13')).toMatchObject({ period: '2026-01-12', asOf: '2026-01-12' });
  expect(told('2026-01-12')).toMatchObject({ period: '2026-01-09', asOf: '2026-01-09' });
  expect(told('2026-10-08')).toMatchObject({ period: '2026-09-30' });
});

test.each([2, 3, 4, 6])('plan %i: nobody is judged by a quarter that was over before the book was taken in', (n) => {
  const plan = planOf(n);
  const period = parsePeriod('2025-Q4')!;
  const about = { period, asOf: period.to, currency: 'CNY' };
  const missed = { key: plan.targets[0]!.id, met: false };
  expect(rectificationTask(plan, missed, about)).not.toBeNull();
  expect(rectificationTask(plan, missed, { ...about, beforeBook: true })).toBeNull();
});
