import { word } from '../../../domain/reason/vocabulary.js';
import type { Day } from '../../../domain/time/dates.js';
import { writtenDay } from '../../../domain/time/written-day.js';
import { figuresOf } from '../../figures/definitions.js';
import { measureIn, type Parts } from '../../figures/index.js';
import type { Section } from '../../paper/paper.js';
import { money, percent } from '../../paper/words.js';
import { riskTable, shown } from '../parts/borrower-tables.js';
import { type Entered, enteredIn, enteredSections } from '../parts/entered.js';
import { type Front, frontOf, opening } from '../parts/front.js';
import { groupSections, type OfGroup, ofGroup } from '../parts/groups.js';
import type { UnitScore } from '../parts/judgement.js';
import { paperKind, type Reading } from '../parts/kind.js';
import { type BorrowerLine, borrowers } from '../parts/lists.js';
import { bookSections, bucketSections, groupSection } from '../parts/sections.js';
import { countedSection, figureTable } from '../parts/tables.js';
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
  Pick<Parts, 'portfolio' | 'collection' | 'tasks'> & { entered?: Entered; managers?: UnitScore[]; front?: Front }
>({
  kind: 'performance-ledger',
  title: '客户经理绩效台账',
  rules: ['P2.3', 'P3.8'],
  periods: ['month', 'quarter', 'half-year', 'year'],
  gather: async (gathering) => ({
    front: await frontOf(gathering),
    ...(await measureIn(gathering.sql, gathering.scope, ['portfolio', 'collection', 'tasks'], gathering.onProgress)),
    entered: await enteredIn(gathering),
    managers: await scoreUnits(gathering, 'managers'),
  }),
  sections: ({ front, portfolio, collection, tasks, entered, managers = [] }, reading) => [
    ...opening(front, portfolio, reading),
    managerSection('收回本金与利息', collection.byManager),
    countedSection(
      '本期发放',
      collection.byManager,
      { key: ['staff', '客户经理'], paidOutLoans: ['integer', '笔数', 'sum'], paidOut: ['money', '发放金额', 'sum'] },
      ({ key }) => ({ key: word(key) }),
    ),
    ...enteredSections(entered, reading),
    ...unitSections('客户经理', managers),
    groupSection('管户质量', '客户经理', 'manager', portfolio),
    workSection('任务完成', '人员', tasks.byPerson),
  ],
});

/** Daily and weekly reports of the groups (P7.11): what came in, what was done, what waits. */
const group = (kind: string, title: string, periods: ('day' | 'week')[]) =>
  paperKind<
    OfGroup<
      Pick<Parts, 'portfolio' | 'collection' | 'contact' | 'tasks' | 'warnings'> & {
        worst: BorrowerLine[];
        front?: Front;
      }
    >
  >({
    kind,
    title,
    rules: ['P7.11'],
    periods,
    gather: (gathering) =>
      ofGroup(gathering, kind, async (scope) => ({
        front: await frontOf({ ...gathering, scope }),
        ...(await measureIn(
          gathering.sql,
          scope,
          ['portfolio', 'collection', 'contact', 'tasks', 'warnings'],
          gathering.onProgress,
        )),
        worst: await borrowers(gathering.sql, scope, 'at-risk', { limit: 50 }),
      })),
    sections: ({ group, front, portfolio, collection, contact, tasks, warnings, worst }, reading) => {
      const { values } = tasks;
      const done = [
        `本期回款${money(collection.values['received-amount'] ?? 0)}${reading.unit}，其中逾期贷款回款${money(collection.values['collected-amount'] ?? 0)}${reading.unit}`,
        `发出通知${contact.values['notices-sent']}条`,
        `完成任务${values['tasks-done']}项${values['tasks-due'] ? `，按时完成率${percent(values['tasks-in-time-rate'])}` : ''}`,
        `待办${values['tasks-open']}项，超期${values['tasks-overdue']}项`,
        `新增预警${warnings.values['warnings-opened']}个`,
      ].join('；');
      return [
        ...opening(front, portfolio, reading),
        { heading: '本期工作', ...(front ? { front: true as const } : {}), paragraphs: [`${done}。`] },
        ...groupSections(group, { tasks, collection }, reading),
        ...collectionSections(collection),
        ...contactSections(contact),
        ...taskSections(tasks),
        ...warningSections(warnings),
        ...bucketSections(portfolio),
        riskTable('重点跟进客户（前50户）', worst),
      ];
    },
  });

export const groupDaily = group('group-daily', '贷后组日报', ['day']);
export const groupWeekly = group('group-weekly', '清收组周报', ['week']);

/** 重点客户会议材料: for the risk analysis, overdue and weekly risk meetings (P1.8, P4.6, P7.9). */
export const meetingPack = paperKind<
  Pick<Parts, 'portfolio' | 'movement' | 'warnings'> & { key: BorrowerLine[]; front?: Front }
>({
  kind: 'meeting-pack',
  title: '重点客户会议材料',
  rules: ['P1.8', 'P4.6', 'P7.9'],
  periods: ['week', 'half-month', 'month', 'quarter'],
  gather: async ({ sql, scope, period, onProgress }) => ({
    front: await frontOf({ sql, scope, period }),
    ...(await measureIn(sql, scope, ['portfolio', 'movement', 'warnings'], onProgress)),
    key: await borrowers(sql, scope, 'key', { limit: 50 }),
  }),
  sections: ({ front, portfolio, movement, warnings, key }, reading) => [
    ...opening(front, portfolio, reading),
    ...bookSections(portfolio),
    ...figureTable('回收与化解', figuresOf('movement'), movement.values),
    ...warningSections(warnings),
    riskTable('重点客户（前50户）', key),
    ...key.map((it) => ofCustomer(it, reading)),
  ],
});

/** One of those the meeting is about, with room for what it decides. */
function ofCustomer(it: BorrowerLine, { unit, who }: Reading): Section {
  const { cause, category, manager } = shown(it);
  const last = (what: string, day: Day | null) => (day === null ? `没有${what}` : `最近${what}${writtenDay(day)}`);
  return {
    heading: `客户：${who.borrower(it.key)}`,
    paragraphs: [
      `未还本息${money(it.outstanding)}${unit}，逾期${money(it.overdue)}${unit}，逾期${it.dpd}天，${category}；成因：${cause ?? '未认定'}；客户经理：${who.staff(manager)}。`,
      `未关闭预警${it.warnings}个，待办${it.openTasks}项（超期${it.overdueTasks}项），${last('工作', it.lastWorkOn)}，${last('通知', it.lastNoticeOn)}。`,
      '会议决定：　　　　　　责任人：　　　　　　期限：',
    ],
  };
}
