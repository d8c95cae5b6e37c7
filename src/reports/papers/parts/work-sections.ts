import { chineseOf, word } from '../../../domain/reason/vocabulary.js';
import { figuresOf } from '../../figures/definitions.js';
import type { Parts } from '../../figures/index.js';
import type { Section } from '../../paper/paper.js';
import { figureTable, keyedSection, tableSection } from './tables.js';

/** Sections of what was done and what came of it, each of the figures of one part. */

export function collectionSections({ values, byStage, byBucket, byManager }: Parts['collection']): Section[] {
  const heads = {
    payments: ['integer', '笔数', 'sum'],
    amount: ['money', '回款', 'sum'],
  } as const;
  return [
    ...figureTable('回款', figuresOf('collection'), values),
    keyedSection('回款：按催收阶段', '阶段', byStage, heads),
    keyedSection('回款：按逾期账龄', '账龄', byBucket, heads),
    managerSection('回款：按客户经理', byManager),
  ];
}

export const managerSection = (heading: string, managers: Parts['collection']['byManager']): Section => ({
  ...keyedSection(heading, '客户经理', managers, {
    payments: ['integer', '笔数', 'sum'],
    amount: ['money', '回款', 'sum'],
    principal: ['money', '其中本金', 'sum'],
    interest: ['money', '其中利息', 'sum'],
    fee: ['money', '其中费用', 'sum'],
  }),
  behind: managers
    .filter(({ key }) => key !== 'unknown')
    .map(({ key, payments, amount }) => ({
      ...{ name: `manager/${key}`, title: key, only: { manager: key } },
      values: { payments, 'received-amount': amount },
    })),
});

export function contactSections({ values, byChannel }: Parts['contact']): Section[] {
  return [
    ...figureTable('客户触达', figuresOf('contact'), values),
    keyedSection(
      '客户触达：按渠道',
      '渠道',
      byChannel.map((it) => ({ ...it, tried: it.sent + it.failed + it.unknown })),
      {
        tried: ['integer', '应触达', 'sum'],
        sent: ['integer', '已发出', 'sum'],
        returned: ['integer', '退回', 'sum'],
        failed: ['integer', '失败', 'sum'],
        suppressed: ['integer', '未发（已还、无授权、暂停等）', 'sum'],
        unknown: ['integer', '结果不明', 'sum'],
        waiting: ['integer', '待发', 'sum'],
        reach: ['percent', '触达率', { share: 'tried' }],
      },
    ),
  ];
}

export const workSection = (heading: string, title: '人员' | '种类', work: Parts['tasks']['byPerson']): Section => ({
  ...keyedSection(heading, title, work, {
    opened: ['integer', '新增', 'sum'],
    done: ['integer', '完成', 'sum'],
    due: ['integer', '应完成', 'sum'],
    inTime: ['integer', '按时', 'sum'],
    late: ['integer', '迟完成', 'sum'],
    inTimeRate: ['percent', '按时率', { share: 'due' }],
    open: ['integer', '未完成', 'sum'],
    overdue: ['integer', '超期', 'sum'],
  }),
  behind: work.map((it) => ({
    name: `work/${it.key}`,
    title: word(it.key),
    who: title === '人员' ? { owner: it.key } : { what: it.key },
    values: {
      'tasks-opened': it.opened,
      'tasks-done': it.done,
      'tasks-due': it.due,
      'tasks-in-time-rate': it.inTimeRate,
      'tasks-open': it.open,
      'tasks-overdue': it.overdue,
    },
  })),
});

export function taskSections({ values, byPerson, byKind }: Parts['tasks']): Section[] {
  return [
    ...figureTable('贷后任务', figuresOf('tasks'), values),
    workSection('贷后任务：按人员', '人员', byPerson),
    workSection('贷后任务：按种类', '种类', byKind),
  ];
}

export function warningSections({ values, byLevel, byIndicator, cases }: Parts['warnings']): Section[] {
  const heads = {
    opened: ['integer', '新增', 'sum'],
    closed: ['integer', '关闭', 'sum'],
    open: ['integer', '未关闭', 'sum'],
  } as const;
  return [
    ...figureTable('风险预警', figuresOf('warnings'), values),
    keyedSection('风险预警：按等级', '等级', byLevel, heads),
    keyedSection('风险预警：按信号', '信号', byIndicator, heads),
    keyedSection('风险预警：缓释与处置', '方式', cases, {
      ...heads,
      approved: ['integer', '批准', 'sum'],
      rejected: ['integer', '否决', 'sum'],
    }),
  ];
}

export const complaintSections = ({ values }: Parts['complaints']): Section[] =>
  figureTable('客户投诉', figuresOf('complaints'), values);

export function careSections({ values, documents }: Parts['care']): Section[] {
  return [
    ...figureTable('日常管理', figuresOf('care'), values),
    ...(documents.length === 0
      ? []
      : [
          tableSection(
            '日常管理：档案',
            documents.map((it) => ({
              ...it,
              title: chineseOf(it.title),
              form: it.key.endsWith('/paper') ? '纸质' : '电子',
            })),
            {
              title: ['text', '档案'],
              form: ['text', '形式'],
              needed: ['integer', '应有', 'sum'],
              filed: ['integer', '已归档', 'sum'],
            },
          ),
        ]),
  ];
}

export function maturitySections({ values, byBranch }: Parts['maturities']): Section[] {
  return [
    ...figureTable('下月到期与续贷', figuresOf('maturities'), values),
    keyedSection('下月到期与续贷：按机构', '机构', byBranch, {
      loans: ['integer', '笔数', 'sum'],
      outstanding: ['money', '未还本息', 'sum'],
      principal: ['money', '其中本金', 'sum'],
      overdueLoans: ['integer', '已有逾期', 'sum'],
    }),
  ];
}
