/** A paper for reading and printing: A4, upright unless a table needs the width. */
import type { Content, ContentText, Table as PdfTable, TableCell } from 'pdfmake/interfaces.js';
import { writtenDay } from '../domain/time/written-day.js';
import type { CellType, Column, Paper, Section, Table } from './paper/paper.js';
import {
  aboutLine,
  isNumeric,
  NO_ROWS,
  periodWritten,
  rowsToRead,
  sayIn,
  setAs,
  shown,
  totalLine,
} from './paper/shown.js';
import { CHART_WIDTH, chartSvg } from './render/charts.js';
import { FONT } from './render/fonts.js';
import { GREY, heightOf, NAVY, pdfOf, RULE, staysTogether, textWidth } from './render/pdf.js';
import { CELL_SIZE, gapBefore, inWidth, PADDING, spread, UPRIGHT, widthOf } from './render/pdf-columns.js';
import { svgInFonts } from './render/svg-fonts.js';

type Language = Paper['language'];

/** The bytes: equal for an equal paper, dated as of the paper's last day. */
export async function renderPdf(paper: Paper): Promise<Uint8Array> {
  const { title, lender, asOf, language } = paper;
  const say = sayIn(language);
  const front = paper.sections.filter((it) => it.front);
  const rest = paper.sections.filter((it) => !it.front);
  const wide = rest.findIndex((it) => 'table' in it && widthOf(it.table, UPRIGHT) > textWidth(false));
  // The first page is upright, and nothing else stands on it; after it the paper turns once, where a table needs the width.
  const turnsAt = front.length === 0 || wide < 0 ? 0 : wide;
  const landscape = wide >= 0 && front.length === 0;
  const width = textWidth(landscape);
  const upright = rest.slice(0, turnsAt).flatMap((section) => sectionContent(section, textWidth(false), language));
  const others = rest.slice(turnsAt).flatMap((section) => sectionContent(section, textWidth(wide >= 0), language));
  return pdfOf({
    title: `${title} ${paper.period}`,
    day: asOf,
    landscape,
    ...(lender ? { author: lender } : {}),
    ...(language ? { language } : {}),
    header: [...(lender ? [lender] : []), title, periodWritten(paper)].join('　'),
    footer: `${paper.plan}　${say(`截至${writtenDay(asOf)}`)}`,
    page: (page, pages) => say(`第 ${page} 页 / 共 ${pages} 页`),
    content: [
      ...(lender ? [{ text: lender, fontSize: 11, alignment: 'center', margin: [0, 0, 0, 2] } as Content] : []),
      {
        text: title,
        headlineLevel: 1,
        fontSize: 20,
        bold: true,
        color: NAVY,
        alignment: 'center',
        margin: [0, 0, 0, 4],
      },
      {
        text: aboutLine({ ...paper, lender: '' }).join('　'),
        fontSize: 9,
        color: GREY,
        alignment: 'center',
        margin: [0, 0, 0, 6],
      },
      { canvas: [{ type: 'line', x1: 0, y1: 0, x2: width, y2: 0, lineWidth: 1.2, lineColor: NAVY }] },
      ...front.flatMap((section) => sectionContent(section, width, language)),
      ...(front.length === 0
        ? others
        : [...onPageOfItsOwn(upright, 'portrait'), ...onPageOfItsOwn(others, wide >= 0 ? 'landscape' : 'portrait')]),
    ],
  });
}

const onPageOfItsOwn = ([first, ...others]: Content[], pageOrientation: 'portrait' | 'landscape'): Content[] =>
  first === undefined ? [] : [{ stack: [first], pageBreak: 'before', pageOrientation }, ...others];

const heading = (text: string): ContentText => ({
  text,
  headlineLevel: 2,
  fontSize: 12,
  bold: true,
  color: NAVY,
  margin: [0, 14, 0, 5],
});

function sectionContent(section: Section, width: number, language: Language): Content[] {
  const say = sayIn(language);
  if ('paragraphs' in section)
    return section.aside ? [aside(section)] : paragraphs(section.heading, section.paragraphs, width);
  if ('table' in section && section.signed !== undefined)
    return formContent(section.heading, section.table, section.signed, width, language);
  if ('table' in section) {
    const parts = inWidth(section.table, width);
    return parts.map((columns, n) => {
      const part = parts.length > 1 ? say(`${section.heading}（${n + 1}/${parts.length}）`) : section.heading;
      return tableContent(part, section.table, columns, width, language);
    });
  }
  const svg = chartSvg(section.chart, FONT, 'c', language);
  const picture: Content = svg
    ? ({ svg: svgInFonts(svg), alt: section.heading, width: CHART_WIDTH, alignment: 'center' } as Content)
    : { text: say(NO_ROWS), color: GREY };
  return [{ stack: [heading(section.heading), picture], unbreakable: true }];
}

const aside = (section: Extract<Section, { paragraphs: string[] }>): Content => ({
  headlineLevel: 2,
  text: [{ text: `${section.heading}　`, bold: true, color: NAVY }, section.paragraphs.join('')],
  margin: [0, 14, 0, 0],
});

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
function formContent(title: string, table: Table, signed: string, width: number, language: Language): Content[] {
  const { columns, rows } = table;
  const widths = spread(columns, table, width);
  const last = rows.slice(-1).map((row) => columns.map((column) => cellOf(row, column, table, language)));
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
      stack: [tableContent(title, { ...table, rows: rows.slice(0, -1) }, columns, width, language, widths)],
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

/** A text in a column; of another type than the column it may be set otherwise. */
const cellIn = (text: string, column: Column, table: Table, type = column.type): ContentText => ({
  text,
  alignment: alignmentOf(type),
  margin: [gapBefore(column, table), 0, 0, 0],
});

const cellOf = (row: Table['rows'][number], column: Column, table: Table, language: Language): ContentText => {
  const cell = row[column.key];
  return cellIn(shown(cell, column.type, language), column, table, setAs(cell, column.type));
};

function tableContent(
  title: string,
  table: Table,
  columns: Column[],
  width: number,
  language: Language,
  widths = spread(columns, table, width),
): Content {
  const say = sayIn(language);
  const { rows, note } = rowsToRead(table);
  const total = totalLine({ ...table, columns }, language);
  const cell = (text: string, column: Column) => cellIn(text, column, table);
  const line = (content: ContentText): TableCell[] => [
    { ...content, colSpan: columns.length },
    ...columns.slice(1).map(() => ''),
  ];
  const body: TableCell[][] = [
    line({ ...heading(title), margin: [-PADDING, 12, 0, 3] }),
    columns.map((column) => ({ ...cell(column.title, column), bold: true, color: '#ffffff' })),
    ...rows.map((row) => columns.map((column) => cellOf(row, column, table, language))),
    ...(rows.length === 0 ? [line({ text: say(NO_ROWS), color: GREY, alignment: 'center' })] : []),
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
    stack: [
      { table: content, layout: LAYOUT, fontSize: CELL_SIZE, lineHeight: 1.15 },
      ...(note ? [remark(say(note))] : []),
    ],
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
