import type { Reason } from '../reason/reason.js';
import { inEnglish } from '../reason/words.js';
import { formatMoment, type Moment } from '../time/dates.js';

/** One line of the timeline (interfaces.md): what happened, when, by which row of the plan, on which figures. */
export interface TimelineLine {
  at: Moment;
  what: string;
  /** Null for what concerns the borrower only, and for the recurring work of a unit. */
  loan: string | null;
  /** Null for the recurring work of a unit. */
  borrower: string | null;
  /** `why` as it is stored, for whoever says it in another language; a line as it is printed leaves it out. */
  because?: Reason | undefined;
  [field: string]: unknown;
}

const ORDER = [
  'payment',
  'refund',
  'overpaid',
  'stage',
  'classify',
  'tier',
  ...['open', 'accept', 'breach', 'solve', 'survey'].map((it) => `complaint.${it}`),
  ...['open', 'join', 'review', 'measure', 'close'].map((it) => `warning.${it}`),
  ...['open', 'approve', 'reject', 'step', 'close'].map((it) => `case.${it}`),
  ...['open', 'kept', 'part-kept', 'broken'].map((it) => `promise.${it}`),
  ...['cancel', 'done', 'open', 'join', 'remind', 'overdue'].map((it) => `task.${it}`),
  'letter',
  'offer',
  'notice',
  'report',
  'close',
];
const place = (what: string) => (ORDER.includes(what) ? ORDER.indexOf(what) : ORDER.length);
const TIE = [
  'task',
  'channel',
  'template',
  'reference',
  'borrower',
  'warning',
  'case',
  'promise',
  'kind',
  'period',
  'file',
];
const tie = (line: TimelineLine) => TIE.map((field) => line[field] ?? '').join(' ');

/** In the order of time; within a moment by loan, then facts before what follows from them. */
export function sortTimeline(lines: TimelineLine[]): TimelineLine[] {
  return [...lines].sort(
    (a, b) =>
      Math.floor(a.at / 1000) - Math.floor(b.at / 1000) ||
      compare(a.loan ?? '', b.loan ?? '') ||
      place(a.what) - place(b.what) ||
      compare(tie(a), tie(b)),
  );
}

const FIELDS: Record<string, string[]> = {
  stage: ['from', 'to'],
  classify: ['from', 'to'],
  notice: ['channel', 'template', 'to', 'status', 'reason', 'with'],
  'task.open': ['task', 'kind', 'role', 'due', 'collateral', 'loans'],
  'task.join': ['task', 'kind', 'role', 'due', 'with'],
  'task.cancel': ['task', 'kind'],
  'task.done': ['task', 'kind', 'role', 'loans'],
  'task.remind': ['task', 'kind', 'role', 'due'],
  'task.overdue': ['task', 'kind', 'role', 'due', 'upTo'],
  overpaid: ['amount'],
  close: ['kind'],
  tier: ['from', 'to'],
  offer: ['kind', 'period'],
  letter: ['kind', 'file'],
  report: ['kind', 'period', 'file'],
  'case.open': ['case', 'kind'],
  'case.approve': ['case', 'kind'],
  'case.reject': ['case', 'kind'],
  'case.step': ['case', 'kind'],
  'case.close': ['case', 'kind'],
  'promise.open': ['promise'],
  'promise.kept': ['promise'],
  'promise.part-kept': ['promise'],
  'promise.broken': ['promise'],
  'warning.open': ['warning', 'level', 'indicator', 'collateral'],
  'warning.join': ['warning', 'level', 'indicator', 'collateral'],
  'warning.review': ['warning', 'level', 'indicator'],
  'warning.measure': ['warning', 'level', 'indicator'],
  'warning.close': ['warning', 'level', 'indicator'],
};

/** The line of an entry of the diary; `entry` may know more than its kind of line says. */
export function lineOf(
  entry: { at: Moment; what: string; rule?: string; why?: Reason; dpd?: number; stage?: string },
  loan: string | null,
  borrower: string | null,
): TimelineLine {
  const { at, what, rule, why, dpd, stage } = entry;
  const known = entry as Record<string, unknown>;
  const figures = what.startsWith('task.') && what !== 'task.open' && what !== 'task.join' ? {} : { dpd, stage };
  const fields = Object.fromEntries((FIELDS[what] ?? []).map((field) => [field, known[field]]));
  return { at, what, loan, borrower, ...figures, rule, why: why && inEnglish(why), because: why, ...fields };
}

/** As it is printed: one JSON object, moments with the lender's offset, what is not known left out. */
export function formatLine(line: TimelineLine): string {
  const { at, due, because: _, ...rest } = line;
  const known = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null && value !== undefined));
  return JSON.stringify({
    at: formatMoment(at),
    ...known,
    ...(typeof due === 'number' ? { due: formatMoment(due) } : {}),
  });
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
