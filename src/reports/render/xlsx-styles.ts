import { escapeXml, XML } from './ooxml.js';

/** How cells of a workbook look: each name below is one format of xl/styles.xml, found by `style`. */

const FONT = '微软雅黑';
const NAVY = 'FF1F3A5F';
const GREY = 'FF7F7F7F';

const font = (size: number, color: string, more = '') =>
  `<font>${more}<sz val="${size}"/><color rgb="${color}"/><name val="${FONT}"/><family val="2"/></font>`;
const FONTS = {
  plain: font(10, 'FF000000'),
  bold: font(10, 'FF000000', '<b/>'),
  title: font(14, NAVY, '<b/>'),
  heading: font(11, NAVY, '<b/>'),
  note: font(9, GREY),
  head: font(10, 'FFFFFFFF', '<b/>'),
  link: font(10, 'FF0563C1', '<u/>'),
};

const solid = (color: string) =>
  `<fill><patternFill patternType="solid"><fgColor rgb="${color}"/><bgColor indexed="64"/></patternFill></fill>`;
// The first two are what every reader takes for granted.
const FILLS = {
  none: '<fill><patternFill patternType="none"/></fill>',
  dots: '<fill><patternFill patternType="gray125"/></fill>',
  head: solid(NAVY),
  total: solid('FFE9EEF5'),
};

const thin = ['left', 'right', 'top', 'bottom'].map(
  (side) => `<${side} style="thin"><color rgb="FFBFC7D1"/></${side}>`,
);
const BORDERS = {
  none: '<border><left/><right/><top/><bottom/><diagonal/></border>',
  thin: `<border>${thin.join('')}<diagonal/></border>`,
};

/** Number formats that every reader knows by number, but for the date, whose own differs from country to country. */
const FORMATS = { general: 0, integer: 3, money: 4, percent: 10, text: 49, date: 164, points: 165, pp: 166 };

interface Look {
  font?: keyof typeof FONTS;
  fill?: keyof typeof FILLS;
  border?: keyof typeof BORDERS;
  format?: keyof typeof FORMATS;
  align?: 'left' | 'center' | 'right';
  wrap?: true;
  /** A text whatever it begins with, also after somebody edited the cell. */
  quoted?: true;
}

const boxed = { border: 'thin' } as const;
const summed = { border: 'thin', fill: 'total', font: 'bold' } as const;
const LOOKS = {
  plain: {},
  title: { font: 'title', format: 'text' },
  heading: { font: 'heading', format: 'text' },
  note: { font: 'note', format: 'text' },
  link: { font: 'link', format: 'text' },
  paragraph: { format: 'text', wrap: true },
  head: { ...boxed, font: 'head', fill: 'head', align: 'center', wrap: true, format: 'text' },
  // A number before it ends where it begins.
  text: { ...boxed, format: 'text', wrap: true, align: 'left' },
  quoted: { ...boxed, format: 'text', wrap: true, align: 'left', quoted: true },
  unknown: { ...boxed, format: 'text', align: 'right' },
  integer: { ...boxed, format: 'integer' },
  money: { ...boxed, format: 'money' },
  percent: { ...boxed, format: 'percent' },
  'percentage-points': { ...boxed, format: 'points' },
  'percentage-points-en': { ...boxed, format: 'pp' },
  points: { ...boxed, align: 'right' },
  number: { ...boxed, align: 'right' },
  date: { ...boxed, format: 'date', align: 'center' },
  'total-text': { ...summed, format: 'text' },
  'total-integer': { ...summed, format: 'integer' },
  'total-money': { ...summed, format: 'money' },
  'total-percent': { ...summed, format: 'percent' },
  'total-percentage-points': { ...summed, format: 'points' },
  'total-points': { ...summed, align: 'right' },
  'total-number': { ...summed, align: 'right' },
} as const satisfies Record<string, Look>;

export type StyleName = keyof typeof LOOKS;

/** The number under which a cell names its format. */
export const style = (name: StyleName): number => STYLE_NUMBERS.get(name)!;
const STYLE_NUMBERS = new Map(Object.keys(LOOKS).map((name, n) => [name as StyleName, n]));

export function stylesXml(): string {
  const list = (tag: string, items: readonly string[]) => `<${tag} count="${items.length}">${items.join('')}</${tag}>`;
  return `${XML}<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">${[
    list('numFmts', [
      numFmt(FORMATS.date, 'yyyy\\-mm\\-dd'),
      numFmt(FORMATS.points, '0.00"个百分点"'),
      numFmt(FORMATS.pp, '0.00" pp"'),
    ]),
    list('fonts', Object.values(FONTS)),
    list('fills', Object.values(FILLS)),
    list('borders', Object.values(BORDERS)),
    list('cellStyleXfs', ['<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>']),
    list('cellXfs', Object.values(LOOKS).map(formatXml)),
    list('cellStyles', ['<cellStyle name="Normal" xfId="0" builtinId="0"/>']),
  ].join('')}</styleSheet>`;
}

const numFmt = (id: number, code: string) => `<numFmt numFmtId="${id}" formatCode="${escapeXml(code)}"/>`;

function formatXml({ font = 'plain', fill = 'none', border = 'none', format = 'general', ...look }: Look): string {
  const place = (list: object, name: string) => Object.keys(list).indexOf(name);
  const align = `${look.align ? ` horizontal="${look.align}"` : ''}${look.align === 'left' ? ' indent="1"' : ''}${look.wrap ? ' wrapText="1"' : ''}`;
  return `<xf numFmtId="${FORMATS[format]}" fontId="${place(FONTS, font)}" fillId="${place(FILLS, fill)}" borderId="${place(BORDERS, border)}" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"${look.quoted ? ' quotePrefix="1"' : ''}><alignment vertical="center"${align}/></xf>`;
}
