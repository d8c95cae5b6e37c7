import { parseMoney } from '../../domain/money/money.js';
import { inWords, type Titles } from '../../domain/preview/in-words.js';
import type { TimelineLine } from '../../domain/preview/timeline.js';
import { stageWord } from '../../domain/reason/vocabulary.js';
import { addDays, type Day, dayOf, minuteOf } from '../../domain/time/dates.js';
import type { Cell, Paper, Section } from '../paper/paper.js';
import { tableSection } from './parts/tables.js';

/**
 * What was rehearsed, as a head of department reads it before signing a plan: each month in figures, then loan by loan what
 * is done on which day by whom and why, then the recurring work of the unit. `until` is not included.
 */
export function rehearsalPaper(
  lines: readonly TimelineLine[],
  rehearsed: { plan: string; from: Day; until: Day; planOf: ReadonlyMap<string, string>; titles: Titles },
): Paper {
  const { plan, from, until, planOf, titles } = rehearsed;
  const last = addDays(until, -1);
  return {
    kind: 'rehearsal',
    title: '贷后管理推演表',
    plan,
    period: `${from}至${last}`,
    asOf: last,
    sections: [...byMonth(lines), ...byLoan(lines, planOf, titles), ...ofUnits(lines, titles)],
  };
}

const COUNTED = {
  payments: (it: TimelineLine) => it.what === 'payment' && it.reverses === undefined,
  sent: (it: TimelineLine) => it.what === 'notice' && it.status === 'sent',
  notSent: (it: TimelineLine) => it.what === 'notice' && it.status !== 'sent',
  opened: (it: TimelineLine) => it.what === 'task.open',
  done: (it: TimelineLine) => it.what === 'task.done',
  late: (it: TimelineLine) => it.what === 'task.overdue',
  stages: (it: TimelineLine) => it.what === 'stage',
  warnings: (it: TimelineLine) => it.what === 'warning.open',
  cases: (it: TimelineLine) => it.what === 'case.open',
  papers: (it: TimelineLine) => it.what === 'report' || it.what === 'letter',
} as const;

function byMonth(lines: readonly TimelineLine[]): Section[] {
  const months = new Map<string, TimelineLine[]>();
  for (const line of lines) {
    const month = dayOf(line.at).slice(0, 7);
    months.set(month, [...(months.get(month) ?? []), line]);
  }
  const rows = [...months].sort().map(([month, of]) => ({
    month,
    paid: of.filter(COUNTED.payments).reduce((sum, it) => sum + (parseMoney(String(it.amount)) ?? 0), 0),
    ...(Object.fromEntries(Object.entries(COUNTED).map(([key, counts]) => [key, of.filter(counts).length])) as Record<
      keyof typeof COUNTED,
      number
    >),
  }));
  const series = { sent: '消息', opened: '任务', late: '任务逾期' } as const;
  return [
    tableSection('每月一览', rows, {
      month: ['text', '月份'],
      paid: ['money', '还款金额', 'sum'],
      payments: ['integer', '还款', 'sum'],
      sent: ['integer', '消息已发', 'sum'],
      notSent: ['integer', '消息未发', 'sum'],
      opened: ['integer', '任务', 'sum'],
      done: ['integer', '完成', 'sum'],
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

const HEADS = {
  at: ['text', '时间'],
  dpd: ['integer', '逾期天数'],
  stage: ['text', '阶段'],
  what: ['text', '事项'],
  why: ['text', '依据'],
  rule: ['text', '条款'],
} as const;

function row(line: TimelineLine, titles: Titles): Record<keyof typeof HEADS, Cell> {
  const { what, why } = inWords(line, 'zh-CN', titles);
  const { dpd, stage, rule } = line as { dpd?: number; stage?: string; rule?: string };
  return {
    at: minuteOf(line.at),
    dpd: dpd ?? null,
    stage: stage === undefined ? '' : stageWord(stage),
    what,
    why,
    rule: rule ?? '',
  };
}

/** A complaint is the borrower's: it stands with each of the borrower's loans. */
function byLoan(lines: readonly TimelineLine[], planOf: ReadonlyMap<string, string>, titles: Titles): Section[] {
  const loans = new Map<string, string | null>();
  for (const { loan, borrower } of lines) if (loan !== null) loans.set(loan, borrower);
  return [...loans].sort().map(([loan, borrower]) => {
    const of = lines.filter((it) => it.loan === loan || (it.loan === null && it.borrower === borrower && borrower));
    const heading = [`贷款${loan}`, borrower && `客户${borrower}`, planOf.get(loan)].filter(Boolean).join(' · ');
    return tableSection(
      heading,
      of.map((it) => row(it, titles)),
      HEADS,
    );
  });
}

function ofUnits(lines: readonly TimelineLine[], titles: Titles): Section[] {
  const of = lines.filter((it) => it.loan === null && it.borrower === null);
  const { at, what, why, rule } = HEADS;
  return of.length === 0
    ? []
    : [
        tableSection(
          '机构例行工作',
          of.map((it) => row(it, titles)),
          { at, what, why, rule },
        ),
      ];
}
