import Excel from 'exceljs';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { Paper, Table } from '../../src/reports/paper/paper.js';
import { place } from '../../src/reports/render/xlsx-cells.js';
import { render } from '../../src/reports/render.js';
import { sheetNames } from '../../src/reports/render-xlsx.js';
import { EVERYTHING, FORMULAS, longTable, paperOf, RARE, TABLE } from './sample-paper.js';
import { zipParts } from './zip-parts.js';

async function workbookOf(paper: Paper): Promise<Excel.Workbook> {
  const workbook = new Excel.Workbook();
  await workbook.xlsx.load((await render(paper, 'xlsx')).buffer as ArrayBuffer);
  return workbook;
}

const everything = await workbookOf(EVERYTHING);
const sheet = (name: string): Excel.Worksheet => everything.getWorksheet(name)!;
const HEADER = 3;
const values = (name: string, row: number) => (sheet(name).getRow(row).values as Excel.CellValue[]).slice(1);

function formulasOf(worksheet: Excel.Worksheet): string[] {
  const found: string[] = [];
  worksheet.eachRow((row) => row.eachCell((cell) => cell.type === Excel.ValueType.Formula && found.push(cell.formula)));
  return found;
}

describe('a workbook', () => {
  it('has a sheet for each subject, after what is said in words and a list of contents that leads to them', () => {
    expect(everything.worksheets.map((it) => it.name)).toEqual(['概览', '明细', '走势', '账龄', '渠道', '迁徙']);
    expect(sheet('概览').getCell('A1').value).toBe('贷后管理月度报告');
    expect(sheet('概览').getColumn(1).values).toEqual(
      expect.arrayContaining(['金额单位：元', '迁徙', '期末贷款余额1,234,567.89，逾期率3.25%。', '空表、无列、空图。']),
    );
    expect(everything.title).toBe('贷后管理月度报告 2026-10');
    expect(everything.created).toEqual(new Date('2026-10-31T00:00:00Z'));
  });

  it('holds numbers, shares and days as such, with their formats', () => {
    const row = sheet('明细').getRow(HEADER + 1);
    expect(values('明细', HEADER)).toEqual(['客户', '笔数', '余额', '逾期率', '到期日']);
    expect(values('明细', HEADER + 1)).toEqual([RARE, 1234, 1_234_567.89, 0.0325, new Date('2026-11-20T00:00:00Z')]);
    expect([2, 3, 4, 5].map((column) => row.getCell(column).numFmt)).toEqual([
      '#,##0',
      '#,##0.00',
      '0.00%',
      'yyyy-mm-dd',
    ]);
    expect(values('明细', HEADER + 3)[4]).toEqual(new Date('2024-02-29T00:00:00Z'));
  });

  it('shows what is not known as a dash, never as nought', () => {
    expect(values('明细', HEADER + 2)).toEqual(['<b>"某某" & 公司</b>', 2, -0.5, '—', '—']);
    expect(values('明细', HEADER + 3).slice(0, 3)).toEqual(['—', '—', '—']);
  });

  it('adds up by formula, with the sum beside it for those who do not reckon', () => {
    expect(values('明细', HEADER + 4).slice(0, 3)).toEqual([
      '合计',
      { formula: 'SUM(B4:B6)', result: 1236 },
      { formula: 'SUM(C4:C6)', result: 1_234_567.39 },
    ]);
    expect(sheet('明细').getCell('C7').numFmt).toBe('#,##0.00');
  });

  it('keeps the names of the columns in sight, filters by them, and prints them on each page', () => {
    const { views, autoFilter, pageSetup } = sheet('明细');
    expect(views[0]).toMatchObject({ state: 'frozen', ySplit: HEADER });
    expect(autoFilter).toBe('A3:E6');
    expect(pageSetup.printTitlesRow).toBe('1:3');
    expect(sheet('明细').getColumn(1).width).toBeGreaterThan(16);
  });

  it('has no sheet of what is empty', () => {
    expect(everything.getWorksheet('空表')).toBeUndefined();
  });

  it('holds the figures of charts, a heat map with its colours', () => {
    expect(values('走势', HEADER).slice(1)).toEqual(['逾期率', '不良率']);
    expect(values('走势', HEADER + 2)).toEqual(['2026-09', '—', 0.011]);
    expect(values('迁徙', HEADER + 1)).toEqual(['新发放', 5, '—']);
    expect((sheet('迁徙') as unknown as { conditionalFormattings: object[] }).conditionalFormattings).toMatchObject([
      { ref: 'B4:C5', rules: [{ type: 'colorScale' }] },
    ]);
  });

  it('never runs what a text says', async () => {
    const rows = FORMULAS.map((name) => ({ ...TABLE.rows[0]!, name }));
    const paper = paperOf({ heading: '=A1', table: { ...TABLE, rows } }, { heading: '@', paragraphs: FORMULAS });
    const workbook = await workbookOf(paper);
    const formulas = workbook.worksheets.flatMap(formulasOf);
    expect(formulas).toEqual(['SUM(B4:B9)', 'SUM(C4:C9)']);
    const cells = FORMULAS.map((_, n) => workbook.worksheets[1]!.getCell(HEADER + 1 + n, 1));
    expect(cells.map((it) => it.value)).toEqual(FORMULAS);
    // Nor once somebody has edited the cell: a mark that exceljs does not read.
    const parts = await zipParts(await render(paper, 'xlsx'));
    const quoted = [...parts.get('xl/styles.xml')!.matchAll(/<cellXfs.*<\/cellXfs>/g)][0]![0].match(/<xf .*?<\/xf>/g)!;
    const look = quoted.findIndex((it) => it.includes('quotePrefix="1"'));
    for (const [n] of FORMULAS.entries())
      expect(parts.get('xl/worksheets/sheet2.xml')).toContain(`<c r="A${HEADER + 1 + n}" s="${look}" t="inlineStr">`);
  });

  it('takes characters that XML cannot hold, and more of them than a cell can', async () => {
    const rows = [{ ...TABLE.rows[0]!, name: `a\u0000b\uD800c${'长'.repeat(40_000)}` }];
    const text = (await workbookOf(paperOf({ heading: '长', table: { ...TABLE, rows } }))).worksheets[1]!.getCell(
      'A4',
    ).text;
    expect(text.startsWith('a\uFFFDb\uFFFDc长')).toBe(true);
    expect(text).toHaveLength(32_767);
  });

  it('is as long as its table', async () => {
    const workbook = await workbookOf(paperOf({ heading: '台账', table: longTable(1201) }));
    expect(workbook.worksheets[1]!.rowCount).toBe(HEADER + 1201 + 1);
    expect(workbook.worksheets[1]!.getCell('B1205').value).toEqual({ formula: 'SUM(B4:B1204)', result: 1201 });
  });
});

/** How many half-widths a number takes as it is shown. */
const wide = (cell: Excel.CellValue) => {
  const value = cell && typeof cell === 'object' && 'result' in cell ? cell.result : cell;
  return Number(value).toLocaleString('en', { minimumFractionDigits: 2 }).length;
};

it('a row whose text is longer than its column is as high as that, others as high as always', async () => {
  const columns: Table['columns'] = [{ key: 'of', title: '检查要点', type: 'text' }];
  const rows = [{ of: '库点与库号；品种与质量；账面数量；'.repeat(5) }, { of: '正常' }];
  const made = (await workbookOf(paperOf({ heading: '检查记录', table: { columns, rows } }))).worksheets[1]!;
  expect(made.getRow(HEADER + 1).height).toBeGreaterThanOrEqual(4 * 16);
  expect(made.getRow(HEADER + 2).height).toBeUndefined();
});

it('what stands over a narrow table is printed whole: the page is as wide as that', async () => {
  const columns: Table['columns'] = [{ key: 'of', title: '指标', type: 'text' }];
  const narrow = (await workbookOf(paperOf({ heading: '资产质量', table: { columns, rows: [{ of: '逾期率' }] } })))
    .worksheets[1]!;
  const note = String(narrow.getCell('A2').value);
  const [, last] = narrow.pageSetup.printArea!.split(':');
  const printed = narrow.columns.slice(0, narrow.getCell(last!).fullAddress.col);
  expect(narrow.autoFilter).toBe('A3:A4');
  expect(printed.reduce((sum, it) => sum + it.width!, 0)).toBeGreaterThan(stringWidth(note));
});

it('no number is wider than its column, nor their sum, nor one far below: a spreadsheet shows it as ####', async () => {
  const columns: Table['columns'] = [{ key: 'amount', title: '余额', type: 'money', total: 'sum' }];
  const rows = Array.from({ length: 1000 }, (_, n) => ({ amount: n === 900 ? -123_456_789_012 : 999_999_999 }));
  const sheet = (await workbookOf(paperOf({ heading: '台账', table: { columns, rows } }))).worksheets[1]!;
  const cells = [sheet.getCell('A4'), sheet.getCell('A904'), sheet.getCell('A1004')];
  for (const { value } of cells) expect(sheet.getColumn(1).width).toBeGreaterThan(wide(value) + 1);
});

it('points are numbers, added up to a tenth', async () => {
  const columns: Table['columns'] = [
    { key: 'what', title: '指标', type: 'text' },
    { key: 'points', title: '得分', type: 'points', total: 'sum' },
  ];
  const rows = [
    { what: '一', points: 41.6 },
    { what: '二', points: 28.7 },
    { what: '三', points: null },
  ];
  const paper = paperOf({ heading: '评分', table: { columns, rows } });
  const sheet = (await workbookOf(paper)).worksheets[1]!;
  expect([4, 5, 6, 7].map((row) => sheet.getCell(row, 2).value)).toEqual([
    41.6,
    28.7,
    '—',
    { formula: 'SUM(B4:B6)', result: 70.3 },
  ]);
  expect(Buffer.from(await render(paper, 'html')).toString()).toContain('<td align="right">70.3</td>');
});

describe('names of sheets', () => {
  it('are such as spreadsheets take, no two alike', () => {
    const long = '各月发放贷款的账龄曲线（逾期30天以上余额占发放额）之说明';
    const names = sheetNames(['a/b:[c]?', 'A B  C', "'quoted'", '', long, long, '同', '同', '同']);
    expect(names.slice(2, 4)).toEqual(['quoted', '表']);
    expect(names.slice(-3)).toEqual(['同', '同(2)', '同(3)']);
    for (const name of names) expect(name).toMatch(/^[^[\]:*?/\\]{1,31}$/);
    expect(new Set(names.map((it) => it.toLowerCase())).size).toBe(names.length);
  });

  it('columns go on after Z', () => {
    expect([0, 25, 26, 51, 52, 701, 702].map((column) => place(9, column))).toEqual([
      'A9',
      'Z9',
      'AA9',
      'AZ9',
      'BA9',
      'ZZ9',
      'AAA9',
    ]);
  });
});

it('the share of a whole column is a formula of both sums; of nothing a dash', async () => {
  const columns: Table['columns'] = [
    { key: 'key', title: '机构', type: 'text' },
    { key: 'npl', title: '不良余额', type: 'money', total: 'sum' },
    { key: 'all', title: '贷款余额', type: 'money', total: 'sum' },
    { key: 'rate', title: '不良率', type: 'percent', total: { share: 'all' } },
  ];
  const rows = [
    { key: 'BR1', npl: 100_00, all: 400_00, rate: 0.25 },
    { key: 'BR2', npl: 0, all: 600_00, rate: 0 },
  ];
  const none = [{ key: 'BR1', npl: 0, all: 0, rate: 0 }];
  const workbook = await workbookOf(
    paperOf({ heading: '一', table: { columns, rows } }, { heading: '二', table: { columns, rows: none } }),
  );
  expect(workbook.worksheets[1]!.getCell('D6').value).toEqual({
    formula: 'SUMPRODUCT(D4:D5,C4:C5)/SUM(C4:C5)',
    result: 0.1,
  });
  expect(workbook.worksheets[2]!.getCell('D5').value).toBe('—');
});
