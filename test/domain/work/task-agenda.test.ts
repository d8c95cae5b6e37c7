import { describe, expect, it } from 'vitest';
import type { Role } from '../../../src/domain/plan/roles.js';
import { NO_CALENDAR } from '../../../src/domain/time/calendar.js';
import { dayOf, momentAt } from '../../../src/domain/time/dates.js';
import { type TaskFile, taskAgenda } from '../../../src/domain/work/task-agenda.js';

// Opened on a Monday, due on Wednesday at the close of business: overdue then, and two working days a step up.
const work = (change: Partial<TaskFile> = {}): TaskFile => ({
  task: 'T',
  kind: 'visit',
  role: 'account-manager',
  openedAt: momentAt('2026-03-02', '09:00'),
  due: momentAt('2026-03-04', '18:00'),
  calendar: NO_CALENDAR,
  status: 'open',
  done: new Set(['task/T/remind']),
  ...change,
});
const up = (change: Partial<TaskFile>, on = '2026-03-20') =>
  taskAgenda(work(change), momentAt(on, '20:00')).steps.map(({ at, upTo }) => `${dayOf(at)} ${upTo}`);
const away = (...roles: Role[]) => new Set(roles);

describe('S1: overdue work goes up to somebody who is here', () => {
  it('to the department head, two working days later to the president', () => {
    expect(up({})).toEqual(['2026-03-04 department-head', '2026-03-06 branch-president']);
  });

  it('an absent head is passed over: it goes to the president at once', () => {
    expect(up({ away: away('department-head') })).toEqual(['2026-03-04 branch-president']);
  });

  it('who goes away after having been told was told; who comes back after the one above was told is told no more', () => {
    const first = new Set(['task/T/remind', 'task/T/overdue/1']);
    expect(up({ away: away('department-head'), done: first })).toEqual(['2026-03-06 branch-president']);
    expect(up({ done: new Set(['task/T/remind', 'task/T/overdue/2']) })).toEqual([]);
  });

  it('when nobody above is here it goes its usual way: it is said all the same', () => {
    expect(up({ away: away('department-head', 'branch-president') })).toEqual(up({}));
  });
});
