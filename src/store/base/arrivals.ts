import type { Moment } from '../../domain/time/dates.js';
import { rows, type Sql } from './connection/database.js';

/** The books of a day as they arrive in the watched folder or bucket: what became of each. */

export interface Arrival {
  /** Its folder; `.`: the files that lie beside the folders. */
  name: string;
  state: 'waits' | 'reading' | 'taken' | 'refused';
  /** What it waits for; null: it does not. */
  waitsFor: string | null;
  /** How far it is read: the file, and so many of its rows. */
  file: string | null;
  rows: number | null;
  /** Rows that were refused; of a book that was refused whole, its faults. */
  faults: number | null;
  seenAt: Moment;
  changedAt: Moment;
  /** Where its files were put; null: they lie where they came. */
  putAway: string | null;
}

const SHOWN = `name, state, waits_for AS "waitsFor", file, rows, faults, seen_at AS "seenAt", changed_at AS "changedAt", put_away AS "putAway"`;

/** Those that lie where they came. */
export const arrivalsThere = (sql: Sql): Promise<Arrival[]> =>
  rows<Arrival>(sql, `SELECT ${SHOWN} FROM arrivals WHERE put_away IS NULL ORDER BY name`);

/** The newest first. */
export const arrivals = (sql: Sql, most: number): Promise<Arrival[]> =>
  rows<Arrival>(sql, `SELECT ${SHOWN} FROM arrivals ORDER BY put_away IS NULL DESC, changed_at DESC, name LIMIT $1`, [
    most,
  ]);

type News = Pick<Arrival, 'name' | 'state'> & Partial<Pick<Arrival, 'waitsFor' | 'file' | 'rows' | 'faults'>>;

/** How it stands with a book that lies where it came. What is left out is not so, or not known, any more. */
export async function noteArrival(sql: Sql, { name, state, ...of }: News, at: Moment): Promise<void> {
  await sql.query(
    `INSERT INTO arrivals (name, state, waits_for, file, rows, faults, seen_at, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
     ON CONFLICT (name) WHERE put_away IS NULL
     DO UPDATE SET state = $2, waits_for = $3, file = $4, rows = $5, faults = $6, changed_at = $7`,
    [name, state, of.waitsFor ?? null, of.file ?? null, of.rows ?? null, of.faults ?? null, new Date(at)],
  );
}

export async function notePutAway(sql: Sql, name: string, there: string, at: Moment): Promise<void> {
  await sql.query('UPDATE arrivals SET put_away = $2, changed_at = $3 WHERE name = $1 AND put_away IS NULL', [
    name,
    there,
    new Date(at),
  ]);
}

/** Somebody took the files away before they were read. */
export async function forgetArrival(sql: Sql, name: string): Promise<void> {
  await sql.query('DELETE FROM arrivals WHERE name = $1 AND put_away IS NULL', [name]);
}
