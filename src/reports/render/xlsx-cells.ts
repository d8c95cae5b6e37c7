/** What stands in a cell of a workbook. */
import { type Day, daysBetween } from '../../domain/time/dates.js';
import type { CellType, Paper } from '../paper/paper.js';
import { DASH, isNumeric, looksLikeFormula } from '../paper/shown.js';
import { escapeXml } from './ooxml.js';
import { type StyleName, style } from './xlsx-styles.js';

export function cellXml(
  row: number,
  column: number,
  cell: string | number | null,
  type: CellType,
  language: Paper['language'],
): string {
  if (cell === null) return textCell(row, column, DASH, type === 'text' ? 'text' : 'unknown');
  if (typeof cell === 'number' && Number.isFinite(cell) && isNumeric(type))
    return `<c r="${place(row, column)}" s="${style(lookOf(type, language))}"><v>${numberOf(cell, type)}</v></c>`;
  if (type === 'date' && typeof cell === 'string' && /^\d{4}-\d\d-\d\d$/.test(cell))
    return `<c r="${place(row, column)}" s="${style('date')}"><v>${serialOf(cell)}</v></c>`;
  const text = String(cell);
  return textCell(row, column, text, looksLikeFormula(text) ? 'quoted' : 'text');
}

const lookOf = (type: StyleName & CellType, language: Paper['language']): StyleName =>
  type === 'percentage-points' && language === 'en' ? 'percentage-points-en' : type;

/** Money stands in a workbook in major units, percentage points as such. */
export function numberOf(value: number, type: CellType): number {
  if (type === 'money') return value / 100;
  return type === 'percentage-points' ? Number((value * 100).toFixed(8)) : value;
}

/** Spreadsheets count days from the last one of 1899. */
const serialOf = (day: Day) => daysBetween('1899-12-30', day);

/** `height` in points; left out: as high as its cells ask for. */
export const rowXml = (row: number, cells: string, height?: number) =>
  `<row r="${row}"${height === undefined ? '' : ` ht="${height}" customHeight="1"`}>${cells}</row>`;

/** A cell takes no more characters than this. */
const MOST_CHARACTERS = 32_767;

/** An inline string: never a formula, whatever it begins with. */
export function textCell(row: number, column: number, text: string, look: StyleName): string {
  const shownText = escapeXml(cut32k(text));
  return `<c r="${place(row, column)}" s="${style(look)}" t="inlineStr"><is><t xml:space="preserve">${shownText}</t></is></c>`;
}

const cut32k = (text: string) => (text.length > MOST_CHARACTERS ? cut(text, MOST_CHARACTERS) : text);

/** `AB12` of row 12, column 27 (from nought). */
export function place(row: number, column: number): string {
  return `${letters(column)}${row}`;
}

const LETTERS: string[] = [];
/** Kept, since it is asked for at every cell. */
function letters(column: number): string {
  LETTERS[column] ??=
    (column < 26 ? '' : letters(Math.floor(column / 26) - 1)) + String.fromCharCode(65 + (column % 26));
  return LETTERS[column];
}

/** Characters beyond the first plane count as two there; half of one is none. */
export function cut(text: string, length: number): string {
  return text
    .slice(0, length)
    .replace(/\p{Cs}$/u, '')
    .replace(/[\s']+$/, '');
}
