import { writtenDay } from '../../domain/time/written-day.js';
import type { Table } from '../paper/paper.js';
import { isNumeric, NO_ROWS, shown, totalLine } from '../paper/shown.js';
import { CORE_PROPERTIES, contentTypes, coreProperties, escapeXml, relations, XML, zipOf } from '../render/ooxml.js';
import { runsOf } from '../render/runs.js';
import type { Letter, LetterBlock } from './letter.js';

/** A letter as a Word document, for those who add a sentence before it is sealed. Equal letters give equal bytes. */
export function letterDocx(letter: Letter): Promise<Uint8Array> {
  return zipOf(
    [
      contentTypes('wordprocessingml', [
        ['word/document.xml', 'document.main'],
        ['word/styles.xml', 'styles'],
        ['word/footer1.xml', 'footer'],
      ]),
      relations('_rels/.rels', [
        ['officeDocument', 'word/document.xml'],
        [CORE_PROPERTIES, 'docProps/core.xml'],
      ]),
      coreProperties(`${letter.title} ${letter.number}`, letter.date),
      ['word/document.xml', [documentXml(letter)]],
      relations('word/_rels/document.xml.rels', [
        ['styles', 'styles.xml'],
        ['footer', 'footer1.xml'],
      ]),
      ['word/styles.xml', [STYLES]],
      ['word/footer1.xml', [FOOTER]],
    ],
    letter.date,
  );
}

const WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const RELATIONS = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';

// Fonts that a Windows machine of a bank has; sizes are half points.
const FONTS =
  '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="宋体" w:cs="Times New Roman"/>';
/** By these a reader's program knows the title and the headings; `level` 0: no part of the outline. */
const headingStyle = (id: string, name: string, size: number, level: number) =>
  `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:qFormat/>${
    level === 0 ? '' : `<w:pPr><w:outlineLvl w:val="${level - 1}"/></w:pPr>`
  }<w:rPr><w:b/><w:sz w:val="${size}"/><w:szCs w:val="${size}"/></w:rPr></w:style>`;
const STYLES = `${XML}<w:styles ${WORD}><w:docDefaults><w:rPrDefault><w:rPr>${FONTS}<w:sz w:val="21"/><w:szCs w:val="21"/><w:lang w:val="zh-CN" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="60" w:line="340" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>${headingStyle('Title', 'Title', 40, 0)}${headingStyle('Heading1', 'heading 1', 21, 1)}</w:styles>`;
const PAGE =
  '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>';
const FOOTER = `${XML}<w:ftr ${WORD}><w:p><w:pPr><w:jc w:val="center"/></w:pPr>${PAGE}</w:p></w:ftr>`;

interface Look {
  style?: 'Title' | 'Heading1';
  align?: 'center' | 'right';
  bold?: boolean;
  /** Half points. */
  size?: number;
  /** The first line is set in by two characters, as in every Chinese letter. */
  indent?: boolean;
  /** Twentieths of a point. */
  before?: number;
  keepNext?: boolean;
  /** No room after it: in a cell. */
  tight?: boolean;
}

function documentXml({ title, number, date, addressee, from, body, seal, receipt }: Letter): string {
  const paragraphs = [
    paragraph(from, { align: 'center' }),
    paragraph(title, { style: 'Title', align: 'center', bold: true, size: 40 }),
    paragraph(number, { align: 'right' }),
    paragraph(`${addressee}：`),
    // The seal never stands on a page without words: another page could be put before it.
    ...body.map((block, n) => blockXml(block, n === body.length - 1)),
    paragraph(from, { align: 'right', before: 280, keepNext: true }),
    paragraph(seal, { align: 'right', keepNext: true }),
    paragraph(writtenDay(date), { align: 'right' }),
    ...(receipt === null ? [] : [paragraph(receipt, { before: 280 })]),
  ];
  return `${XML}<w:document ${WORD} ${RELATIONS}><w:body>${paragraphs.join('')}<w:sectPr><w:footerReference w:type="default" r:id="rId2"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="720" w:footer="720" w:gutter="0"/></w:sectPr></w:body></w:document>`;
}

function blockXml(block: LetterBlock, last: boolean): string {
  if ('text' in block) return paragraph(block.text, { indent: true, keepNext: last });
  if ('heading' in block)
    return paragraph(block.heading, { style: 'Heading1', bold: true, before: 120, keepNext: true });
  if ('table' in block) return listXml(block.table);
  // What is left blank is written by hand.
  const rows = block.form.map(({ label, value }) =>
    rowXml([cellXml(label, 2600, { shade: true }), cellXml(value === '' ? '\n' : value, 6426)]),
  );
  return tableXml([2600, 6426], rows);
}

/** Between the margins, in twentieths of a point. */
const WIDTH = 9026;

function listXml(table: Table): string {
  const { columns, rows } = table;
  const width = Math.floor(WIDTH / columns.length);
  const total = totalLine(table);
  const line = (texts: readonly string[], look: { shade?: boolean; bold?: boolean } = {}) =>
    texts.map((text, n) => cellXml(text, width, { ...look, size: 18, right: isNumeric(columns[n]!.type) }));
  const lines = rows.map((row) => rowXml(line(columns.map(({ key, type }) => shown(row[key], type)))));
  return tableXml(
    columns.map(() => width),
    [
      rowXml(
        line(
          columns.map((it) => it.title),
          { shade: true, bold: true },
        ),
        true,
      ),
      ...(lines.length === 0 ? [rowXml([cellXml(NO_ROWS, WIDTH, { size: 18, span: columns.length })])] : lines),
      ...(total === null ? [] : [rowXml(line(total, { shade: true, bold: true }))]),
    ],
  );
}

const BORDERS = ['top', 'left', 'bottom', 'right', 'insideH', 'insideV']
  .map((side) => `<w:${side} w:val="single" w:sz="4" w:space="0" w:color="BFC7D1"/>`)
  .join('');

/** Word wants a paragraph after a table. */
function tableXml(widths: readonly number[], rows: readonly string[]): string {
  const grid = widths.map((width) => `<w:gridCol w:w="${width}"/>`).join('');
  return `<w:tbl><w:tblPr><w:tblW w:w="${WIDTH}" w:type="dxa"/><w:tblBorders>${BORDERS}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>${grid}</w:tblGrid>${rows.join('')}</w:tbl>${paragraph('', { tight: true })}`;
}

/** `head`: repeated on every page. */
function rowXml(cells: readonly string[], head = false): string {
  return `<w:tr><w:trPr><w:cantSplit/>${head ? '<w:tblHeader/>' : ''}</w:trPr>${cells.join('')}</w:tr>`;
}

function cellXml(
  text: string,
  width: number,
  look: { shade?: boolean; bold?: boolean; right?: boolean; size?: number; span?: number } = {},
): string {
  const span = look.span ? `<w:gridSpan w:val="${look.span}"/>` : '';
  const shade = look.shade ? '<w:shd w:val="clear" w:color="auto" w:fill="E9EEF5"/>' : '';
  const inside = paragraph(text, {
    tight: true,
    ...(look.size ? { size: look.size } : {}),
    ...(look.right ? { align: 'right' } : {}),
    ...(look.bold ? { bold: true } : {}),
  });
  return `<w:tc><w:tcPr><w:tcW w:w="${width}" w:type="dxa"/>${span}${shade}</w:tcPr>${inside}</w:tc>`;
}

function paragraph(text: string, { style, align, bold, size, indent, before, keepNext, tight }: Look = {}): string {
  const spacing = tight
    ? '<w:spacing w:after="0" w:line="300" w:lineRule="auto"/>'
    : before
      ? `<w:spacing w:before="${before}"/>`
      : '';
  const set = `${style ? `<w:pStyle w:val="${style}"/>` : ''}${keepNext ? '<w:keepNext/>' : ''}${spacing}${indent ? '<w:ind w:firstLineChars="200" w:firstLine="420"/>' : ''}${align ? `<w:jc w:val="${align}"/>` : ''}`;
  const run = `${bold ? '<w:b/>' : ''}${size ? `<w:sz w:val="${size}"/><w:szCs w:val="${size}"/>` : ''}`;
  const lines = text.split('\n').map((line) => runsXml(line, run));
  return `<w:p>${set ? `<w:pPr>${set}</w:pPr>` : ''}${lines.join('<w:r><w:br/></w:r>')}</w:p>`;
}

/** The text in pieces, each in a font that the reader's machine has for it. Word itself turns round pieces that are marked right-to-left. */
function runsXml(line: string, look: string): string {
  return runsOf(line)
    .map(({ text, font: { word }, level }) => {
      const font = word ? `<w:rFonts w:ascii="${word}" w:hAnsi="${word}" w:eastAsia="${word}" w:cs="${word}"/>` : '';
      const properties = `${font}${look}${level % 2 === 1 ? '<w:rtl/>' : ''}`;
      return `<w:r>${properties ? `<w:rPr>${properties}</w:rPr>` : ''}<w:t xml:space="preserve">${escapeXml(text)}</w:t></w:r>`;
    })
    .join('');
}
