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

/** Null: there is none. */
export const momentOf = (value: unknown): Moment | null => (value === undefined ? null : Date.parse(String(value)));

/** A fact that comes in while a wake-up waits for the database counts for it already: what follows from it is of the fact's moment. */
export const SOON_MS = 3_600_000;
