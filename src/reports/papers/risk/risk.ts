import { word } from '../../../domain/reason/vocabulary.js';
import { rows } from '../../../store/base/connection/database.js';
import { measureIn, type Parts } from '../../figures/index.js';
import { momentsOf } from '../../figures/scope.js';
import type { Section } from '../../paper/paper.js';
import { ledgerTable, riskTable } from '../parts/borrower-tables.js';
import { type Front, frontOf, opening } from '../parts/front.js';
import { groupSections, type OfGroup, ofGroup } from '../parts/groups.js';
import { paperKind, type Reading } from '../parts/kind.js';
import { type BorrowerLine, borrowers } from '../parts/lists.js';
import { bookSections, bucketSections, groupSection, movementSections, trendSections } from '../parts/sections.js';
import { tableSection } from '../parts/tables.js';
import { warningSections, workSection } from '../parts/work-sections.js';

/** A list for reading: longer ones are the ledger's. */
const WORST = 100;

const MONITORED = ['portfolio', 'movement', 'warnings', 'trend'] as const;
type Monitored = Pick<Parts, (typeof MONITORED)[number]> & { worst: BorrowerLine[]; front?: Front };

/** How the risk moves, and the worst of it. */
const monitored = ({ front, portfolio, movement, warnings, trend, worst }: Monitored, reading: Reading): Section[] => [
  ...opening(front, portfolio, reading),
  ...bookSections(portfolio),
  ...bucketSections(portfolio),
  ...movementSections(movement),
  ...trendSections(trend),
  ...warningSections(warnings),
  riskTable(`风险客户（前${WORST}户）`, worst),
];

/** 风险监测报告 (P3.6). */
export const riskMonitoringReport = paperKind<Monitored>({
  kind: 'risk-monitoring-report',
  title: '风险监测报告',
  rules: ['P3.6'],
  periods: ['month', 'quarter', 'half-year', 'year'],
  gather: async ({ sql, scope, period, onProgress }) => ({
    front: await frontOf({ sql, scope, period }),
    ...(await measureIn(sql, scope, MONITORED, onProgress)),
    worst: await borrowers(sql, scope, 'at-risk', { limit: WORST }),
  }),
  sections: monitored,
});

/** The same of the risk control (P7.11), with the work of the group. */
export const groupMonthly = paperKind<
  OfGroup<
    Pick<Parts, 'portfolio' | 'movement' | 'warnings' | 'trend' | 'tasks'> & { worst: BorrowerLine[]; front?: Front }
  >
>({
  kind: 'group-monthly',
  title: '风控岗月度风险报告',
  rules: ['P7.11'],
  periods: ['month'],
  gather: (gathering) =>
    ofGroup(gathering, 'group-monthly', async (scope) => ({
      front: await frontOf({ ...gathering, scope }),
      ...(await measureIn(gathering.sql, scope, [...MONITORED, 'tasks'], gathering.onProgress)),
      worst: await borrowers(gathering.sql, scope, 'at-risk', { limit: WORST }),
    })),
  sections: (figures, reading) => [
    ...monitored(figures, reading),
    ...groupSections(figures.group, { tasks: figures.tasks }, reading),
  ],
});

interface Cause {
  key: string;
  loans: number;
  overdue: number;
}

/**
 * 风险排查报告 (P1.7): what was done, risk factors and causes, measures taken and planned, responsibility.
 */
export const riskScreeningReport = paperKind<
  Pick<Parts, 'portfolio' | 'warnings' | 'tasks'> & { causes: Cause[]; risky: BorrowerLine[]; front?: Front }
>({
  kind: 'risk-screening-report',
  title: '风险排查报告',
  rules: ['P1.7', 'P4.4', 'P6.2'],
  periods: ['month', 'quarter', 'half-year'],
  gather: async ({ sql, scope, period, onProgress }) => ({
    front: await frontOf({ sql, scope, period }),
    ...(await measureIn(sql, scope, ['portfolio', 'warnings', 'tasks'], onProgress)),
    causes: await rows<Cause>(
      sql,
      `SELECT coalesce(cause, 'unknown') AS key, count(*)::int AS loans, sum(overdue)::bigint AS overdue
       FROM at_end JOIN book USING (n) LEFT JOIN LATERAL (
         SELECT c.kind AS cause FROM causes c WHERE c.loan_id = book.loan_id AND c.at < $1 ORDER BY c.at DESC, c.cause_id DESC LIMIT 1) c ON true
       WHERE dpd >= 1 GROUP BY 1 ORDER BY 3 DESC, 1`,
      [new Date(momentsOf(scope).until)],
    ),
    risky: await borrowers(sql, scope, 'at-risk'),
  }),
  sections: ({ front, portfolio, warnings, tasks, causes, risky }, reading) => [
    ...opening(front, portfolio, reading),
    {
      heading: '一、排查开展情况',
      paragraphs: [
        `本期完成任务${tasks.values['tasks-done']}项，到期${tasks.values['tasks-due']}项；排查出有逾期、预警或处置事项的客户${risky.length}户。`,
      ],
    },
    workSection('本期完成的排查与检查', '种类', tasks.byKind),
    tableSection(
      '二、风险成因',
      causes,
      { key: ['text', '成因'], loans: ['integer', '逾期笔数', 'sum'], overdue: ['money', '逾期本息', 'sum'] },
      ({ key }) => ({ key: key === 'unknown' ? '未认定' : word(key) }),
    ),
    ...warningSections(warnings),
    riskTable('三、已采取与拟采取的措施、责任人', risky),
    workSection('四、责任落实', '人员', tasks.byPerson),
  ],
});

/** 资产质量分析 (P2.9, P2.13): the same book divided in every way. */
export const assetQuality = paperKind<Pick<Parts, 'portfolio' | 'movement' | 'trend'> & { front?: Front }>({
  kind: 'asset-quality',
  title: '资产质量分析',
  rules: ['P2.9', 'P2.13', 'P5.11', 'P8.3'],
  periods: ['month', 'quarter', 'half-year', 'year'],
  gather: async ({ sql, scope, period, onProgress }) => ({
    front: await frontOf({ sql, scope, period }),
    ...(await measureIn(sql, scope, ['portfolio', 'movement', 'trend'], onProgress)),
  }),
  sections: ({ front, portfolio, movement, trend }, reading) => [
    ...opening(front, portfolio, reading),
    ...bookSections(portfolio),
    groupSection('分布：五级分类（按逾期天数）', '分类', 'category', portfolio),
    ...bucketSections(portfolio),
    ...movementSections(movement),
    ...trendSections(trend),
    groupSection('分布：按机构', '机构', 'branch', portfolio),
    groupSection('分布：按产品', '产品', 'product', portfolio),
    groupSection('分布：按客户类型', '类型', 'kind', portfolio),
    groupSection('分布：按企业规模', '规模', 'size', portfolio),
    groupSection('分布：按行业', '行业', 'industry', portfolio),
    groupSection('分布：按客户分类', '分类', 'class', portfolio),
    groupSection('分布：按担保', '担保', 'collateral', portfolio),
    groupSection('分布：按客户经理', '客户经理', 'manager', portfolio),
  ],
});

/** 贷后管理台账 (P2.2, P3.3): a line for each borrower. */
export const ledger = paperKind<{ lines: BorrowerLine[] }>({
  kind: 'ledger',
  title: '贷后管理台账',
  rules: ['P2.2', 'P3.3', 'P4.12', 'P6.10'],
  periods: ['month', 'quarter', 'half-year', 'year'],
  perBorrower: true,
  gather: async ({ sql, scope, borrower }) => ({
    lines: await borrowers(sql, scope, 'all', { only: borrower === null ? null : [borrower] }),
  }),
  sections: ({ lines }) => [
    ledgerTable(
      '台账',
      [...lines].sort((a, b) => (a.key < b.key ? -1 : 1)),
    ),
  ],
});
