import { chineseOf, stageWord, word } from '../../../domain/reason/vocabulary.js';
import { addDays, type Day } from '../../../domain/time/dates.js';
import { previousPeriod } from '../../../domain/time/period.js';
import { writtenDay } from '../../../domain/time/written-day.js';
import { rows, type Sql } from '../../../store/base/connection/database.js';
import { BUCKETS, bucketOf } from '../../figures/buckets.js';
import { dayOfMoment } from '../../figures/lay-out.js';
import { type Portfolio, ratesOf, SUMS, type Sums } from '../../figures/of-loans/portfolio.js';
import { momentsOf } from '../../figures/scope.js';
import type { Section } from '../../paper/paper.js';
import { money, percent } from '../../paper/words.js';
import type { Gathering, Reading } from './kind.js';
import { summary } from './sections.js';
import { changeOf, tableSection } from './tables.js';

/** A loan that needs a decision at the cut-off: in arrears, warned of in red, or with a case that nobody has decided. */
interface Decision {
  /** The loan's id. */
  key: string;
  borrower: string;
  outstanding: number;
  overdue: number;
  dpd: number;
  /** Null: it has never been in one. */
  stage: string | null;
  /** Who has the next work, a person or a role; else the account manager. Null: nobody. */
  owner: string | null;
  /** The work that is due first, or else what waits to be decided; null: nothing is under way. */
  next: string | null;
  /** Until when that is to be done; null: nothing is. */
  nextOn: Day | null;
  late: boolean;
}

interface Standing {
  principal: number;
  overdue: number;
  overdueRate: number | null;
  nplRate: number | null;
  /** Came in during the period, less what was taken back. */
  received: number;
}

/** What the first page says: five figures and those of the period before, how old the arrears are, and what has to be decided. */
export interface Front {
  now: Standing;
  before: Standing;
  /** Outstanding principal of the loans in arrears, by age. */
  ages: { key: string; now: number; before: number }[];
  /** All of them; in the list stand the first, the worst first. */
  needing: { loans: number; overdue: number };
  decisions: Decision[];
}

/** So many are kept: nobody decides on more at a sitting. */
const MOST_DECISIONS = 500;
/** So many stand on the first page, beside all else. */
const ON_PAGE = 8;
/** In points, and so is the chart. */
const CHART_HEIGHT = 140;

export async function frontOf({ sql, scope, period }: Pick<Gathering, 'sql' | 'scope' | 'period'>): Promise<Front> {
  const [now] = await rows<Sums>(sql, `SELECT ${SUMS} FROM at_end`);
  const [before] = await rows<Sums>(sql, `SELECT ${SUMS} FROM at_begin WHERE present`);
  const last = previousPeriod(period);
  const ages = await rows<Front['ages'][number]>(sql, AGES);
  const found = await rows<Decision & { loans: number; allOverdue: number }>(sql, DECISIONS, [
    new Date(momentsOf(scope).until),
    MOST_DECISIONS,
  ]);
  return {
    now: standingOf(now!, await receivedIn(sql, scope.from, scope.asOf)),
    before: standingOf(before!, await receivedIn(sql, last.from, last.to)),
    ages: BUCKETS.slice(1).map((key) => ages.find((it) => it.key === key) ?? { key, now: 0, before: 0 }),
    needing: { loans: found[0]?.loans ?? 0, overdue: found[0]?.allOverdue ?? 0 },
    decisions: found.map(({ loans: _, allOverdue: __, ...it }) => it),
  };
}

function standingOf(sums: Sums, received: number): Standing {
  const { overdueRate, nplRate } = ratesOf(sums);
  return { principal: sums.outstandingPrincipal, overdue: sums.overdue, overdueRate, nplRate, received };
}

async function receivedIn(sql: Sql, from: Day, to: Day): Promise<number> {
  const [found] = await rows<{ amount: number }>(
    sql,
    `SELECT coalesce(sum(CASE WHEN paid_on BETWEEN greatest($1, ours_from) AND $2 THEN amount ELSE 0 END
                         - CASE WHEN reversed_on BETWEEN greatest($1, ours_from) AND $2 THEN amount ELSE 0 END), 0)::bigint AS amount
     FROM money JOIN book USING (n)`,
    [from, to],
  );
  return found!.amount;
}

const AGES = `
SELECT key, sum(now)::bigint AS now, sum(before)::bigint AS before FROM (
  SELECT ${bucketOf('dpd')} AS key, outstanding_principal AS now, 0 AS before FROM at_end WHERE dpd >= 1
  UNION ALL
  SELECT ${bucketOf('dpd')} AS key, 0 AS now, outstanding_principal AS before FROM at_begin WHERE present AND dpd >= 1
) both_ends GROUP BY key`;

/** The worst first: by the age of the arrears, among those of an age by the amount. */
const DECISIONS = `
WITH undecided AS (
  SELECT DISTINCT ON (loan_id) loan_id, coalesce(title, kind) AS what FROM cases
  WHERE opened_at < $1 AND (decided_at < $1) IS NOT TRUE AND (closed_at < $1) IS NOT TRUE ORDER BY loan_id, opened_at
), red AS (
  SELECT DISTINCT loan_id FROM warnings WHERE level = 'red' AND opened_at < $1 AND (closed_at < $1) IS NOT TRUE
), wanted AS (
  SELECT loan_id, borrower_id, account_manager, dpd, overdue, outstanding, what,
         count(*) OVER ()::int AS loans, sum(overdue) OVER ()::bigint AS all_overdue,
         row_number() OVER (ORDER BY array_position('{${[...BUCKETS].reverse().join(',')}}', ${bucketOf('dpd')}), overdue DESC,
                                     outstanding DESC, loan_id COLLATE "C") AS place
  FROM at_end JOIN book USING (n) LEFT JOIN undecided USING (loan_id) LEFT JOIN red USING (loan_id)
  WHERE outstanding > 0 AND (dpd >= 1 OR undecided.loan_id IS NOT NULL OR red.loan_id IS NOT NULL)
)
SELECT wanted.loan_id AS key, borrower_id AS borrower, outstanding::bigint AS outstanding, overdue::bigint AS overdue, dpd, stood.stage,
       coalesce(task.by, account_manager) AS owner, coalesce(task.what, wanted.what) AS next,
       ${dayOfMoment('task.due_at')} AS "nextOn", coalesce(task.due_at < $1, false) AS late, loans, all_overdue AS "allOverdue"
FROM wanted
LEFT JOIN LATERAL (
  SELECT d.stage FROM loan_diary d WHERE d.loan_id = wanted.loan_id AND d.what = 'stage' AND d.at < $1
  ORDER BY d.at DESC, d.acted_at DESC LIMIT 1) stood ON true
LEFT JOIN LATERAL (
  SELECT coalesce(t.title, t.kind) AS what, coalesce(t.owner, t.role) AS by, t.due_at FROM tasks t
  WHERE t.loan_id = wanted.loan_id AND t.opened_at < $1 AND (t.ended_at < $1) IS NOT TRUE ORDER BY t.due_at, t.task_id LIMIT 1) task ON true
WHERE place <= $2 ORDER BY place`;

/** The first page; of figures that were frozen before there was one the book in a sentence. */
export function opening(
  front: Front | undefined,
  portfolio: Portfolio,
  { period, from, asOf, unit }: Reading,
): Section[] {
  if (front === undefined) return [{ heading: '概况', paragraphs: [summary(portfolio)] }];
  const { ages, needing, decisions } = front;
  const [then, now] = [writtenDay(addDays(from, -1)), writtenDay(asOf)];
  // Up to the oldest that there are.
  const there = ages.slice(0, Math.max(3, ages.findLastIndex((it) => it.now !== 0 || it.before !== 0) + 1));
  const page = { subject: '要点', front: true } as const;
  return [
    { ...page, heading: '要点', paragraphs: [summaryOf(front, unit)] },
    { ...page, ...figures(front) },
    ...(ages.every((it) => it.now === 0 && it.before === 0)
      ? []
      : [
          {
            // From one day to the next little of it moves, and a paper of a day is one page.
            ...(period.type === 'day' ? { subject: page.subject } : page),
            heading: '逾期的贷款拖了多久？',
            chart: {
              type: 'bar' as const,
              unit: 'money' as const,
              height: CHART_HEIGHT,
              x: there.map(({ key }) => word(key)),
              series: [
                { name: `${then}贷款余额`, values: there.map((it) => it.before) },
                { name: `${now}贷款余额`, values: there.map((it) => it.now) },
              ],
            },
          },
        ]),
    ...(needing.loans === 0
      ? []
      : [listOf(`需要决定的贷款：共${needing.loans}笔，逾期${money(needing.overdue)}${unit}`, decisions)]),
  ];
}

function figures({ now, before }: Front): Section {
  const line = (figure: string, key: keyof Standing, type: 'money' | 'percent') => {
    const [is, was] = [now[key], before[key]];
    return {
      figure,
      now: { type, value: is },
      before: { type, value: was },
      change: changeOf(type, is, was),
    };
  };
  return tableSection(
    '五项指标',
    [
      line('贷款余额', 'principal', 'money'),
      line('逾期本息', 'overdue', 'money'),
      line('逾期率', 'overdueRate', 'percent'),
      line('不良率', 'nplRate', 'percent'),
      line('本期收回', 'received', 'money'),
    ],
    { figure: ['text', '指标'], now: ['money', '本期'], before: ['money', '上期'], change: ['money', '变动'] },
  );
}

function listOf(heading: string, decisions: readonly Decision[]): Section {
  const section = tableSection(
    heading,
    decisions.map(({ key, borrower, overdue, dpd, stage, owner, next, nextOn, late }) => ({
      ...{ borrower, loan: key, overdue, dpd },
      stage: stageWord(stage ?? 'current'),
      owner: owner ?? 'unknown',
      next: next === null ? '待定' : `${chineseOf(next)}${nextOn === null ? '' : untilWritten(nextOn, late)}`,
    })),
    {
      borrower: ['borrower', '客户'],
      loan: ['text', '贷款'],
      overdue: ['money', '逾期本息', 'sum'],
      dpd: ['integer', '逾期天数'],
      stage: ['text', '阶段'],
      owner: ['staff', '责任人'],
      next: ['text', '下一步'],
    },
  );
  return { ...section, subject: '需要决定的贷款', front: true, table: { ...section.table, brief: ON_PAGE } };
}

const untilWritten = (day: Day, late: boolean) =>
  `，${Number(day.slice(5, 7))}月${Number(day.slice(8))}日${late ? '已到期未办' : '前'}`;

/** In two sentences, which a reader would say to another. */
function summaryOf({ now, before, needing }: Front, unit: string): string {
  const sum = (it: number) => `${money(it)}${unit}`;
  const moved = (is: number, was: number, written: (it: number) => string) =>
    is === was ? '与上期持平' : `比上期${is > was ? '增加' : '减少'}${written(Math.abs(is - was))}`;
  const arrears =
    now.overdue === 0
      ? `没有逾期${before.overdue === 0 ? '' : `，上期的${sum(before.overdue)}已收回`}`
      : `逾期本息${sum(now.overdue)}，${moved(now.overdue, before.overdue, sum)}`;
  return [
    `贷款余额${sum(now.principal)}，${arrears}；不良率${percent(now.nplRate)}（上期${percent(before.nplRate)}）。`,
    `本期收回${sum(now.received)}，${moved(now.received, before.received, sum)}。`,
    needing.loans === 0 ? '没有需要决定的贷款。' : `需要决定的贷款${needing.loans}笔，最急的列在下面。`,
  ].join('');
}
