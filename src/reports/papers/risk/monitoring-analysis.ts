import { word } from '../../../domain/reason/vocabulary.js';
import { rows, type Sql } from '../../../store/base/connection/database.js';
import { momentsOf, type Scope } from '../../figures/scope.js';
import type { Cell, Column, Table } from '../../paper/paper.js';
import { shown } from '../parts/borrower-tables.js';
import { paperKind } from '../parts/kind.js';
import { type BorrowerLine, borrowers } from '../parts/lists.js';

/** The newest value of a figure of a borrower that was known at the cut-off. */
export interface Indicator {
  /** `B1 debt-to-asset`. */
  key: string;
  borrower: string;
  name: string;
  period: string;
  value: number;
}

/**
 * 贷款风险监测分析表 (P1.10): for each borrower the key financial indicators, the first and second repayment source, effective
 * assets, major decisions. What nobody has recorded stays empty, to be filled in.
 */
export const monitoringAnalysis = paperKind<{ lines: BorrowerLine[]; indicators: Indicator[] }>({
  kind: 'monitoring-analysis',
  title: '贷款风险监测分析表',
  rules: ['P1.10', 'P2.9', 'P8.2'],
  periods: ['month', 'quarter'],
  perBorrower: true,
  gather: async ({ sql, scope, borrower }) => ({
    lines: await borrowers(sql, scope, 'all', { only: borrower === null ? null : [borrower] }),
    indicators: await indicatorsOf(sql, scope, borrower),
  }),
  sections: ({ lines, indicators }) => {
    const names = [...new Set(indicators.map((it) => it.name))].sort();
    const sorted = [...lines].sort((a, b) => (a.key < b.key ? -1 : 1));
    return [
      { heading: '监测分析', table: analysis(sorted, indicators, names) },
      ...(indicators.length === 0
        ? [{ heading: '说明', paragraphs: ['截止日前没有登记客户的财务指标，相应栏目待补充。'] }]
        : []),
    ];
  },
});

/** Of all borrowers with something unpaid, or of one. */
export async function indicatorsOf(sql: Sql, scope: Scope, borrower: string | null): Promise<Indicator[]> {
  return rows<Indicator>(
    sql,
    `SELECT DISTINCT ON (borrower_id, name) borrower_id || ' ' || name AS key, borrower_id AS borrower, name, period, value::float8 AS value
     FROM indicators WHERE recorded_at < $1 AND ($2::text IS NULL OR borrower_id = $2)
       AND borrower_id IN (SELECT borrower_id FROM at_end JOIN book USING (n) WHERE outstanding > 0)
     ORDER BY borrower_id, name, period DESC, recorded_at DESC`,
    [new Date(momentsOf(scope).until), borrower],
  );
}

/** With the period that the values are of, where it is the same for all. */
function titleOf(name: string, indicators: readonly Indicator[]): string {
  const [period, ...others] = new Set(indicators.filter((it) => it.name === name).map((it) => it.period));
  return others.length === 0 ? `${word(name)}（${period}）` : `${word(name)}（各期最新）`;
}

function analysis(lines: readonly BorrowerLine[], indicators: readonly Indicator[], names: readonly string[]): Table {
  const values = new Map(indicators.map((it) => [it.key, it]));
  const text = (key: string, title: string): Column => ({ key, title, type: 'text' });
  const money = (key: string, title: string): Column => ({ key, title, type: 'money', total: 'sum' });
  return {
    columns: [
      { key: 'borrower', title: '客户', type: 'borrower' },
      { key: 'manager', title: '客户经理', type: 'staff' },
      money('principal', '贷款余额'),
      money('overdue', '逾期本息'),
      text('category', '五级分类'),
      ...names.map((name): Column => ({ key: `indicator ${name}`, title: titleOf(name, indicators), type: 'number' })),
      money('received', '第一还款来源：本期回款'),
      text('collateral', '第二还款来源、有效资产：担保'),
      { key: 'warnings', title: '未关闭预警', type: 'integer' },
      text('decisions', '本期重大决定'),
      text('openCases', '进行中的处置'),
      { ...text('opinion', '分析意见'), byHand: true },
    ],
    rows: lines.map((line) => {
      const { manager, category, decisions, openCases } = shown(line);
      const { principal, overdue, received, warnings } = line;
      const cells: Record<string, Cell> = { principal, overdue, received, warnings, category, decisions, openCases };
      for (const name of names) {
        const found = values.get(`${line.key} ${name}`);
        cells[`indicator ${name}`] = found?.value ?? null;
      }
      return { ...cells, borrower: line.key, manager, collateral: line.collateral ?? '信用', opinion: '' };
    }),
  };
}
