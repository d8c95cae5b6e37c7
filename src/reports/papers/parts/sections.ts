import { word } from '../../../domain/reason/vocabulary.js';
import { BUCKETS } from '../../figures/buckets.js';
import { type FigureId, figuresOf } from '../../figures/definitions.js';
import type { Parts } from '../../figures/index.js';
import { type Dimension, ofGroup, opening, type Portfolio } from '../../figures/of-loans/portfolio.js';
import type { Section } from '../../paper/paper.js';
import { money, percent } from '../../paper/words.js';
import { categoryWord, countedSection, figureTable, tableSection } from './tables.js';

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

export const bookSections = (portfolio: Portfolio): Section[] =>
  figureTable('资产质量', BOOK, portfolio.values, opening(portfolio));

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
  const there = BUCKETS.flatMap((bucket) => groups.bucket.find((it) => it.key === bucket) ?? []);
  return [groupSection('逾期账龄', '账龄', 'bucket', { groups: { ...groups, bucket: there } })];
}

export function groupSection(
  heading: string,
  title: string,
  by: Dimension,
  { groups: { [by]: groups } }: Pick<Portfolio, 'groups'>,
): Section {
  const called = by === 'category' ? categoryWord : word;
  const section = countedSection(
    heading,
    groups,
    {
      key: [title === '客户经理' ? 'staff' : 'text', title],
      loans: ['integer', '笔数', 'sum'],
      borrowers: ['integer', '户数'],
      outstandingPrincipal: ['money', '贷款余额', 'sum'],
      overdue: ['money', '逾期本息', 'sum'],
      overdueRate: ['percent', '逾期率', { share: 'outstandingPrincipal' }],
      par30: ['percent', 'PAR 30', { share: 'outstandingPrincipal' }],
      nplPrincipal: ['money', '不良余额', 'sum'],
      nplRate: ['percent', '不良率', { share: 'outstandingPrincipal' }],
    },
    ({ key }) => ({ key: called(key) }),
  );
  const behind = groups.map((it) => ({
    name: `${by}/${it.key}`,
    title: called(it.key),
    only: { group: { by, key: it.key } },
    values: ofGroup(it),
  }));
  return { ...section, behind };
}

export function movementSections({ values, moves, rolls }: Parts['movement']): Section[] {
  const from = ['new', ...BUCKETS].filter((it) => moves.some((move) => move.from === it));
  const to = [...BUCKETS, 'paid'].filter((it) => moves.some((move) => move.to === it));
  const amount = (a: string, b: string) => moves.find((it) => it.from === a && it.to === b)?.principal ?? null;
  return [
    ...figureTable('回收与化解', figuresOf('movement'), values),
    tableSection(
      '回收与化解：逾期迁徙',
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
      heading: '回收与化解：迁徙矩阵（期初余额）',
      chart: {
        type: 'heatmap',
        unit: 'money',
        x: to.map(word),
        y: from.map(word),
        values: from.map((a) => to.map((b) => amount(a, b))),
      },
    },
    tableSection(
      '回收与化解：滚动率',
      rolls.filter((it) => it.loans > 0),
      {
        key: ['text', '期初账龄'],
        loans: ['integer', '笔数', 'sum'],
        principal: ['money', '期初余额', 'sum'],
        worse: ['percent', '恶化', { share: 'principal' }],
        same: ['percent', '不变', { share: 'principal' }],
        better: ['percent', '好转', { share: 'principal' }],
        paid: ['percent', '结清', { share: 'principal' }],
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
      heading: '近十二个月：走势',
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
    tableSection('近十二个月：月末', points, {
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
            heading: '近十二个月：各月发放贷款逾期30天以上的余额占发放额',
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
