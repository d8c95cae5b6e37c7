import type { Heard } from '../../domain/facts/facts.js';
import { dayOf } from '../../domain/time/dates.js';
import { parsePeriod } from '../../domain/time/period.js';
import { type Begin, rows, type Sql, transaction } from '../base/connection/database.js';
import { FactRefused } from '../facts/fact-refused.js';
import { noteFact, type Source } from '../facts/facts.js';

/**
 * Keeps the sum; one for the same name and period corrects what was entered before. Answers false for what stands there
 * already. @throws FactRefused for an unknown person, a sum that no plan asks for, or a period that has not begun
 */
export async function enterStaffFigure(db: Begin, figure: Heard<'staffFigure'>, source: Source): Promise<boolean> {
  const { staff, name, period, amount } = figure;
  if (parsePeriod(period)!.from > dayOf(source.at)) throw new FactRefused(`${period} has not begun`, 'period');
  return transaction(db, async (client) => {
    // Locks the person, so that two entries at the same moment are made one after the other.
    const known = await client.query('SELECT FROM staff WHERE staff_id = $1 FOR UPDATE', [staff]);
    if (!known.rowCount) throw new FactRefused(`no staff ${staff}`, 'staff');
    const asked = await askedOfStaff(client);
    if (!asked.includes(name))
      throw new FactRefused(
        `no plan asks for ${name}: ${asked.length === 0 ? 'none asks for any' : asked.join(', ')}`,
        'name',
      );
    const [before] = await rows<{ amount: number }>(
      client,
      `SELECT amount FROM staff_figures WHERE staff_id = $1 AND name = $2 AND period = $3 ORDER BY figure_id DESC LIMIT 1`,
      [staff, name, period],
    );
    if (before?.amount === amount) return false;
    await client.query(
      `INSERT INTO staff_figures (staff_id, name, period, amount, recorded_at, recorded_by) VALUES ($1, $2, $3, $4, $5, $6)`,
      [staff, name, period, amount, new Date(source.at), source.actor],
    );
    const detail = { name, period: period, amount, before: before?.amount ?? null };
    await noteFact(client, source, 'staff figure', `staff/${staff}`, detail);
    return true;
  });
}

/** The names that the newest versions of the plans ask for. */
async function askedOfStaff(sql: Sql): Promise<string[]> {
  const found = await rows<{ name: string }>(
    sql,
    `SELECT DISTINCT it ->> 'name' AS name FROM (SELECT DISTINCT ON (plan) content FROM plans ORDER BY plan, version DESC) p,
            jsonb_array_elements(content -> 'score' -> 'entered') it ORDER BY 1`,
  );
  return found.map((it) => it.name);
}
