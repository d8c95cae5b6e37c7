/** How wide the columns of a table are on a page. */
import type { Column, Table } from '../paper/paper.js';
import { DASH, isNumeric, rowsToRead, shown, totalOf } from '../paper/shown.js';
import { pointsOf, textWidth } from './pdf.js';

export const CELL_SIZE = 8;
/** Left and right of a cell's text. */
export const PADDING = 4;

/** A text wraps when it is longer than this, in points; figures and dates never do. */
const LONGEST_TEXT = 120;
const LONGEST_TITLE = 48;
/** About how much wider bold text is: the last line of a table is bold. */
const BOLD_IS_WIDER = 1.06;

/** How wide the table is with texts this much narrower than they would like to be. */
export const widthOf = (table: Table, part: number): number =>
  table.columns.reduce((sum, column) => sum + leastWidth(column, table, part), 0);

function leastWidth(column: Column, table: Table, part: number): number {
  const natural = columnWidth(column, table);
  return isText(column) ? Math.max(natural * part, Math.min(natural, SHORT_TEXT)) : natural;
}

function columnWidth(column: Column, table: Table): number {
  const { key, title, type, total } = column;
  const least = Math.max(
    pointsOf(DASH, CELL_SIZE),
    total ? pointsOf(shown(totalOf(table, column), type), CELL_SIZE) * BOLD_IS_WIDER : 0,
  );
  const longest = rowsToRead(table).rows.reduce(
    (most, row) => Math.max(most, pointsOf(shown(row[key], type), CELL_SIZE)),
    least,
  );
  const content = type === 'text' ? Math.min(longest, LONGEST_TEXT) : longest;
  const text = Math.max(content, Math.min(pointsOf(title, CELL_SIZE), LONGEST_TITLE));
  return text + gapBefore(column, table) + 2 * PADDING + 1;
}

/** Room before a column of texts that follows one of numbers: right-aligned numbers would touch the text. */
export function gapBefore(column: Column, { columns }: Table): number {
  const before = columns[columns.indexOf(column) - 1];
  return column.type === 'text' && before !== undefined && isNumeric(before.type) ? 8 : 0;
}

/** The step by which parts are made narrower, until one more would be needed. */
const NARROWER = 0.95;
/** How narrow a text may become, as a part of what it would like, so that all of its table stands side by side. */
const NARROWEST = 0.5;
/** The same, so that the page stands upright. */
export const UPRIGHT = 0.75;
/** In points, with its padding: a text of six characters stands in one line. */
const SHORT_TEXT = 6 * CELL_SIZE + 2 * PADDING + 9;

const isText = ({ type }: Column) => !isNumeric(type) && type !== 'date';

/** The columns in as many parts as the page's width asks for; each part begins with the first column, which says whose line it is. */
export function inWidth(table: Table, width: number): Column[][] {
  const [first, ...others] = table.columns;
  if (!first) return [];
  if (widthOf(table, NARROWEST) <= width) return [table.columns];
  const split = (room: number): Column[][] => {
    const parts: Column[][] = [[]];
    let left = room;
    for (const column of others) {
      const wide = columnWidth(column, table);
      if (wide > left && parts.at(-1)!.length > 0) {
        parts.push([]);
        left = room;
      }
      parts.at(-1)!.push(column);
      left -= wide;
    }
    return parts;
  };
  let room = width - columnWidth(first, table);
  const { length } = split(room);
  // No more parts than must be, and those about as wide as one another.
  while (length > 1 && length < others.length && split(room * NARROWER).length === length) room *= NARROWER;
  return split(room).map((part) => [first, ...part]);
}

/** A table is not drawn out further than so: an eye does not find the number to a word across a page that lies on its side. */
const WIDEST = 3;

/** Widths of the columns, without padding, that fill the page: what is left over goes to all alike, what is missing long texts give first. */
export function spread(columns: readonly Column[], table: Table, width: number): number[] {
  const natural = columns.map((it) => columnWidth(it, table));
  const all = sumOf(natural);
  if (all <= width) {
    const factor = Math.min(width, Math.max(all * WIDEST, textWidth(false))) / all;
    return natural.map((it) => it * factor - 2 * PADDING);
  }
  const toGive = (part: number) => natural.map((it, n) => it - leastWidth(columns[n]!, table, part));
  const texts = natural.map((it, n) => (isText(columns[n]!) ? it : 0));
  const given = sumOf(toGive(NARROWEST)) >= all - width ? toGive(NARROWEST) : texts;
  const part = sumOf(given) === 0 ? 0 : (all - width) / sumOf(given);
  return natural.map((it, n) => it - given[n]! * part - 2 * PADDING);
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, it) => sum + it, 0);
