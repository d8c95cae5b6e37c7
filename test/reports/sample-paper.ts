import type { Column, Paper, Section, Table } from '../../src/reports/paper/paper.js';

/** Characters of names that many fonts lack. */
export const RARE = '㸃彧喆犇骉龘䶮𬀩';
/** What a text may not become in a spreadsheet. */
export const FORMULAS = ['=1+1', '+86 138', '-2', '@SUM(A1)', '\t=1+1', '=HYPERLINK("http://x","y")'];

const COLUMNS: Column[] = [
  { key: 'name', title: '客户', type: 'text' },
  { key: 'loans', title: '笔数', type: 'integer', total: 'sum' },
  { key: 'amount', title: '余额', type: 'money', total: 'sum' },
  { key: 'rate', title: '逾期率', type: 'percent' },
  { key: 'dueOn', title: '到期日', type: 'date' },
];

export const TABLE: Table = {
  columns: COLUMNS,
  rows: [
    { name: RARE, loans: 1234, amount: 123_456_789, rate: 0.0325, dueOn: '2026-11-20' },
    { name: '<b>"某某" & 公司</b>', loans: 2, amount: -50, rate: null, dueOn: null },
    { name: null, loans: null, amount: null, rate: 1, dueOn: '2024-02-29' },
  ],
};

export const paperOf = (...sections: Section[]): Paper => ({
  kind: 'monthly-report',
  title: '贷后管理月度报告',
  plan: '04-personal',
  period: '2026-10',
  asOf: '2026-10-31',
  unit: '元',
  sections,
});

/** One of everything that a paper may hold. */
export const EVERYTHING = paperOf(
  { heading: '说明', paragraphs: ['期末贷款余额1,234,567.89，逾期率3.25%。', '=第二段'] },
  { heading: '明细', table: TABLE },
  { heading: '空表', table: { columns: COLUMNS, rows: [] } },
  { heading: '无列', table: { columns: [], rows: [] } },
  {
    heading: '走势',
    chart: {
      type: 'line',
      unit: 'percent',
      x: ['2026-08', '2026-09', '2026-10'],
      series: [
        { name: '逾期率', values: [0.02, null, 0.0325] },
        { name: '不良率', values: [0.01, 0.011, 0.012] },
      ],
    },
  },
  {
    heading: '账龄',
    chart: { type: 'bar', unit: 'money', x: ['1—30天', RARE], series: [{ name: '余额', values: [1_234_500, null] }] },
  },
  {
    heading: '渠道',
    chart: {
      type: 'bar',
      unit: 'integer',
      stacked: true,
      x: ['短信', '微信'],
      series: [
        { name: '已发出', values: [12, 30] },
        { name: '<失败>', values: [1, null] },
      ],
    },
  },
  {
    heading: '迁徙',
    chart: {
      type: 'heatmap',
      unit: 'money',
      x: ['未逾期', '已结清'],
      y: ['新发放', '未逾期'],
      values: [
        [500, null],
        [90_000, 1],
      ],
    },
  },
  { heading: '空图', chart: { type: 'bar', unit: 'money', x: ['甲'], series: [{ name: '余额', values: [null] }] } },
);

/** A table longer than what forms for reading show. */
export const longTable = (rows: number): Table => ({
  columns: COLUMNS,
  rows: Array.from({ length: rows }, (_, n) => ({
    name: `客户${n}`,
    loans: 1,
    amount: 100,
    rate: 0,
    dueOn: '2026-11-20',
  })),
});
