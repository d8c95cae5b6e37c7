import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { dayFault, readSum } from '../../domain/entry/said.js';
import { formatMoney } from '../../domain/money/money.js';
import type { Day } from '../../domain/time/dates.js';
import { BOOK_FILES, type BookFile } from '../csv/files.js';
import type { Compared } from './changed-rows.js';
import { SUMMED } from './changed-rows.js';

/** What the sender says of a feed: as of which day it is, which one it is, and what its files must add up to. */
export interface Manifest {
  /** Null: there is no manifest. */
  day: Day | null;
  /** Null: not said. */
  sequence: number | null;
  files: Map<BookFile, { line: number; rows: number | null; sum: number | null; whole: boolean }>;
}

export const MANIFEST = 'manifest.csv';
const COLUMNS = ['file', 'rows', 'sum', 'day', 'sequence'];

/**
 * Reads manifest.csv, if there is one: `file, rows, sum, day, sequence`, and `whole` if it likes: yes says that what is not in the
 * file is no longer. Empty cells say nothing. Faults are put to `fault`, as lines.
 */
export async function readManifest(
  dir: string,
  names: readonly string[],
  fault: (what: string) => void,
): Promise<Manifest> {
  const manifest: Manifest = { day: null, sequence: null, files: new Map() };
  if (!names.includes(MANIFEST)) return manifest;
  const text = await readFile(join(dir, MANIFEST), 'utf8');
  let lines: string[][];
  try {
    lines = parse(text, { bom: true, relax_column_count: true, trim: true, skip_empty_lines: true });
  } catch (error) {
    fault(`${MANIFEST}:1 ${(error as Error).message}`);
    return manifest;
  }
  const [header = [], ...body] = lines;
  const missing = COLUMNS.filter((it) => !header.includes(it));
  const unknown = header.filter((it) => !COLUMNS.includes(it) && it !== 'whole');
  if (missing.length > 0) fault(`${MANIFEST}:1 missing columns: ${missing.join(', ')}`);
  if (unknown.length > 0) fault(`${MANIFEST}:1 unknown columns: ${unknown.join(', ')}`);
  if (missing.length + unknown.length > 0) return manifest;
  for (const [n, cells] of body.entries()) {
    const line = n + 2;
    const say = (field: string, what: string) => fault(`${MANIFEST}:${line} ${field}: ${what}`);
    const cell = (name: string) => cells[header.indexOf(name)] ?? '';
    const file = BOOK_FILES.find((it) => [it, `${it}.csv`].includes(cell('file')));
    if (!file || manifest.files.has(file)) {
      say('file', file ? `${file}.csv stands twice` : `not a file of a book: ${cell('file')}`);
      continue;
    }
    if (!names.includes(`${file}.csv`)) say('file', `${file}.csv is missing`);
    const rows = cell('rows') === '' ? null : Number(cell('rows'));
    if (rows !== null && !Number.isSafeInteger(rows)) say('rows', `not a whole number: ${cell('rows')}`);
    const sum = sumIn(cell('sum'));
    if (Number.isNaN(sum)) say('sum', `not an amount such as 1060.00: ${cell('sum')}`);
    if (sum !== null && !SUMMED[file]) say('sum', `${file}.csv has no money`);
    const whole = cell('whole');
    if (!['', 'yes', 'no'].includes(whole)) say('whole', `not one of yes, no: ${whole}`);
    manifest.files.set(file, { line, rows, sum, whole: whole === 'yes' });
    const day = cell('day');
    if (day !== '') {
      if (dayFault(day) !== null) say('day', `${dayFault(day)}: ${day}`);
      manifest.day ??= day;
      if (manifest.day !== day) say('day', `another day than that of the files above: ${day}`);
    }
    const sequence = cell('sequence');
    if (sequence === '') continue;
    const number = Number(sequence);
    if (!Number.isSafeInteger(number) || number < 0) say('sequence', `not a whole number: ${sequence}`);
    manifest.sequence ??= number;
    if (manifest.sequence !== number) say('sequence', `another one than that of the files above: ${sequence}`);
  }
  if (manifest.files.size > 0 && manifest.day === null) fault(`${MANIFEST}: no file has a day`);
  return manifest;
}

/** In minor units; null: nothing was said; NaN: not an amount. Nothing at all is an amount too. */
function sumIn(cell: string): number | null {
  if (cell === '') return null;
  if (/^0(\.0{1,2})?$/.test(cell)) return 0;
  if (/^\d{1,14}(\.\d{1,2})?$/.test(cell)) {
    const [whole, part = ''] = cell.split('.');
    return Number(whole) * 100 + Number(part.padEnd(2, '0'));
  }
  const read = readSum(cell);
  return typeof read === 'number' ? read : Number.NaN;
}

/** The files that do not add up to what the manifest says. */
export function checkTotals(
  { files }: Manifest,
  compared: ReadonlyMap<BookFile, Compared>,
  fault: (what: string) => void,
) {
  for (const [file, { line, rows, sum }] of files) {
    const has = compared.get(file);
    if (!has) continue;
    if (rows !== null && rows !== has.rows)
      fault(
        `${MANIFEST}:${line} rows: ${file}.csv has ${has.rows} rows, the manifest says ${rows}: was it sent whole?`,
      );
    if (sum !== null && !has.odd && sum !== has.sum)
      fault(
        `${MANIFEST}:${line} sum: ${file}.csv adds up to ${formatMoney(has.sum)}, the manifest says ${formatMoney(sum)}`,
      );
  }
}
