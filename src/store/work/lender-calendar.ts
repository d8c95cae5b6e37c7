import type pg from 'pg';
import { type Calendar, closeOf, isWorkday, type OnHoliday, workdayFrom } from '../../domain/time/calendar.js';
import { type Day, dayOf, type Moment } from '../../domain/time/dates.js';
import { COMPLAINT_WORK, solutionDue } from '../../domain/work/complaint.js';
import { calendarNow } from '../base/calendar.js';
import { type Database, rows, type Sql, transaction } from '../base/connection/database.js';
import { SUBJECTS } from '../base/subjects.js';
import { noteFact, type Source } from '../facts/facts.js';
import { endAskForNextYear } from './calendar-task.js';

/** A year as it is arranged: its days off, weekends apart, and the weekend days that are worked for them. */
export interface ArrangedYear {
  year: number;
  holidays: Day[];
  makeUpDays: Day[];
}

/** Takes in years of the working calendar; those that stand so already are passed over. Answers the years that are news. */
export async function takeInYears(
  db: Database,
  years: readonly ArrangedYear[],
  from: string,
  source: Source,
): Promise<number[]> {
  return transaction(db, async (client) => {
    const before = await calendarNow(client);
    const news: number[] = [];
    for (const { year, holidays, makeUpDays } of years) {
      const written = await client.query(
        `INSERT INTO calendar (year, holidays, make_up_days, source, noted_by, noted_at)
         SELECT $1, $2::date[], $3::date[], $4, $5, $6
         WHERE NOT EXISTS (SELECT FROM (SELECT holidays, make_up_days FROM calendar WHERE year = $1 ORDER BY calendar_id DESC LIMIT 1) last
                           WHERE last.holidays = $2::date[] AND last.make_up_days = $3::date[])`,
        [year, holidays, makeUpDays, from, source.actor, new Date(source.at)],
      );
      if (!written.rowCount) continue;
      news.push(year);
      await noteFact(client, source, 'calendar', `calendar/${year}`, { holidays, makeUpDays, from });
    }
    if (news.length > 0) await tellAll(client, before, source);
    await endAskForNextYear(client, await calendarNow(client), source.at);
    return news;
  });
}

/** One day that is otherwise here than its year says. False: it stands so already. */
export async function setDay(
  db: Database,
  { day, works, why }: { day: Day; works: boolean; why: string },
  source: Source,
): Promise<boolean> {
  return transaction(db, async (client) => {
    const before = await calendarNow(client);
    const written = await client.query(
      `INSERT INTO calendar (day, works, source, noted_by, noted_at) SELECT $1, $2, $3, $4, $5
       WHERE $2 IS DISTINCT FROM (SELECT works FROM calendar WHERE day = $1 ORDER BY calendar_id DESC LIMIT 1)`,
      [day, works, why, source.actor, new Date(source.at)],
    );
    if (!written.rowCount) return false;
    await noteFact(client, source, 'calendar', `calendar/${day}`, { works, why });
    await tellAll(client, before, source);
    return true;
  });
}

/** Open work that would now be due on a day off is due on the working day after or before it, as the work says (`onHoliday`), and what a complaint's solution has as its time limit is reckoned anew. */
async function moveDeadlines(client: pg.PoolClient, before: Calendar, source: Source): Promise<void> {
  const calendar = await calendarNow(client);
  const tasks = await rows<{ task: string; due: Moment; onHoliday: OnHoliday | null }>(
    client,
    `SELECT task_id AS task, due_at AS due, on_holiday AS "onHoliday" FROM tasks WHERE status IN ('open', 'joined') AND due_at > $1 AND kind <> $2 ORDER BY task_id FOR UPDATE`,
    [new Date(source.at), COMPLAINT_WORK.accept],
  );
  for (const { task, due, onHoliday } of tasks) {
    const day = dayOf(due);
    if (onHoliday === 'as-written' || isWorkday(calendar, day) || !isWorkday(before, day)) continue;
    const early = workdayFrom(calendar, day, onHoliday ?? 'after');
    const moved = closeOf(early) > source.at ? early : workdayFrom(calendar, day);
    await client.query('UPDATE tasks SET due_at = $2 WHERE task_id = $1', [task, new Date(closeOf(moved))]);
    await noteFact(client, source, 'task moved', `task/${task}`, { from: day, to: moved });
  }
  const complaints = await rows<{ complaint: string; openedAt: Moment }>(
    client,
    'SELECT complaint_id AS complaint, opened_at AS "openedAt" FROM complaints WHERE solved_at IS NULL ORDER BY complaint_id FOR UPDATE',
  );
  for (const { complaint, openedAt } of complaints) {
    const { due, assumed } = solutionDue(calendar, openedAt);
    const values = [complaint, new Date(due), assumed];
    await client.query('UPDATE complaints SET solve_due = $2, due_assumed = $3 WHERE complaint_id = $1', values);
    await client.query(`UPDATE tasks SET due_at = $2 WHERE complaint_id = $1 AND kind = $3 AND status = 'open'`, [
      complaint,
      new Date(due),
      COMPLAINT_WORK.solve,
    ]);
  }
}

/** Nudges everything that may wait for a day: deadlines may be others now, where the calendar did not cover their days before. */
async function tellAll(client: pg.PoolClient, before: Calendar, source: Source): Promise<void> {
  await moveDeadlines(client, before, source);
  await client.query('UPDATE loans SET revision = revision + 1 WHERE closed_at IS NULL AND taken_in_at IS NOT NULL');
  for (const kind of ['loan', 'task', 'complaint'] as const)
    await client.query(
      `INSERT INTO nudges (kind, subject, reason) SELECT '${kind}', id, 'calendar' FROM (${SUBJECTS[kind].open}) open`,
    );
}

/** What was taken in of a year, or of one day, the latest of each. */
export interface CalendarLine {
  year: number | null;
  holidays: Day[];
  makeUpDays: Day[];
  day: Day | null;
  works: boolean | null;
  source: string;
  by: string;
}

/** By year, then by day. */
export const lenderCalendar = (sql: Sql): Promise<CalendarLine[]> =>
  rows<CalendarLine>(
    sql,
    `SELECT DISTINCT ON (year, day) year, to_json(holidays) AS holidays, to_json(make_up_days) AS "makeUpDays", day, works, source, noted_by AS by
     FROM calendar ORDER BY year NULLS LAST, day, calendar_id DESC`,
  );
