/** A paper for reading and printing: A4, upright unless a table needs the width. */
import type { Content, ContentText, Table as PdfTable, TableCell } from 'pdfmake/interfaces.js';
import { writtenDay } from '../domain/time/written-day.js';
import { type CellType, type Column, type Paper, type Section, type Table, typeIn } from './paper/paper.js';
import {
  aboutLine,
  DASH,
  isNumeric,
  NO_ROWS,
  periodWritten,
  rowsToRead,
  shown,
  totalLine,
  totalOf,
} from './paper/shown.js';
import { CHART_WIDTH, chartSvg } from './render/charts.js';
import { FONT } from './render/fonts.js';
import { GREY, heightOf, NAVY, pdfOf, pointsOf, RULE, staysTogether, textWidth } from './render/pdf.js';
import { svgInFonts } from './render/svg-fonts.js';

const CELL_SIZE = 8;
/** Left and right of a cell's text. */
const PADDING = 4;

/** The bytes: equal for an equal paper, dated as of the paper's last day. */
export async function renderPdf(paper: Paper): Promise<Uint8Array> {
  const { title, lender, asOf } = paper;
  const front = paper.sections.filter((it) => it.front);
  const rest = paper.sections.filter((it) => !it.front);
  const wide = rest.some((it) => 'table' in it && widthOf(it.table, UPRIGHT) > textWidth(false));
  // The first page is upright, and nothing else stands on it.
  const landscape = wide && front.length === 0;
  const [width, restWidth] = [textWidth(landscape), textWidth(wide)];
  const [first, ...others] = rest.flatMap((section) => sectionContent(section, restWidth));
  const turned = { pageBreak: 'before', pageOrientation: wide ? 'landscape' : 'portrait' } as const;
  return pdfOf({
    title: `${title} ${paper.period}`,
    day: asOf,
    landscape,
    ...(lender ? { author: lender } : {}),
    header: [...(lender ? [lender] : []), title, periodWritten(paper)].join('　'),
    footer: `${paper.plan}　截至${writtenDay(asOf)}`,
    content: [
      ...(lender ? [{ text: lender, fontSize: 11, alignment: 'center', margin: [0, 0, 0, 2] } as Content] : []),
      { text: title, fontSize: 20, bold: true, color: NAVY, alignment: 'center', margin: [0, 0, 0, 4] },
      {
        text: aboutLine({ ...paper, lender: '' }).join('　'),
        fontSize: 9,
        color: GREY,
        alignment: 'center',
        margin: [0, 0, 0, 6],
      },
      { canvas: [{ type: 'line', x1: 0, y1: 0, x2: width, y2: 0, lineWidth: 1.2, lineColor: NAVY }] },
      ...front.flatMap((section) => sectionContent(section, width)),
      ...(first === undefined ? [] : [front.length > 0 ? { stack: [first], ...turned } : first]),
      ...others,
    ],
  });
}

const heading = (text: string): ContentText => ({
  text,
  fontSize: 12,
  bold: true,
  color: NAVY,
  margin: [0, 14, 0, 5],
});

function sectionContent(section: Section, width: number): Content[] {
  if ('paragraphs' in section) return paragraphs(section.heading, section.paragraphs, width);
  if ('table' in section && section.signed !== undefined)
    return formContent(section.heading, section.table, section.signed, width);
  if ('table' in section) {
    const parts = inWidth(section.table, width);
    return parts.map((columns, n) => {
      const part = parts.length > 1 ? `${section.heading}（${n + 1}/${parts.length}）` : section.heading;
      return tableContent(part, section.table, columns, width);
    });
  }
  const svg = chartSvg(section.chart, FONT);
  const picture: Content = svg
    ? { svg: svgInFonts(svg), width: CHART_WIDTH, alignment: 'center' }
    : { text: NO_ROWS, color: GREY };
  return [{ stack: [heading(section.heading), picture], unbreakable: true }];
}

const TEXT_SIZE = 10;

function paragraphs(title: string, texts: readonly string[], width: number): Content[] {
  const all = texts.map((text): Content => ({ text, margin: [0, 0, 0, 4] }));
  const heights = texts.map((text) => heightOf(text, TEXT_SIZE, width));
  if (staysTogether(heights.reduce((sum, it) => sum + it, 0)))
    return [{ stack: [heading(title), ...all], unbreakable: true }];
  // A heading never stands alone at the foot of a page.
  return [{ stack: [heading(title), ...all.slice(0, 1)], unbreakable: staysTogether(heights[0]!) }, ...all.slice(1)];
}

/** Begins on a page of its own; its last line and where it is signed stay together, so that nobody signs an empty page. */
function formContent(title: string, table: Table, signed: string, width: number): Content[] {
  const { columns, rows } = table;
  const widths = spread(columns, table, width);
  const last = rows.slice(-1).map((row) => columns.map((column) => cellOf(row, column, table)));
  const height = rows.slice(-1).reduce(
    (sum, row) =>
      sum +
      heightOfRow(
        columns.map(({ key, type }) => shown(row[key], type)),
        widths,
      ),
    0,
  );
  return [
    {
      stack: [tableContent(title, { ...table, rows: rows.slice(0, -1) }, columns, width, widths)],
      pageBreak: 'before',
    },
    {
      stack: [
        {
          table: { widths, body: last },
          layout: { ...LAYOUT, fillColor: () => null },
          fontSize: CELL_SIZE,
          lineHeight: 1.15,
        },
        { text: signed, margin: [PADDING, 18, 0, 0] },
      ],
      unbreakable: staysTogether(height),
    },
  ];
}

const remark = (text: string): ContentText => ({ text, fontSize: CELL_SIZE, color: GREY, margin: [0, 3, 0, 0] });

/** Tables so short stay on one page. */
const SHORT = 12;
/** The heading and the names of the columns: on each page on which the table goes on. */
const HEADER_ROWS = 2;

/** A text in a column; of another type than the column it is set as its own type is. */
const cellIn = (text: string, column: Column, table: Table, type = column.type): ContentText => ({
  text,
  alignment: alignmentOf(type),
  margin: [gapBefore(column, table), 0, 0, 0],
});

const cellOf = (row: Table['rows'][number], column: Column, table: Table): ContentText => {
  const cell = row[column.key];
  return cellIn(shown(cell, column.type), column, table, typeIn(cell, column.type));
};

function tableContent(
  title: string,
  table: Table,
  columns: Column[],
  width: number,
  widths = spread(columns, table, width),
): Content {
  const { rows, note } = rowsToRead(table);
  const total = totalLine({ ...table, columns });
  const cell = (text: string, column: Column) => cellIn(text, column, table);
  const line = (content: ContentText): TableCell[] => [
    { ...content, colSpan: columns.length },
    ...columns.slice(1).map(() => ''),
  ];
  const body: TableCell[][] = [
    line({ ...heading(title), margin: [-PADDING, 12, 0, 3] }),
    columns.map((column) => ({ ...cell(column.title, column), bold: true, color: '#ffffff' })),
    ...rows.map((row) => columns.map((column) => cellOf(row, column, table))),
    ...(rows.length === 0 ? [line({ text: NO_ROWS, color: GREY, alignment: 'center' })] : []),
    ...(total ? [total.map((text, n) => ({ ...cell(text, columns[n]!), bold: true, fillColor: '#e9eef5' }))] : []),
  ];
  const heights = rows.map((row) =>
    heightOfRow(
      columns.map(({ key, type }) => shown(row[key], type)),
      widths,
    ),
  );
  const whole = heights.every(staysTogether);
  const content: PdfTable = {
    headerRows: HEADER_ROWS,
    ...(whole ? { keepWithHeaderRows: 1, dontBreakRows: true } : {}),
    widths,
    body,
  };
  return {
    stack: [{ table: content, layout: LAYOUT, fontSize: CELL_SIZE, lineHeight: 1.15 }, ...(note ? [remark(note)] : [])],
    unbreakable: rows.length <= SHORT && staysTogether(heights.reduce((sum, it) => sum + it, 0)),
  };
}

const heightOfRow = (texts: readonly string[], widths: readonly number[]): number =>
  Math.max(...texts.map((text, n) => heightOf(text, CELL_SIZE, widths[n]!))) + 6;

const LAYOUT = {
  hLineWidth: (line: number) => (line <= 1 ? 0 : 0.5),
  vLineWidth: () => 0,
  hLineColor: () => RULE,
  fillColor: (row: number) => (row === 1 ? NAVY : row > 1 && row % 2 === 1 ? '#f6f8fa' : null),
  paddingLeft: () => PADDING,
  paddingRight: () => PADDING,
  paddingTop: (row: number) => (row === 0 ? 0 : 3),
  paddingBottom: (row: number) => (row === 0 ? 0 : 3),
};

const alignmentOf = (type: CellType) => (isNumeric(type) ? 'right' : type === 'date' ? 'center' : 'left');

/** A text wraps when it is longer than this, in points; figures and dates never do. */
const LONGEST_TEXT = 120;
const LONGEST_TITLE = 48;
/** About how much wider bold text is: the last line of a table is bold. */
const BOLD_IS_WIDER = 1.06;

/** How wide the table is with texts this much narrower than they would like to be. */
const widthOf = (table: Table, part: number): number =>
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
function gapBefore(column: Column, { columns }: Table): number {
  const before = columns[columns.indexOf(column) - 1];
  return column.type === 'text' && before !== undefined && isNumeric(before.type) ? 8 : 0;
}

/** The step by which parts are made narrower, until one more would be needed. */
const NARROWER = 0.95;
/** How narrow a text may become, as a part of what it would like, so that all of its table stands side by side. */
const NARROWEST = 0.5;
/** The same, so that the page stands upright. */
const UPRIGHT = 0.75;
/** In points, with its padding: a text of six characters stands in one line. */
const SHORT_TEXT = 6 * CELL_SIZE + 2 * PADDING + 9;

const isText = ({ type }: Column) => !isNumeric(type) && type !== 'date';

/** The columns in as many parts as the page's width asks for; each part begins with the first column, which says whose line it is. */
function inWidth(table: Table, width: number): Column[][] {
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
function spread(columns: readonly Column[], table: Table, width: number): number[] {
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
