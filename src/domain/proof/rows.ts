import type { Moment } from '../time/dates.js';
import type { Entry } from './leaf.js';

/** A row as an export has it: columns that are null are left out, moments are ISO 8601. */
export type Row = Record<string, unknown>;
/** The rows of a table, not to be changed. */
export type RowsOf = (table: string) => Row[];

export function rowsOf(entries: readonly Entry[]): RowsOf {
  const rows = new Map<string, Row[]>();
  for (const { table, content } of entries) {
    const own = rows.get(table) ?? [];
    own.push(...((content ?? []) as Row[]));
    rows.set(table, own);
  }
  return (table) => rows.get(table) ?? [];
}

/** In the order in which they stand. */
export function groupedBy<Key>(rows: readonly Row[], keyOf: (row: Row) => Key): Map<Key, Row[]> {
  const groups = new Map<Key, Row[]>();
  for (const it of rows) {
    const key = keyOf(it);
    const own = groups.get(key);
    if (own) own.push(it);
    else groups.set(key, [it]);
  }
  return groups;
}

/** Remembered because parsing is slow, and the rows of a file are gone through for each moment of a loan's life. */
const moments = new Map<string, Moment>();
const MOST_KEPT = 100_000;

/** Null: there is none. */
export function momentOf(value: unknown): Moment | null {
  if (value === undefined) return null;
  const text = String(value);
  const known = moments.get(text);
  if (known !== undefined) return known;
  if (moments.size >= MOST_KEPT) moments.clear();
  const moment = Date.parse(text);
  moments.set(text, moment);
  return moment;
}

/** A fact that comes in while a wake-up waits for the database counts for it already: what follows from it is of the fact's moment. */
export const SOON_MS = 3_600_000;
