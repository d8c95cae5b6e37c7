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

  it('P7.5: a call for a Saturday is late on Monday evening, not on that evening', () => {
    const calendar = { ...NO_CALENDAR, coveredYears: new Set(['2026']) };
    const saturday = { calendar, openedAt: momentAt('2026-03-07', '09:30'), due: momentAt('2026-03-07', '18:00') };
    expect(up(saturday)).toEqual(['2026-03-09 department-head', '2026-03-11 branch-president']);
  });

  it('P5.11: an approval that nobody gives goes up to the auditors too, and to the president again every two weeks', () => {
    const approval = { kind: 'case-approval', role: 'department-head' } as const;
    const first = ['2026-03-04 branch-president', '2026-03-06 auditor'];
    expect(up(approval, '2026-03-19')).toEqual(first);
    expect(up(approval, '2026-03-20')).toEqual([...first, '2026-03-20 branch-president']);
    // The newest of several that were missed; what is known is not said again.
    expect(up(approval, '2026-04-10')).toEqual([...first, '2026-04-03 branch-president']);
    const known = taskAgenda(work(approval), momentAt('2026-03-20', '20:00')).steps.map((it) => it.key);
    const told = { ...approval, done: new Set([...known, 'task/T/remind']) };
    expect(taskAgenda(work(told), momentAt('2026-03-21', '20:00'))).toMatchObject({
      steps: [],
      next: momentAt('2026-04-03', '18:00'),
    });
    expect(up({ ...approval, role: 'branch-president' }, '2026-03-05')).toEqual(['2026-03-04 auditor']);
    expect(up({ ...approval, kind: 'disposal-approval' }, '2026-03-07')).toEqual(first);
    expect(up({ kind: 'visit', role: 'department-head' }, '2026-12-01')).toEqual([first[0]]);
  });

  it('when nobody above is here it goes its usual way: it is said all the same', () => {
    expect(up({ away: away('department-head', 'branch-president') })).toEqual(up({}));
  });
});
