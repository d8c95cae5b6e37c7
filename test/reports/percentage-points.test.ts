import Excel from 'exceljs';
import { expect, it } from 'vitest';
import { paperInEnglish } from '../../src/reports/english/paper-in-english.js';
import { capital, intoEnglish } from '../../src/reports/english/say.js';
import { changesShown } from '../../src/reports/paper/compare-sections.js';
import type { Section } from '../../src/reports/paper/paper.js';
import { changeOf, figureTable, tableSection } from '../../src/reports/papers/parts/tables.js';
import { render } from '../../src/reports/render.js';
import { pdfWords } from '../support/pdf-words.js';
import { paperOf } from './sample-paper.js';

/** By how much it has moved: of shares, and of money, in a column of one type. */
const moved = (...rates: [now: number | null, before: number | null][]): Section =>
  tableSection(
    '指标',
    [
      { figure: '贷款余额', change: changeOf('money', 500_00, 400_00) },
      ...rates.map(([now, before]) => ({ figure: '不良率', change: changeOf('percent', now, before) })),
    ],
    { figure: ['text', '指标'], change: ['money', '变动'] },
  );

const paper = paperOf(moved([0.0365, 0.0325], [0.02, 0.0215], [0.02, 0.020000001], [0.02, null]));
const english = paperInEnglish(paper, intoEnglish());
const textOf = async (format: 'html' | 'csv', it = paper) => Buffer.from(await render(it, format)).toString();

it('by how much a rate has moved is said in percentage points, in every form and both languages', async () => {
  for (const [it, told] of [
    [paper, ['0.40个百分点', '-0.15个百分点', '0.00个百分点']],
    [english, ['0.40 pp', '-0.15 pp', '0.00 pp']],
  ] as const) {
    const html = await textOf('html', it);
    const pdf = await pdfWords(await render(it, 'pdf'));
    for (const text of told) {
      expect(html).toContain(`<td align="right">${text}</td>`);
      expect(pdf).toContain(text.replace(' ', ''));
    }
    expect(html).not.toMatch(/\d%</);
    expect(pdf).not.toMatch(/\d%/);
  }
  // For programs a share and its change are parts of one.
  expect(await textOf('csv')).toContain('不良率,0.004\r\n不良率,-0.0015\r\n');
});

it.each([
  [paper, '0.00"个百分点"'],
  [english, '0.00" pp"'],
])('in a workbook they are numbers, with their unit as the format', async (it, format) => {
  const workbook = new Excel.Workbook();
  await workbook.xlsx.load((await render(it, 'xlsx')).buffer as ArrayBuffer);
  const cells: unknown[] = [];
  workbook.eachSheet((sheet) =>
    sheet.eachRow((row) => row.eachCell((cell) => cell.numFmt === format && cells.push(cell.value))),
  );
  expect(cells.slice(0, 2)).toEqual([0.4, -0.15]);
});

it('a table of figures says so of shares alone', () => {
  const [section] = figureTable(
    'x',
    ['npl-rate', 'loans'],
    { 'npl-rate': 0.03, loans: 3 },
    { 'npl-rate': 0.02, loans: 4 },
  );
  expect(section).toMatchObject({
    table: { rows: [{ change: { type: 'percentage-points' } }, { change: { type: 'integer', value: -1 } }] },
  });
});

it('also where a version of a paper is compared with the one before', () => {
  const [change] = changesShown([moved([0.0365, 0.0325])], [moved([0.0375, 0.0325])]);
  expect(change).toMatchObject({ before: '0.40个百分点', after: '0.50个百分点' });
  expect(capital(intoEnglish()(change!.after!))).toBe('0.50 pp');
});
