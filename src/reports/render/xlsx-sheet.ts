/** What stands on a sheet of a workbook: blocks under one another, and what a reader can do with them. */
import { capital } from '../english/say.js';
import { type Chart, type Column, type Paper, type Section, type Table, typeIn, valueIn } from '../paper/paper.js';
import { aboutLine, DASH, halfWidths, isNumeric, NO_ROWS, sayIn, shown, TOTAL, totalOf } from '../paper/shown.js';
import { tableOfChart } from './chart-table.js';
import { cellXml, numberOf, place, rowXml, textCell } from './xlsx-cells.js';
import { style } from './xlsx-styles.js';

export interface Sheet {
  name: string;
  /** Of its columns, in half-widths. */
  widths: number[];
  rows: Iterable<string>;
  /** How many rows there are. */
  last: number;
  /** Rows that stay when one scrolls, and that every printed page begins with. */
  headerRow: number;
  filter?: string;
  /** Ranges whose cells are coloured by their value. */
  heats: string[];
  /** Ranges that are one cell. */
  merged: string[];
  /** [cell, where it leads]. */
  links?: [string, string][];
}

const TITLE_ROW = 1;
const NOTE_ROW = 2;
const HEADER_ROW = 3;

/** The sheet of a subject: a list alone keeps its head in sight and can be filtered; several parts stand under one another. */
export function subjectSheet(paper: Paper, name: string, title: string, sections: readonly Section[]): Sheet {
  const note = [paper.title, ...aboutLine(paper)].join('　');
  const top = [
    rowXml(TITLE_ROW, textCell(TITLE_ROW, 0, title, 'title')),
    rowXml(NOTE_ROW, textCell(NOTE_ROW, 0, note, 'note')),
  ];
  const [only] = sections;
  const table = sections.length > 1 || !only ? null : tableOf(only);
  if (only && table) {
    const { columns, rows } = table;
    const under = HEADER_ROW + Math.max(rows.length, 1);
    return {
      name,
      widths: withRoomFor(
        [title, note],
        columns.map((column) => columnWidth(table, column)),
      ),
      rows: joined(top, tableRows(table, HEADER_ROW, paper.language)),
      last: under + (hasTotal(table) ? 1 : 0),
      headerRow: HEADER_ROW,
      heats: 'chart' in only ? heatOf(only.chart, HEADER_ROW) : [],
      merged: [],
      ...(columns.length === 0 ? {} : { filter: `${place(HEADER_ROW, 0)}:${place(under, columns.length - 1)}` }),
    };
  }
  return { name, headerRow: NOTE_ROW, ...stacked(paper, sections, top, HEADER_ROW) };
}

/** Null: it is of words alone. */
function tableOf(section: Section): Table | null {
  if ('chart' in section) return tableOfChart(section.chart);
  return 'table' in section ? section.table : null;
}

/** The first sheet: what the paper is, what it says first, and where the rest stands. */
export function overviewSheet(
  paper: Paper,
  name: string,
  sections: readonly Section[],
  contents: readonly (readonly [title: string, sheet: string])[],
): Sheet {
  const about = aboutLine(paper);
  const top = [
    rowXml(1, textCell(1, 0, paper.title, 'title')),
    ...about.map((text, n) => rowXml(n + 2, textCell(n + 2, 0, text, 'note'))),
  ];
  const first = about.length + 3;
  const links = contents.map(([, sheet], n) => [place(first + n, 0), `${quotedName(sheet)}!A1`] as [string, string]);
  const list = contents.map(([title], n) => rowXml(first + n, textCell(first + n, 0, title, 'link')));
  const rest = stacked(paper, sections, [...top, ...list], first + contents.length + 1);
  return { name, headerRow: 1, links, ...rest };
}

export const quotedName = (name: string) => `'${name.replace(/'/g, "''")}'`;

function* joined(...parts: Iterable<string>[]): Iterable<string> {
  for (const part of parts) yield* part;
}

/** As wide as a page is, about. */
const PARAGRAPH_COLUMNS = 6;
const PARAGRAPH_WIDTH = 96;
const LINE_HEIGHT = 16;

function stacked(
  { language }: Paper,
  sections: readonly Section[],
  top: readonly string[],
  from: number,
): Pick<Sheet, 'widths' | 'rows' | 'last' | 'heats' | 'merged'> {
  const tables = sections.map(tableOf);
  const widths: number[] = [];
  for (const table of tables)
    for (const [n, column] of (table?.columns ?? []).entries())
      widths[n] = Math.max(widths[n] ?? 0, columnWidth(table!, column));
  // A paragraph is one cell over the columns, however few the tables have.
  while (widths.length < PARAGRAPH_COLUMNS) widths.push(Math.ceil(PARAGRAPH_WIDTH / PARAGRAPH_COLUMNS));
  const room = widths.slice(0, PARAGRAPH_COLUMNS).reduce((sum, it) => sum + it, 0);
  const parts: Iterable<string>[] = [top];
  const heats: string[] = [];
  const merged: string[] = [];
  let at = from;
  for (const [n, section] of sections.entries()) {
    parts.push([rowXml(at, textCell(at, 0, section.heading, 'heading'))]);
    at++;
    const table = tables[n];
    if (table) {
      if ('chart' in section) heats.push(...heatOf(section.chart, at));
      parts.push(tableRows(table, at, language));
      at += 1 + Math.max(table.rows.length, 1) + (hasTotal(table) ? 1 : 0);
    } else if ('paragraphs' in section)
      for (const text of section.paragraphs) {
        const lines = Math.ceil((halfWidths(text) * 1.1) / room) || 1;
        parts.push([rowXml(at, textCell(at, 0, text, 'paragraph'), lines * LINE_HEIGHT)]);
        merged.push(`${place(at, 0)}:${place(at, PARAGRAPH_COLUMNS - 1)}`);
        at++;
      }
    at++;
  }
  return { widths, rows: joined(...parts), last: Math.max(at - 2, from - 1), heats, merged };
}

/** Of a heat map: all but its first column. */
function heatOf(chart: Chart, header: number): string[] {
  if (chart.type !== 'heatmap' || chart.x.length === 0 || chart.y.length === 0) return [];
  return [`${place(header + 1, 1)}:${place(header + chart.y.length, chart.x.length)}`];
}

const hasTotal = ({ rows, columns }: Table) => rows.length > 0 && columns.some((it) => it.total);

/** So many rows make a piece: some hundred kilobytes. */
const ROWS_A_PIECE = 500;

function* tableRows(table: Table, header: number, language: Paper['language']): Iterable<string> {
  const { columns, rows } = table;
  const widths = columns.map((column) => columnWidth(table, column));
  yield rowXml(header, columns.map(({ title }, n) => textCell(header, n, title, 'head')).join(''));
  const first = header + 1;
  if (rows.length === 0 && columns.length > 0)
    yield rowXml(first, textCell(first, 0, sayIn(language)(NO_ROWS), 'note'));
  for (let from = 0; from < rows.length; from += ROWS_A_PIECE) {
    yield rows
      .slice(from, from + ROWS_A_PIECE)
      .map((row, n) => {
        const at = first + from + n;
        const cells = columns.map(({ key, type }, column) =>
          cellXml(at, column, valueIn(row[key]), typeIn(row[key], type), language),
        );
        return rowXml(at, cells.join(''), heightOf(row, columns, widths));
      })
      .join('');
  }
  if (hasTotal(table)) yield totalRow(table, first, first + rows.length, language);
}

/** Of a row whose texts are wider than their columns: not every spreadsheet makes room for them by itself. Left out: one line is enough. */
function heightOf(
  row: Table['rows'][number],
  columns: readonly Column[],
  widths: readonly number[],
): number | undefined {
  let most = 1;
  for (const [n, { key }] of columns.entries()) {
    const cell = row[key];
    // A sign is at most two wide: most texts need not be measured.
    if (typeof cell !== 'string' || cell.length * 2 < widths[n]!) continue;
    const wide = halfWidths(cell);
    if (wide >= widths[n]!) most = Math.max(most, Math.ceil((wide * 1.1) / (widths[n]! - 1)));
  }
  return most === 1 ? undefined : most * LINE_HEIGHT;
}

function totalRow(table: Table, first: number, at: number, language: Paper['language']): string {
  const label = table.columns.findIndex((it) => !it.total);
  const cells = table.columns.map((column, n) => {
    if (!column.total) return textCell(at, n, n === label ? capital(sayIn(language)(TOTAL)) : '', 'total-text');
    const sum = totalOf(table, column);
    if (sum === null) return textCell(at, n, DASH, 'total-text');
    // The value is written beside the formula, for readers that do not calculate: previews, scripts.
    const formula = totalFormula(table, column, (it) => `${place(first, it)}:${place(at - 1, it)}`);
    const look = isNumeric(column.type) ? (`total-${column.type}` as const) : 'total-text';
    return `<c r="${place(at, n)}" s="${style(look)}"><f>${formula}</f><v>${numberOf(sum, column.type)}</v></c>`;
  });
  return rowXml(at, cells.join(''));
}

/** The formula of a total, so that it stays right when somebody corrects a cell. `range`: the cells of the n-th column. */
function totalFormula({ columns }: Table, { key, total }: Column, range: (column: number) => string): string {
  const of = (wanted: string) => range(columns.findIndex((it) => it.key === wanted));
  if (typeof total !== 'object') return `SUM(${of(key)})`;
  return `SUMPRODUCT(${of(key)},${of(total.share)})/SUM(${of(total.share)})`;
}

/** What stands over a narrow table would be cut where the printed page ends with the table: columns of nothing follow it. */
function withRoomFor(texts: readonly string[], widths: readonly number[]): number[] {
  const wanted = Math.max(...texts.map((it) => halfWidths(it) * 1.1));
  const missing = wanted - widths.reduce((sum, it) => sum + it, 0);
  return missing <= 0 ? [...widths] : [...widths, Math.ceil(missing)];
}

const WIDEST = 48;
const NARROWEST = 8;
/** The rows that the width of a column of texts goes by: a longer text wraps. */
const SAMPLE = 300;

/** A number that is wider than its column stands there as ####: the largest and the smallest of all, and their sum, have room. */
function columnWidth(table: Table, column: Column): number {
  const { key, title, type, total } = column;
  const cells = isNumeric(type)
    ? [...extremes(table.rows, key), ...(total ? [totalOf(table, column)] : [])]
    : table.rows.slice(0, SAMPLE).map((row) => row[key]);
  const mixed = table.rows.slice(0, SAMPLE).filter((row) => typeof row[key] === 'object');
  const widest = [...cells, ...mixed.map((row) => row[key])].reduce(
    (most: number, cell) => Math.max(most, halfWidths(shown(cell, type))),
    halfWidths(title),
  );
  return Math.min(Math.max(widest + 3, NARROWEST), WIDEST);
}

/** The smallest and the largest number of a column. */
function extremes(rows: Table['rows'], key: string): number[] {
  let [least, most] = [0, 0];
  for (const row of rows) {
    const cell = row[key];
    if (typeof cell !== 'number') continue;
    if (cell < least) least = cell;
    if (cell > most) most = cell;
  }
  return [least, most];
}
