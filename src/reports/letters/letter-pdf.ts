import type { Content, CustomTableLayout, TableCell } from 'pdfmake/interfaces.js';
import { writtenDay } from '../../domain/time/written-day.js';
import type { Table } from '../paper/paper.js';
import { isNumeric, NO_ROWS, shown, totalLine } from '../paper/shown.js';
import { heightOf, pdfOf, RULE, staysTogether, textWidth } from '../render/pdf.js';
import type { Letter, LetterBlock } from './letter.js';

/** In points: a letter is set narrower than a report. */
const SIDE = 24;
const SHADE = '#e9eef5';

/** A letter as a PDF: head, number, addressee, words, and room for the seal. Equal letters give equal bytes. */
export function letterPdf(letter: Letter): Promise<Uint8Array> {
  const { title, number, date, addressee, from, body, seal, receipt } = letter;
  const content: Content[] = [
    { text: from, alignment: 'center', fontSize: 12 },
    { text: title, headlineLevel: 1, alignment: 'center', fontSize: 20, bold: true, margin: [0, 4, 0, 6] },
    { text: number, alignment: 'right', margin: [0, 0, 0, 10] },
    { text: `${addressee}：`, margin: [0, 0, 0, 6] },
    ...body.slice(0, -1).map(blockOf),
    {
      // The seal never stands on a page without words: another page could be put before it.
      unbreakable: body.slice(-1).every(isShort) && staysTogether(heightOf(from + seal, SIZE, WIDTH)),
      stack: [
        ...body.slice(-1).map(blockOf),
        { stack: [from, seal, writtenDay(date)], alignment: 'right', margin: [0, 14, 0, 0] },
      ],
    },
  ];
  if (receipt !== null) {
    content.push({
      unbreakable: staysTogether(heightOf(receipt, SIZE, WIDTH)),
      stack: [
        { canvas: [{ type: 'line', x1: 0, y1: 0, x2: WIDTH, y2: 0, lineColor: RULE }] },
        { text: receipt, margin: [0, 8, 0, 0] },
      ],
      margin: [0, 20, 0, 0],
    });
  }
  return pdfOf({
    title: `${title} ${number}`,
    author: from,
    day: date,
    footer: `${title}　${number}`,
    content: [{ stack: content, margin: [SIDE, 0, SIDE, 0], fontSize: SIZE, lineHeight: 1.35 }],
  });
}

const SIZE = 10.5;
const TABLE_SIZE = 8.5;
const LABEL = 130;
const WIDTH = textWidth(false) - 2 * SIDE;

function isShort(block: LetterBlock): boolean {
  if ('text' in block) return staysTogether(heightOf(block.text, SIZE, WIDTH));
  if ('heading' in block) return true;
  if ('form' in block) return staysTogether(block.form.reduce((sum, it) => sum + heightOfField(it), 0));
  return staysTogether(block.table.rows.reduce((sum, row) => sum + heightOfLine(block.table, row), 0));
}

const heightOfField = ({ label, value }: { label: string; value: string }): number =>
  6 + Math.max(heightOf(label, SIZE, LABEL), heightOf(value, SIZE, WIDTH - LABEL - 20));

/** The height of a row, reckoned with columns of equal width. */
const heightOfLine = ({ columns }: Table, row: Table['rows'][number]): number =>
  6 +
  Math.max(...columns.map(({ key, type }) => heightOf(shown(row[key], type), TABLE_SIZE, WIDTH / columns.length - 10)));

function blockOf(block: LetterBlock): Content {
  // Set in by two characters, as in every Chinese letter.
  if ('text' in block) return { text: `　　${block.text}`, preserveLeadingSpaces: true, margin: [0, 0, 0, 5] };
  if ('heading' in block) return { text: block.heading, headlineLevel: 2, bold: true, margin: [0, 6, 0, 4] };
  return 'form' in block ? formOf(block.form) : tableOf(block.table);
}

function formOf(form: readonly { label: string; value: string }[]): Content {
  return {
    margin: [0, 2, 0, 8],
    lineHeight: 1.15,
    layout: GRID,
    table: {
      widths: [LABEL, '*'],
      dontBreakRows: form.every((it) => staysTogether(heightOfField(it))),
      // What is left blank is written by hand.
      body: form.map(({ label, value }): TableCell[] => [{ text: label, fillColor: SHADE }, value || ' \n ']),
    },
  };
}

function tableOf(table: Table): Content {
  const { columns, rows } = table;
  const total = totalLine(table);
  const line = (texts: readonly string[], more = {}) =>
    texts.map((text, n): TableCell => {
      const { type } = columns[n]!;
      return { text, alignment: isNumeric(type) ? 'right' : 'left', noWrap: type !== 'text', ...more };
    });
  const strong = { bold: true, fillColor: SHADE };
  const lines = rows.map((row) => line(columns.map(({ key, type }) => shown(row[key], type))));
  const none: TableCell[] = [{ text: NO_ROWS, colSpan: columns.length }, ...columns.slice(1).map(() => '')];
  return {
    margin: [0, 2, 0, 8],
    fontSize: TABLE_SIZE,
    lineHeight: 1.15,
    layout: GRID,
    table: {
      headerRows: 1,
      dontBreakRows: rows.every((row) => staysTogether(heightOfLine(table, row))),
      widths: columns.map(({ type }) => (type === 'text' ? '*' : 'auto')),
      body: [
        line(
          columns.map((it) => it.title),
          strong,
        ),
        ...(lines.length === 0 ? [none] : lines),
        ...(total === null ? [] : [line(total, strong)]),
      ],
    },
  };
}

const GRID: CustomTableLayout = {
  hLineWidth: () => 0.5,
  vLineWidth: () => 0.5,
  hLineColor: () => RULE,
  vLineColor: () => RULE,
  paddingTop: () => 2,
  paddingBottom: () => 2,
};
