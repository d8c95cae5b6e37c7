import { nextWorkday } from '../../domain/time/calendar.js';
import type { Day } from '../../domain/time/dates.js';
import { calendarNow } from '../../store/base/calendar.js';
import { rows, type Sql } from '../../store/base/connection/database.js';
import { planSays } from '../../store/loans/files/account-facts.js';

export const MOVED_TABLE = `
-- due days of the contract that the plan moves off holidays, and the day on which what was due then is due
CREATE TEMP TABLE moved (day date PRIMARY KEY, due_on date NOT NULL) ON COMMIT DROP;`;

/** As the rules move the due days of one loan (src/store/loans/files/account-facts.ts). */
export async function layOutMoved(sql: Sql, plan: string): Promise<void> {
  const [said] = await rows<{ moves: boolean }>(sql, `SELECT moves FROM ${planSays('$1')} it`, [plan]);
  if (!said?.moves) return;
  const due = await rows<{ day: Day }>(
    sql,
    'SELECT DISTINCT due_on AS day FROM instalments JOIN loan_of_book USING (loan_id)',
  );
  const calendar = await calendarNow(sql);
  const moved = due.map(({ day }) => ({ day, to: nextWorkday(calendar, day) })).filter(({ day, to }) => day !== to);
  await sql.query('INSERT INTO moved SELECT * FROM unnest($1::date[], $2::date[])', [
    moved.map((it) => it.day),
    moved.map((it) => it.to),
  ]);
}
