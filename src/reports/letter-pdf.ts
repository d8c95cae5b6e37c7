import type { Content, CustomTableLayout, TableCell } from 'pdfmake/interfaces.js';
import { type Letter, type LetterBlock, writtenDay } from './letter.js';
import type { Table } from './paper.js';
import { pdfOf, RULE, textWidth } from './pdf.js';
import { isNumeric, NO_ROWS, shown, totalLine } from './shown.js';

/** In points: a letter is set narrower than a report. */
const SIDE = 24;
const SHADE = '#e9eef5';

/** A letter as a PDF: head, number, addressee, words, and room for the seal. Equal letters give equal bytes. */
export function letterPdf(letter: Letter): Promise<Uint8Array> {
  const { title, number, date, addressee, from, body, seal, receipt } = letter;
  const content: Content[] = [
    { text: from, alignment: 'center', fontSize: 12 },
    { text: title, alignment: 'center', fontSize: 20, bold: true, margin: [0, 4, 0, 6] },
    { text: number, alignment: 'right', margin: [0, 0, 0, 10] },
    { text: `${addressee}：`, margin: [0, 0, 0, 6] },
    ...body.slice(0, -1).map(blockOf),
    {
      // A seal never stands on a page without words: they could be changed for others.
      unbreakable: true,
      stack: [
        ...body.slice(-1).map(blockOf),
        { stack: [from, seal, writtenDay(date)], alignment: 'right', margin: [0, 14, 0, 0] },
      ],
    },
  ];
  if (receipt !== null) {
    content.push({
      unbreakable: true,
      stack: [
        { canvas: [{ type: 'line', x1: 0, y1: 0, x2: textWidth(false) - 2 * SIDE, y2: 0, lineColor: RULE }] },
        { text: receipt, margin: [0, 8, 0, 0] },
      ],
      margin: [0, 20, 0, 0],
    });
  }
  return pdfOf({
    title: `${title} ${number}`,
    day: date,
    footer: `${title}　${number}`,
    content: [{ stack: content, margin: [SIDE, 0, SIDE, 0], fontSize: 10.5, lineHeight: 1.35 }],
  });
}

function blockOf(block: LetterBlock): Content {
  // Set in by two characters, as in every Chinese letter.
  if ('text' in block) return { text: `　　${block.text}`, preserveLeadingSpaces: true, margin: [0, 0, 0, 5] };
  if ('heading' in block) return { text: block.heading, bold: true, margin: [0, 6, 0, 4] };
  return 'form' in block ? formOf(block.form) : tableOf(block.table);
}

function formOf(form: readonly { label: string; value: string }[]): Content {
  return {
    margin: [0, 2, 0, 8],
    lineHeight: 1.15,
    layout: GRID,
    table: {
      widths: [130, '*'],
      dontBreakRows: true,
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
    fontSize: 8.5,
    lineHeight: 1.15,
    layout: GRID,
    table: {
      headerRows: 1,
      dontBreakRows: true,
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
