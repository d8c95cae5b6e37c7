import { stringify } from 'csv-stringify/sync';
import { formatMoney } from '../domain/money/money.js';
import { type CellType, type Paper, type Section, typeIn, valueIn } from './paper/paper.js';
import { looksLikeFormula } from './paper/shown.js';
import { tableOfChart } from './render/chart-table.js';

/** By it Excel knows that the file is UTF-8. */
const BYTE_ORDER_MARK = '\uFEFF';

/**
 * A paper for other programs: its sections one after the other, a heading, the names of the columns, the rows, an empty line.
 * As in every CSV of ours: money in major units, days `YYYY-MM-DD`, empty is not known; a percentage is a share of one, and so is
 * by how much it has moved.
 */
export function renderCsv(paper: Paper): Uint8Array {
  const lines = [[paper.title, paper.plan, paper.period, paper.asOf].map(plain), ...paper.sections.flatMap(linesOf)];
  return Buffer.from(BYTE_ORDER_MARK + stringify(lines, { record_delimiter: 'windows' }));
}

function linesOf(section: Section): string[][] {
  const head = [[], [plain(section.heading)]];
  if ('paragraphs' in section) return [...head, ...section.paragraphs.map((text) => [plain(text)])];
  const { columns, rows } = 'chart' in section ? tableOfChart(section.chart) : section.table;
  return [
    ...head,
    columns.map(({ title }) => plain(title)),
    ...rows.map((row) => columns.map(({ key, type }) => field(valueIn(row[key]), typeIn(row[key], type)))),
  ];
}

function field(cell: string | number | null, type: CellType): string {
  if (cell === null) return '';
  if (typeof cell === 'string') return plain(cell);
  if (type === 'money') return formatMoney(cell);
  // Six decimals are enough for a share, and none is ever written as 1e-7.
  return String(type === 'percent' || type === 'percentage-points' ? Number(cell.toFixed(6)) : cell);
}

/** A text that a spreadsheet would run begins with an apostrophe, which makes it a text there. */
const plain = (text: string): string => (looksLikeFormula(text) ? `'${text}` : text);
