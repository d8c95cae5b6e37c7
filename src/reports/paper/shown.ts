import { parsePeriod } from '../../domain/time/period.js';
import { writtenDay } from '../../domain/time/written-day.js';
import { writtenPeriod } from '../../domain/time/written-period.js';
import { capital, intoEnglish, type Translate } from '../english/say.js';
import { type Cell, type CellType, type Column, type Paper, type Table, typeIn, valueIn } from './paper.js';
import { money, percent, percentagePoints, toTenth } from './words.js';

/** Shown for what is not known. Never 0, which would read as a good figure. */
export const DASH = '—';

/** A cell as people read it: `1,234.50` of 123450 minor units, `3.25%` of 0.0325, a dash of null. */
export function shown(cell: Cell | undefined, column: CellType, language?: Paper['language']): string {
  const [value, type] = [valueIn(cell), typeIn(cell, column)];
  if (value === null) return DASH;
  if (typeof value === 'string') return value;
  if (type === 'money') return money(value);
  if (type === 'percent') return percent(value);
  if (type === 'percentage-points') return percentagePoints(value, language);
  if (type === 'points') return String(toTenth(value));
  return type === 'integer' ? String(value).replace(/\B(?=(\d{3})+$)/g, ',') : String(value);
}

/** As what a cell is set: in a column of texts, such as a form's, all stands at the left; elsewhere each as its own type is. */
export const setAs = (cell: Cell | undefined, column: CellType): CellType =>
  column === 'text' ? column : typeIn(cell, column);

/** What is set to the right, and may be reckoned with. */
export const isNumeric = (
  type: CellType,
): type is 'integer' | 'money' | 'percent' | 'percentage-points' | 'points' | 'number' =>
  type !== 'text' && type !== 'date' && type !== 'borrower' && type !== 'staff';

/** What stands in the last line under a column; null: no cell is known, or there is nothing to be a share of. */
export function totalOf(table: Table, { key, type, total }: Column): number | null {
  if (typeof total !== 'object') {
    const sum = sumOf(table, key);
    return sum === null || type !== 'points' ? sum : toTenth(sum);
  }
  const whole = sumOf(table, total.share);
  if (!whole) return null;
  const parts = table.rows.map((row) => (numberIn(row[key]) ?? 0) * (numberIn(row[total.share]) ?? 0));
  return parts.reduce((sum, part) => sum + part, 0) / whole;
}

const numberIn = (cell: Cell | undefined): number | null => {
  const value = valueIn(cell);
  return typeof value === 'number' ? value : null;
};

/** What the known cells of a column come to; null: none is known. */
function sumOf(table: Table, key: string): number | null {
  const known = table.rows.map((row) => numberIn(row[key])).filter((it) => it !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}

/** The last line of a table, as people read it; null: none of its columns is added up, or it is empty. */
export function totalLine(table: Table, language?: Paper['language']): string[] | null {
  if (table.rows.length === 0 || !table.columns.some((it) => it.total)) return null;
  const label = table.columns.findIndex((it) => !it.total);
  return table.columns.map((column, n) => {
    if (column.total) return shown(totalOf(table, column), column.type, language);
    return n === label ? capital(sayIn(language)(TOTAL)) : '';
  });
}

export const TOTAL = '合计';
export const NO_ROWS = '无记录';

/** What is said around the parts of a paper, in its language. */
export const sayIn = (language: Paper['language']): Translate => (language === 'en' ? ENGLISH : (text) => text);
const ENGLISH = intoEnglish();

/**
 * Forms for reading show so many rows of a table: a ledger of a hundred thousand borrowers is a workbook, not ten thousand pages.
 * Totals are of all rows.
 */
const MOST_ROWS_TO_READ = 500;

/** The rows for reading, and what to say of the others; `note` null: these are all. */
export function rowsToRead({ rows, brief = MOST_ROWS_TO_READ }: Table): { rows: Table['rows']; note: string | null } {
  if (rows.length <= brief) return { rows, note: null };
  return { rows: rows.slice(0, brief), note: `共${rows.length}行，此处列前${brief}行；全部见工作簿（XLSX）。` };
}

/** `=`, `+`, `-`, `@` and what a spreadsheet skips before them: such a text would be run as a formula. */
export const looksLikeFormula = (text: string): boolean => /^[\s\p{Cc}\uFEFF]*[=+\-@＝＋－＠]/u.test(text);

/** What stands under a title: what the paper is about. */
export function aboutLine(paper: Paper): string[] {
  const { lender, plan, asOf, unit, version } = paper;
  const say = sayIn(paper.language);
  return [
    ...(lender ? [lender] : []),
    plan,
    periodWritten(paper),
    say(`截至${writtenDay(asOf)}`),
    ...(unit ? [say(`金额单位：${unit}`)] : []),
    ...(version ? [say(`第${version}版`)] : []),
  ];
}

/** 2026年11月 of 2026-11; a period that is none of the calendar's stands as it is. */
export function periodWritten({ period, language }: Pick<Paper, 'period' | 'language'>): string {
  const parsed = parsePeriod(period);
  return parsed === null ? period : writtenPeriod(parsed, language);
}

/** Column widths are reckoned in half-widths: a Chinese character takes two, a Latin one takes one. */
export function halfWidths(text: string): number {
  let width = 0;
  for (const char of text) width += char.codePointAt(0)! >= 0x1100 ? 2 : 1;
  return width;
}
