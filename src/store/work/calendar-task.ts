import type pg from 'pg';
import type { TaskSpec } from '../../domain/plan/plan.js';
import type { Reason } from '../../domain/reason/reason.js';
import { type Calendar, endsSoon, lastKnownDay } from '../../domain/time/calendar.js';
import { dayOf, type Moment } from '../../domain/time/dates.js';
import { askUnit, endAskedOfUnit } from './ask-unit.js';

const CALENDAR = 'calendar';
const NEXT_YEAR = 'next-year';
const SPEC: TaskSpec = {
  kind: 'calendar-arrangement',
  role: 'department-head',
  dueDays: 30,
  title: "导入下一年度工作日安排 next year's working days",
  form: ['安排的来源', '导入日期'],
};

/** The known working days end soon: one task, once a month until the next year's are taken in. */
export async function askForNextYear(client: pg.PoolClient, calendar: Calendar, now: Moment): Promise<void> {
  const today = dayOf(now);
  const on = endsSoon(calendar, today);
  if (on === null) return;
  const why: Reason = { code: 'calendar-ends', on };
  const asked = { about: CALENDAR, duty: NEXT_YEAR, period: today.slice(0, 7), asOf: today, spec: SPEC, why };
  await askUnit(client, asked, now);
}

/** The next year's were taken in. */
export async function endAskForNextYear(client: pg.PoolClient, calendar: Calendar, now: Moment): Promise<void> {
  if (endsSoon(calendar, dayOf(now)) !== null) return;
  const why: Reason = { code: 'calendar-ends', on: lastKnownDay(calendar) };
  await endAskedOfUnit(client, { about: CALENDAR, duty: NEXT_YEAR, why }, now);
}
