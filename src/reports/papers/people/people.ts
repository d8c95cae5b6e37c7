import { word } from '../../../domain/reason/vocabulary.js';
import { figuresOf } from '../../figures/definitions.js';
import { measureIn, type Parts } from '../../figures/index.js';
import { money, percent } from '../../paper/words.js';
import { riskTable } from '../parts/borrower-tables.js';
import { type Entered, enteredIn, enteredSections } from '../parts/entered.js';
import { groupSections, type OfGroup, ofGroup } from '../parts/groups.js';
import type { UnitScore } from '../parts/judgement.js';
import { paperKind } from '../parts/kind.js';
import { type BorrowerLine, borrowers } from '../parts/lists.js';
import { bookSections, bucketSections, groupSection, summary } from '../parts/sections.js';
import { figureTables, tableSection } from '../parts/tables.js';
import {
  collectionSections,
  contactSections,
  managerSection,
  taskSections,
  warningSections,
  workSection,
} from '../parts/work-sections.js';
import { scoreUnits } from './judging.js';
import { unitSections } from './score-sheet.js';

/** 客户经理绩效台账 (P2.3): principal and interest recovered, business won, what was entered (deposits), points. */
export const performanceLedger = paperKind<
  Pick<Parts, 'portfolio' | 'collection' | 'tasks'> & { entered?: Entered; managers?: UnitScore[] }
>({
  kind: 'performance-ledger',
  title: '客户经理绩效台账',
  rules: ['P2.3', 'P3.8'],
  periods: ['month', 'quarter', 'half-year', 'year'],
  gather: async (gathering) => ({
    ...(await measureIn(gathering.sql, gathering.scope, ['portfolio', 'collection', 'tasks'], gathering.onProgress)),
    entered: await enteredIn(gathering),
    managers: await scoreUnits(gathering, 'managers'),
  }),
  sections: ({ portfolio, collection, tasks, entered, managers = [] }) => [
    { heading: '概况', paragraphs: [summary(portfolio)] },
    managerSection('收回本金与利息', collection.byManager),
    tableSection(
      '本期发放',
      collection.byManager,
      { key: ['text', '客户经理'], paidOutLoans: ['integer', '笔数', 'sum'], paidOut: ['money', '发放金额', 'sum'] },
      ({ key }) => ({ key: word(key) }),
    ),
    ...enteredSections(entered),
    ...unitSections('客户经理', managers),
    groupSection('管户质量', '客户经理', portfolio.groups.manager),
    workSection('任务完成', '人员', tasks.byPerson),
  ],
});

/** Daily and weekly reports of the groups (P7.11): what came in, what was done, what waits. */
const group = (kind: string, title: string, periods: ('day' | 'week')[]) =>
  paperKind<
    OfGroup<Pick<Parts, 'portfolio' | 'collection' | 'contact' | 'tasks' | 'warnings'> & { worst: BorrowerLine[] }>
  >({
    kind,
    title,
    rules: ['P7.11'],
    periods,
    gather: (gathering) =>
      ofGroup(gathering, kind, async (scope) => ({
        ...(await measureIn(
          gathering.sql,
          scope,
          ['portfolio', 'collection', 'contact', 'tasks', 'warnings'],
          gathering.onProgress,
        )),
        worst: await borrowers(gathering.sql, scope, 'at-risk', { limit: 50 }),
      })),
    sections: ({ group, portfolio, collection, contact, tasks, warnings, worst }) => [
      ...groupSections(group, { tasks, collection }),
      {
        heading: '概况',
        paragraphs: [
          summary(portfolio),
          `本期回款${money(collection.values['received-amount'] ?? 0)}，其中逾期贷款回款${money(collection.values['collected-amount'] ?? 0)}；发出通知${contact.values['notices-sent']}条；完成任务${tasks.values['tasks-done']}项，按时完成率${percent(tasks.values['tasks-in-time-rate'])}，超期未完成${tasks.values['tasks-overdue']}项；新增预警${warnings.values['warnings-opened']}个。`,
        ],
      },
      ...collectionSections(collection),
      ...contactSections(contact),
      ...taskSections(tasks),
      ...warningSections(warnings),
      ...bucketSections(portfolio),
      riskTable('重点跟进客户（前50户）', worst),
    ],
  });

export const groupDaily = group('group-daily', '贷后组日报', ['day']);
export const groupWeekly = group('group-weekly', '清收组周报', ['week']);

/** 重点客户会议材料: for the risk analysis, overdue and weekly risk meetings (P1.8, P4.6, P7.9). */
export const meetingPack = paperKind<Pick<Parts, 'portfolio' | 'movement' | 'warnings'> & { key: BorrowerLine[] }>({
  kind: 'meeting-pack',
  title: '重点客户会议材料',
  rules: ['P1.8', 'P4.6', 'P7.9'],
  periods: ['week', 'half-month', 'month', 'quarter'],
  gather: async ({ sql, scope, onProgress }) => ({
    ...(await measureIn(sql, scope, ['portfolio', 'movement', 'warnings'], onProgress)),
    key: await borrowers(sql, scope, 'key', { limit: 50 }),
  }),
  sections: ({ portfolio, movement, warnings, key }) => [
    { heading: '概况', paragraphs: [summary(portfolio)] },
    ...bookSections(portfolio),
    ...figureTables('回收与化解', figuresOf('movement'), movement.values),
    ...warningSections(warnings),
    riskTable('重点客户（前50户）', key),
    ...key.map((it) => ({
      heading: `客户 ${it.key}`,
      paragraphs: [
        `未还本息${money(it.outstanding)}，逾期${money(it.overdue)}，逾期${it.dpd}天，${word(it.category)}；成因：${it.cause ? word(it.cause) : '未认定'}；客户经理${word(it.manager ?? 'unknown')}。`,
        `未关闭预警${it.warnings}个，待办${it.openTasks}项（超期${it.overdueTasks}项），最近工作${it.lastWorkOn ?? '无'}，最近通知${it.lastNoticeOn ?? '无'}。`,
        '会议决定：　　　　　　责任人：　　　　　　期限：',
      ],
    })),
  ],
});
