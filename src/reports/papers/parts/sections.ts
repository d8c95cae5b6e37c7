import { word } from '../../../domain/reason/vocabulary.js';
import { BUCKETS } from '../../figures/buckets.js';
import { type FigureId, figuresOf } from '../../figures/definitions.js';
import type { Parts } from '../../figures/index.js';
import type { Group, Portfolio } from '../../figures/of-loans/portfolio.js';
import type { Section } from '../../paper/paper.js';
import { money, percent } from '../../paper/words.js';
import { figureTables, tableSection } from './tables.js';

/** Sections that several papers share, each of the figures of one part. */

const BOOK: FigureId[] = [
  'overdue-rate',
  'npl-rate',
  'par-1',
  'par-30',
  'par-60',
  'par-90',
  'outstanding-principal',
  'outstanding',
  'overdue-amount',
  'overdue-principal',
  'npl-principal',
  'overpaid-amount',
  'loans',
  'overdue-loans',
  'npl-loans',
];

export function bookSections({ values, before }: Portfolio): Section[] {
  return figureTables('资产质量', BOOK, values, {
    'overdue-rate': before.overdueRate,
    'npl-rate': before.nplRate,
    'par-1': before.par1,
    'par-30': before.par30,
    'par-60': before.par60,
    'par-90': before.nplRate,
    'outstanding-principal': before.outstandingPrincipal,
    outstanding: before.outstanding,
    'overdue-amount': before.overdue,
    'overdue-principal': before.overduePrincipal,
    'npl-principal': before.nplPrincipal,
    'overpaid-amount': before.overpaid,
    loans: before.loans,
    'overdue-loans': before.overdueLoans,
    'npl-loans': before.nplLoans,
  });
}

/** The book in a few words. */
export function summary({ values, before }: Portfolio): string {
  const change = (now: number | null, was: number | null) =>
    now === null || was === null ? '' : `（期初${percent(was)}）`;
  return [
    `期末贷款余额${money(values['outstanding-principal'] ?? 0)}，${values.loans}笔，${values.borrowers}户`,
    `逾期率${percent(values['overdue-rate'])}${change(values['overdue-rate'], before.overdueRate)}`,
    `不良率${percent(values['npl-rate'])}${change(values['npl-rate'], before.nplRate)}`,
    `风险客户（逾期30天以上）占比${percent(values['risky-borrower-share'])}。`,
  ].join('，');
}

export function bucketSections({ groups }: Portfolio): Section[] {
  const of = (bucket: string) => groups.bucket.find((it) => it.key === bucket);
  return [
    groupSection(
      '逾期账龄分布',
      '账龄',
      BUCKETS.flatMap((bucket) => of(bucket) ?? []),
    ),
    {
      heading: '逾期账龄分布图',
      chart: {
        type: 'bar',
        unit: 'money',
        x: BUCKETS.slice(1).map(word),
        series: [{ name: '贷款余额', values: BUCKETS.slice(1).map((it) => of(it)?.outstandingPrincipal ?? 0) }],
      },
    },
  ];
}

export function groupSection(heading: string, title: string, groups: readonly Group[]): Section {
  return tableSection(
    heading,
    groups,
    {
      key: ['text', title],
      loans: ['integer', '笔数', 'sum'],
      borrowers: ['integer', '户数'],
      outstandingPrincipal: ['money', '贷款余额', 'sum'],
      overdue: ['money', '逾期本息', 'sum'],
      overdueRate: ['percent', '逾期率'],
      par30: ['percent', 'PAR 30'],
      nplPrincipal: ['money', '不良余额', 'sum'],
      nplRate: ['percent', '不良率', ['nplPrincipal', 'outstandingPrincipal']],
    },
    ({ key }) => ({ key: word(key) }),
  );
}

export function movementSections({ values, moves, rolls }: Parts['movement']): Section[] {
  const from = ['new', ...BUCKETS].filter((it) => moves.some((move) => move.from === it));
  const to = [...BUCKETS, 'paid'].filter((it) => moves.some((move) => move.to === it));
  const amount = (a: string, b: string) => moves.find((it) => it.from === a && it.to === b)?.principal ?? null;
  return [
    ...figureTables('回收与化解', figuresOf('movement'), values),
    tableSection(
      '逾期迁徙',
      moves,
      {
        from: ['text', '期初'],
        to: ['text', '期末'],
        loans: ['integer', '笔数', 'sum'],
        principal: ['money', '期初余额', 'sum'],
      },
      (it) => ({ from: word(it.from), to: word(it.to) }),
    ),
    {
      heading: '逾期迁徙矩阵（期初余额）',
      chart: {
        type: 'heatmap',
        unit: 'money',
        x: to.map(word),
        y: from.map(word),
        values: from.map((a) => to.map((b) => amount(a, b))),
      },
    },
    tableSection(
      '滚动率',
      rolls.filter((it) => it.loans > 0),
      {
        key: ['text', '期初账龄'],
        loans: ['integer', '笔数', 'sum'],
        principal: ['money', '期初余额', 'sum'],
        worse: ['percent', '恶化'],
        same: ['percent', '不变'],
        better: ['percent', '好转'],
        paid: ['percent', '结清'],
      },
      ({ key }) => ({ key: word(key) }),
    ),
  ];
}

export function trendSections({ points, vintages }: Parts['trend']): Section[] {
  const months = points.map(({ key }) => key.slice(0, 7));
  const line = (name: string, of: (point: (typeof points)[number]) => number | null) => ({
    name,
    values: points.map(of),
  });
  const longest = Math.max(0, ...vintages.map(({ curve }) => curve.length));
  return [
    {
      heading: '近十二个月走势',
      chart: {
        type: 'line',
        unit: 'percent',
        x: months,
        series: [
          line('逾期率', (it) => it.overdueRate),
          line('PAR 30', (it) => it.par30),
          line('不良率', (it) => it.nplRate),
        ],
      },
    },
    tableSection('近十二个月月末', points, {
      key: ['date', '月末'],
      loans: ['integer', '笔数'],
      outstandingPrincipal: ['money', '贷款余额'],
      overdue: ['money', '逾期本息'],
      overdueRate: ['percent', '逾期率'],
      par30: ['percent', 'PAR 30'],
      nplRate: ['percent', '不良率'],
    }),
    ...(vintages.length === 0
      ? []
      : [
          {
            heading: '各月发放贷款的账龄曲线（逾期30天以上余额占发放额）',
            chart: {
              type: 'line' as const,
              unit: 'percent' as const,
              x: Array.from({ length: longest }, (_, n) => `第${n}个月`),
              series: vintages.map(({ key, curve }) => ({
                name: key,
                values: Array.from({ length: longest }, (_, n) => curve[n] ?? null),
              })),
            },
          },
        ]),
  ];
}
