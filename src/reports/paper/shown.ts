import type { Cell, CellType, Column, Paper, Table } from './paper.js';
import { money, percent, toTenth } from './words.js';

/** Shown for what is not known. Never 0, which would read as a good figure. */
export const DASH = '—';

/** A cell as people read it: `1,234.50` of 123450 minor units, `3.25%` of 0.0325, a dash of null. */
export function shown(cell: Cell | undefined, type: CellType): string {
  if (cell === null || cell === undefined) return DASH;
  if (typeof cell === 'string') return cell;
  if (type === 'money') return money(cell);
  if (type === 'percent') return percent(cell);
  if (type === 'points') return String(toTenth(cell));
  return type === 'integer' ? String(cell).replace(/\B(?=(\d{3})+$)/g, ',') : String(cell);
}

export const isNumeric = (type: CellType): type is Exclude<CellType, 'text' | 'date'> =>
  type !== 'text' && type !== 'date';

/** What stands in the last line under a column; null: no cell is known, or there is nothing to be a share of. */
export function totalOf(table: Table, { key, type, total }: Column): number | null {
  if (typeof total !== 'object') {
    const sum = sumOf(table, key);
    return sum === null || type !== 'points' ? sum : toTenth(sum);
  }
  const [part, whole] = [sumOf(table, total[0]), sumOf(table, total[1])];
  return part === null || !whole ? null : part / whole;
}

/** What the known cells of a column come to; null: none is known. */
function sumOf(table: Table, key: string): number | null {
  const known = table.rows.map((row) => row[key]).filter((cell) => typeof cell === 'number');
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}

/** The last line of a table, as people read it; null: none of its columns is added up, or it is empty. */
export function totalLine(table: Table): string[] | null {
  if (table.rows.length === 0 || !table.columns.some((it) => it.total)) return null;
  const label = table.columns.findIndex((it) => !it.total);
  return table.columns.map((column, n) => {
    if (column.total) return shown(totalOf(table, column), column.type);
    return n === label ? TOTAL : '';
  });
}

export const TOTAL = '合计';
export const NO_ROWS = '无记录';

/**
 * Forms for reading show so many rows of a table: a ledger of a hundred thousand borrowers is a workbook, not ten thousand pages.
 * Totals are of all rows.
 */
const MOST_ROWS_TO_READ = 500;

/** The rows for reading, and what to say of the others; `note` null: these are all. */
export function rowsToRead({ rows }: Table): { rows: Table['rows']; note: string | null } {
  if (rows.length <= MOST_ROWS_TO_READ) return { rows, note: null };
  return {
    rows: rows.slice(0, MOST_ROWS_TO_READ),
    note: `共${rows.length}行，此处列前${MOST_ROWS_TO_READ}行；全部见工作簿（XLSX）。`,
  };
}

/** `=`, `+`, `-`, `@` and what a spreadsheet skips before them: such a text would be run as a formula. */
export const looksLikeFormula = (text: string): boolean => /^[\s\p{Cc}\uFEFF]*[=+\-@＝＋－＠]/u.test(text);

/** What stands under a title: what the paper is about. */
export function aboutLine({ plan, period, asOf, unit }: Paper): string[] {
  return [`计划 ${plan}`, `期间 ${period}`, `截止 ${asOf} 日终`, ...(unit ? [`金额单位 ${unit}`] : [])];
}

/** Column widths are reckoned in half-widths: a Chinese character takes two, a Latin one takes one. */
export function halfWidths(text: string): number {
  let width = 0;
  for (const char of text) width += char.codePointAt(0)! >= 0x1100 ? 2 : 1;
  return width;
}
