import type { Day } from '../../domain/time/dates.js';
import { type Database, rows, type Sql, transaction } from '../base/connection/database.js';
import { SUBJECTS } from '../base/subjects.js';
import { noteFact, type Source } from '../facts/facts.js';

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
    if (news.length > 0) await tellAll(client);
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
    const written = await client.query(
      `INSERT INTO calendar (day, works, source, noted_by, noted_at) SELECT $1, $2, $3, $4, $5
       WHERE $2 IS DISTINCT FROM (SELECT works FROM calendar WHERE day = $1 ORDER BY calendar_id DESC LIMIT 1)`,
      [day, works, why, source.actor, new Date(source.at)],
    );
    if (!written.rowCount) return false;
    await noteFact(client, source, 'calendar', `calendar/${day}`, { works, why });
    await tellAll(client);
    return true;
  });
}

/** Nudges everything that may wait for a day: deadlines may be others now, where the calendar did not cover their days before. */
async function tellAll(client: Sql): Promise<void> {
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
