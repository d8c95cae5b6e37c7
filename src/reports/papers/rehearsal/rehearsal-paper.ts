import { writtenMoney } from '../../../domain/money/written-money.js';
import type { TimelineLine } from '../../../domain/preview/timeline.js';
import { addDays, type Day, dayOf, momentAt } from '../../../domain/time/dates.js';
import { writtenDay } from '../../../domain/time/written-day.js';
import type { Paper, Section } from '../../paper/paper.js';
import { named, type Who } from '../../paper/who.js';
import { formSection, item, tableSection } from '../parts/tables.js';
import { happenings, type Known } from './happenings.js';
import { counts, type LoanRehearsed, loanSums, paidIn, staffSums } from './sums.js';

/** What the paper knows beside the timeline. */
export interface Rehearsed {
  /** The plans as readers know them, each with its version. */
  plan: string;
  lender?: string;
  from: Day;
  /** Not included. */
  until: Day;
  loans: ReadonlyMap<string, LoanRehearsed>;
  known: Known;
  who: Who;
}

/**
 * What was rehearsed, as a head of department reads it before signing a plan: how it was rehearsed, each month in figures, borrower by borrower
 * and loan by loan what is done on which day by whom and why, the recurring work of the unit, sums by loan and by person, the line to sign.
 */
export function rehearsalPaper(lines: readonly TimelineLine[], rehearsed: Rehearsed): Paper {
  const { plan, lender, from, until, loans, known, who } = rehearsed;
  const last = addDays(until, -1);
  const start = momentAt(from, '00:00');
  return {
    kind: 'rehearsal',
    title: '贷后管理推演表',
    ...(lender ? { lender } : {}),
    plan,
    period: `${from}至${last}`,
    asOf: last,
    unit: '元',
    sections: named(
      [
        howItWasRehearsed(rehearsed, last),
        ...byMonth(lines, start),
        ...byLoan(lines, rehearsed),
        ...ofUnits(lines, rehearsed),
        loanSums(lines, loans, start, known),
        staffSums(lines, known),
        TO_SIGN,
      ],
      who,
    ),
  };
}

const TO_SIGN: Section = {
  ...formSection('审阅', [
    item('各条款是否按时、由适当的人办理', null),
    item('需要修改的条款与数字', null),
    item('意见', null),
  ]),
  signed: '部门负责人签字：　　　　　　　　日期：',
};

function howItWasRehearsed({ from, loans }: Rehearsed, last: Day): Section {
  const borrowers = new Set([...loans.values()].map((it) => it.borrower)).size;
  return {
    heading: '推演说明',
    paragraphs: [
      `本表为推演，不是实际发生：以真实的流程把${writtenDay(from)}至${writtenDay(last)}逐日走完，共${borrowers}户、${loans.size}笔贷款。`,
      '还款、信号等按给定的数据发生；任务按给定的习惯办结，没有给定的于开启后一日办结（不分工作日）；需要他人批准的事项，只按给定的决定处理，没有给定的不代为批准，到期上报。',
      '任务的限期为当日18:00，落在休息日的顺延或提前到工作日；“办结”一栏为办结日期。',
    ],
  };
}

function byMonth(lines: readonly TimelineLine[], start: number): Section[] {
  const months = new Map<string, TimelineLine[]>();
  for (const line of lines) {
    const month = dayOf(line.at).slice(0, '2026-01'.length);
    months.set(month, [...(months.get(month) ?? []), line]);
  }
  const rows = [...months].sort().map(([month, all]) => {
    // What was paid before the loans were taken in is known from the first moment on.
    const of = all.filter((it) => it.what !== 'payment' || it.at > start);
    return { month, paid: paidIn(of), ...counts(of) };
  });
  const series = { sent: '消息', opened: '任务', late: '任务逾期' } as const;
  return [
    tableSection('每月一览', rows, {
      month: ['text', '月份'],
      paid: ['money', '还款金额', 'sum'],
      payments: ['integer', '还款', 'sum'],
      sent: ['integer', '消息已发', 'sum'],
      notSent: ['integer', '消息未发', 'sum'],
      opened: ['integer', '任务', 'sum'],
      calls: ['integer', '其中电话', 'sum'],
      visits: ['integer', '其中走访', 'sum'],
      done: ['integer', '办结', 'sum'],
      late: ['integer', '逾期上报', 'sum'],
      stages: ['integer', '阶段变动', 'sum'],
      warnings: ['integer', '预警', 'sum'],
      cases: ['integer', '处置', 'sum'],
      papers: ['integer', '报告信函', 'sum'],
    }),
    {
      heading: '每月消息与任务',
      chart: {
        type: 'bar',
        unit: 'integer',
        x: rows.map((it) => it.month),
        series: (Object.keys(series) as (keyof typeof series)[]).map((key) => ({
          name: series[key],
          values: rows.map((it) => it[key]),
        })),
      },
    },
  ];
}

const OF_UNIT = {
  at: ['text', '时间'],
  what: ['text', '事项'],
  person: ['staff', '经办人'],
  due: ['text', '限期'],
  ended: ['text', '办结'],
  why: ['text', '依据'],
  rule: ['text', '条款'],
} as const;
const { at, ...OTHERS } = OF_UNIT;
const OF_LOAN = { at, dpd: ['integer', '逾期天数'], stage: ['text', '阶段'], ...OTHERS } as const;

/** By borrower, each loan in a table of its own. A complaint is the borrower's: it stands with each of the borrower's loans. */
function byLoan(lines: readonly TimelineLine[], { loans, known, who }: Rehearsed): Section[] {
  return [...loans].map(([loan, { borrower, product, principal, manager }]) => {
    const of = lines.filter((it) => it.loan === loan || (it.loan === null && it.borrower === borrower));
    const heading = [
      `客户${who.borrower(borrower)}`,
      `贷款${loan}`,
      product,
      `${writtenMoney(principal)}元`,
      manager && who.staff(manager),
    ];
    return tableSection(heading.filter(Boolean).join(' · '), happenings(of, known), OF_LOAN);
  });
}

function ofUnits(lines: readonly TimelineLine[], { known }: Rehearsed): Section[] {
  const of = lines.filter((it) => it.loan === null && it.borrower === null);
  return of.length === 0 ? [] : [tableSection('机构例行工作', happenings(of, known), OF_UNIT)];
}
