import { parseMoney } from '../../../domain/money/money.js';
import type { TimelineLine } from '../../../domain/preview/timeline.js';
import { chineseOf, stageWord } from '../../../domain/reason/vocabulary.js';
import { dayOf, type Moment } from '../../../domain/time/dates.js';
import type { Section } from '../../paper/paper.js';
import { tableSection } from '../parts/tables.js';
import type { Known } from './happenings.js';

const isTask = (it: TimelineLine, ...kinds: RegExp[]) =>
  it.what === 'task.open' && (kinds.length === 0 || kinds.some((kind) => kind.test(String(it.kind))));

/** What is counted in a month, of a loan, of a person. Whose kind says that somebody goes there is a visit; a call instead of a message is a call. */
const COUNTED = {
  payments: (it: TimelineLine) => it.what === 'payment' && it.reverses === undefined,
  sent: (it: TimelineLine) => it.what === 'notice' && it.status === 'sent',
  notSent: (it: TimelineLine) => it.what === 'notice' && it.status !== 'sent',
  opened: (it: TimelineLine) => isTask(it),
  calls: (it: TimelineLine) => isTask(it, /call/),
  visits: (it: TimelineLine) => isTask(it, /visit/, /on-site/, /inventory-check/, /interview/, /mediation/),
  done: (it: TimelineLine) => it.what === 'task.done',
  late: (it: TimelineLine) => it.what === 'task.overdue',
  stages: (it: TimelineLine) => it.what === 'stage',
  warnings: (it: TimelineLine) => it.what === 'warning.open',
  cases: (it: TimelineLine) => it.what === 'case.open',
  papers: (it: TimelineLine) => it.what === 'report' || it.what === 'letter',
} as const;

export type Counts = Record<keyof typeof COUNTED, number>;
export const counts = (lines: readonly TimelineLine[]): Counts =>
  Object.fromEntries(Object.entries(COUNTED).map(([key, counted]) => [key, lines.filter(counted).length])) as Counts;

/** In minor units; what was taken back is taken off. */
export const paidIn = (lines: readonly TimelineLine[]): number =>
  lines.reduce((sum, it) => sum + (it.what === 'payment' ? (parseMoney(String(it.amount)) ?? 0) : 0), 0);

const OF_WORK = {
  opened: ['integer', '任务', 'sum'],
  calls: ['integer', '其中电话', 'sum'],
  visits: ['integer', '其中走访', 'sum'],
  done: ['integer', '办结', 'sum'],
  late: ['integer', '逾期', 'sum'],
} as const;

export interface LoanRehearsed {
  plan: string;
  borrower: string;
  product: string | null;
  principal: number;
  manager: string | null;
}

/** Each loan in sums, and how it stands at the end. */
export function loanSums(
  lines: readonly TimelineLine[],
  loans: ReadonlyMap<string, LoanRehearsed>,
  from: Moment,
  { stage }: Known,
): Section {
  const rows = [...loans].map(([loan, { borrower, principal }]) => {
    const of = lines.filter((it) => it.loan === loan);
    const last = of.findLast((it) => typeof it.stage === 'string') as { dpd?: number; stage?: string } | undefined;
    const closed = of.find((it) => it.what === 'close');
    return {
      borrower,
      loan,
      principal,
      paid: paidIn(of.filter((it) => it.at > from)),
      ...counts(of),
      dpd: closed ? null : (last?.dpd ?? null),
      stage: closed
        ? `已结清（${dayOf(closed.at)}）`
        : chineseOf(stage(loan, last?.stage ?? '') ?? stageWord(last?.stage ?? 'current')),
    };
  });
  return tableSection('合计：按客户贷款', rows, {
    borrower: ['borrower', '客户'],
    loan: ['text', '贷款'],
    principal: ['money', '贷款金额', 'sum'],
    paid: ['money', '期内还款', 'sum'],
    sent: ['integer', '消息', 'sum'],
    ...OF_WORK,
    warnings: ['integer', '预警', 'sum'],
    cases: ['integer', '处置', 'sum'],
    dpd: ['integer', '最后所记逾期天数'],
    stage: ['text', '期末阶段'],
  });
}

/** Each of the staff in sums. Work whose owner is not known is its role's. */
export function staffSums(lines: readonly TimelineLine[], { work }: Known): Section {
  const of = new Map<string, TimelineLine[]>();
  for (const line of lines) {
    if (!['task.open', 'task.done', 'task.overdue'].includes(line.what)) continue;
    const person = work.get(String(line.task))?.owner ?? String(line.role ?? '');
    of.set(person, [...(of.get(person) ?? []), line]);
  }
  const rows = [...of].sort().map(([person, all]) => ({ person, ...counts(all) }));
  return tableSection('合计：按人员', rows, { person: ['staff', '人员'], ...OF_WORK });
}
