import { addDays, type Day, daysBetween, isDay } from './dates.js';

/**
 * Periods of the lender's calendar. As text: 2026-11-24, 2026-W48 (ISO week, Monday first), 2026-11-A and 2026-11-B
 * (half-months, the first ends on the 15th), 2026-11, 2026-Q4, 2026-H2, 2026.
 */
export type PeriodType = 'day' | 'week' | 'half-month' | 'month' | 'quarter' | 'half-year' | 'year';

export interface Period {
  type: PeriodType;
  /** Included. */
  from: Day;
  /** The last day, included. */
  to: Day;
  text: string;
}

const MONTHS: Partial<Record<PeriodType, number>> = { month: 1, quarter: 3, 'half-year': 6, year: 12 };

/** The period of a kind in which a day lies. */
export function periodOf(type: PeriodType, day: Day): Period {
  const year = day.slice(0, 4);
  const month = Number(day.slice(5, 7));
  if (type === 'day') return { type, from: day, to: day, text: day };
  if (type === 'week') return weekOf(day);
  if (type === 'half-month') {
    const late = Number(day.slice(8)) > 15;
    const start = `${day.slice(0, 7)}-${late ? '16' : '01'}`;
    const to = late ? addDays(addMonths(`${day.slice(0, 7)}-01`, 1), -1) : `${day.slice(0, 7)}-15`;
    return { type, from: start, to, text: `${day.slice(0, 7)}-${late ? 'B' : 'A'}` };
  }
  const length = MONTHS[type]!;
  const n = Math.floor((month - 1) / length);
  const from = `${year}-${String(n * length + 1).padStart(2, '0')}-01`;
  const to = addDays(addMonths(from, length), -1);
  const text = { month: day.slice(0, 7), quarter: `${year}-Q${n + 1}`, 'half-year': `${year}-H${n + 1}`, year }[
    type as 'month'
  ];
  return { type, from, to, text };
}

export const nextPeriod = (period: Period): Period => periodOf(period.type, addDays(period.to, 1));
export const previousPeriod = (period: Period): Period => periodOf(period.type, addDays(period.from, -1));

/** The n-th day of a period, counted from 1; past its end: its last day. */
export function dayIn(period: Period, n: number): Day {
  const length = daysBetween(period.from, period.to) + 1;
  return addDays(period.from, Math.min(n, length) - 1);
}

/** Reads a period as it is written; null when it is none. */
export function parsePeriod(text: string): Period | null {
  const [, year, rest = ''] = /^(\d{4})(?:-(.+))?$/.exec(text) ?? [];
  if (year === undefined) return null;
  const found = /^W\d{2}$/.test(rest)
    ? weekOf(addDays(`${year}-01-04`, 7 * (Number(rest.slice(1)) - 1)))
    : READ.flatMap(({ pattern, type, start }) => {
        const match = pattern.exec(rest);
        return match ? [periodOf(type, `${year}-${start(match[1] ?? '')}`)] : [];
      })[0];
  return found && isDay(found.from) && found.text === text ? found : null;
}

const two = (n: number) => String(n).padStart(2, '0');
const READ: { pattern: RegExp; type: PeriodType; start(text: string): string }[] = [
  { pattern: /^$/, type: 'year', start: () => '01-01' },
  { pattern: /^H([12])$/, type: 'half-year', start: (n) => `${two((Number(n) - 1) * 6 + 1)}-01` },
  { pattern: /^Q([1-4])$/, type: 'quarter', start: (n) => `${two((Number(n) - 1) * 3 + 1)}-01` },
  { pattern: /^(0[1-9]|1[0-2])$/, type: 'month', start: (month) => `${month}-01` },
  { pattern: /^((?:0[1-9]|1[0-2])-A)$/, type: 'half-month', start: (it) => `${it.slice(0, 2)}-01` },
  { pattern: /^((?:0[1-9]|1[0-2])-B)$/, type: 'half-month', start: (it) => `${it.slice(0, 2)}-16` },
  { pattern: /^((?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))$/, type: 'day', start: (day) => day },
];

/** The same day so many months later (earlier if negative); in a shorter month its last day (Civil Code art. 202). */
export function addMonths(day: Day, months: number): Day {
  const total = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + months;
  const first = (n: number) => `${String(Math.floor(n / 12)).padStart(4, '0')}-${two((n % 12) + 1)}-01`;
  const last = Number(addDays(first(total + 1), -1).slice(8));
  return `${first(total).slice(0, 8)}${two(Math.min(Number(day.slice(8)), last))}`;
}

/** ISO 8601: the week belongs to the year of its Thursday. */
function weekOf(day: Day): Period {
  const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
  const from = addDays(day, -weekday);
  const year = addDays(from, 3).slice(0, 4);
  const firstMonday = periodMonday(`${year}-01-04`);
  const text = `${year}-W${two(daysBetween(firstMonday, from) / 7 + 1)}`;
  return { type: 'week', from, to: addDays(from, 6), text };
}

const periodMonday = (day: Day) => addDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));
