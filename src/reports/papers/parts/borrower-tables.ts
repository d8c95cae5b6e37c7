import { tierWord, word, words } from '../../../domain/reason/vocabulary.js';
import type { Cell, Section } from '../../paper/paper.js';
import type { BorrowerLine } from './lists.js';
import { categoryWord, countedSection, tableSection } from './tables.js';

/** How a borrower's line reads: ids for people, words of the house for the rest. */
export const shown = (it: BorrowerLine) =>
  ({
    branch: word(it.branch ?? 'unknown'),
    manager: word(it.manager ?? 'unknown'),
    kind: word(it.kind),
    size: word(it.size ?? 'unknown'),
    class: word(it.class ?? 'unknown'),
    category: categoryWord(it.category),
    stages: words(it.stages),
    tiers: it.tiers.map(tierWord).join('、'),
    cause: it.cause && word(it.cause),
    level: it.level && word(it.level),
    keyMonitoring: it.keyMonitoring ? '是' : '',
    openCases: words(it.openCases),
    decisions: it.decisions.map((one) => `${word(one.slice(0, -2))}${one.endsWith('+') ? '批准' : '否决'}`).join('、'),
  }) satisfies Partial<Record<keyof BorrowerLine, Cell>>;

const WHO = {
  key: ['borrower', '客户'],
  branch: ['text', '机构'],
  manager: ['staff', '客户经理'],
} as const;

const AMOUNTS = {
  outstanding: ['money', '未还本息', 'sum'],
  overdue: ['money', '逾期本息', 'sum'],
  dpd: ['integer', '逾期天数'],
} as const;

/** How many borrowers are in each of these groups, and what they owe. The first pair: the key of the groups' column, and its name. */
export const distribution = (
  heading: string,
  [key, name]: readonly [key: string, name: string],
  groups: readonly (readonly [group: string, of: readonly Pick<BorrowerLine, 'outstanding' | 'overdue'>[]])[],
): Section => {
  const sum = (of: (typeof groups)[number][1], field: 'outstanding' | 'overdue') =>
    of.reduce((all, it) => all + it[field], 0);
  return countedSection(
    heading,
    groups.map(([group, of]) => ({
      [key]: group,
      borrowers: of.length,
      outstanding: sum(of, 'outstanding'),
      overdue: sum(of, 'overdue'),
    })),
    {
      [key]: ['text', name],
      borrowers: ['integer', '户数', 'sum'],
      outstanding: ['money', '未还本息', 'sum'],
      overdue: ['money', '逾期本息', 'sum'],
    },
  );
};

/** So many are read in a report; all stand in its workbook. */
const BRIEF = 20;

/** Borrowers at risk: how much is outstanding and overdue, why, what was done, what is planned, who is responsible. */
export function riskTable(heading: string, lines: readonly BorrowerLine[]): Section {
  const section = tableSection(
    heading,
    lines,
    {
      ...WHO,
      ...AMOUNTS,
      category: ['text', '五级分类'],
      stages: ['text', '催收阶段'],
      cause: ['text', '成因'],
      warnings: ['integer', '未关闭预警'],
      level: ['text', '预警等级'],
      doneTasks: ['integer', '本期已做工作'],
      lastWorkOn: ['date', '最近工作'],
      openCases: ['text', '拟采取或进行中的处置'],
      openTasks: ['integer', '待办'],
      overdueTasks: ['integer', '其中超期'],
      promisedOn: ['date', '承诺还款日'],
      promised: ['money', '承诺金额'],
    },
    shown,
  );
  return { ...section, table: { ...section.table, brief: BRIEF } };
}

/** 贷后管理台账: a line for each borrower (P2.2, P3.3). */
export const ledgerTable = (heading: string, lines: readonly BorrowerLine[]): Section =>
  tableSection(
    heading,
    lines,
    {
      ...WHO,
      kind: ['text', '类型'],
      size: ['text', '规模'],
      industry: ['text', '行业'],
      class: ['text', '客户分类'],
      loans: ['integer', '贷款笔数', 'sum'],
      principal: ['money', '贷款余额', 'sum'],
      ...AMOUNTS,
      category: ['text', '五级分类'],
      tiers: ['text', '风险等级'],
      received: ['money', '本期还款', 'sum'],
      doneTasks: ['integer', '本期检查与跟进'],
      lastWorkOn: ['date', '最近检查或跟进'],
      warnings: ['integer', '未关闭预警'],
      openTasks: ['integer', '待解决事项'],
      overdueTasks: ['integer', '其中超期'],
      openCases: ['text', '处置'],
      maturesOn: ['date', '最后到期日'],
    },
    shown,
  );

/** 客户风险等级评估表: the tier of each borrower and what speaks for it (P4.3, P6.2). */
export const tierTable = (heading: string, lines: readonly BorrowerLine[]): Section =>
  tableSection(
    heading,
    lines,
    {
      ...WHO,
      tiers: ['text', '风险等级'],
      ...AMOUNTS,
      category: ['text', '五级分类'],
      level: ['text', '预警等级'],
      warnings: ['integer', '未关闭预警'],
      keyMonitoring: ['text', '重点监测'],
      cause: ['text', '成因'],
      doneTasks: ['integer', '本期跟进'],
      lastWorkOn: ['date', '最近跟进'],
      openTasks: ['integer', '待办'],
    },
    shown,
  );
