import { keptWith } from '../../loan/account/kept.js';
import type { AccountFacts, LoanState } from '../../loan/loan-file.js';
import { type Plan, planSchema } from '../../plan/plan.js';
import type { Calendar } from '../../time/calendar.js';
import { withEntry } from '../../time/calendar-entries.js';
import type { Moment } from '../../time/dates.js';
import { momentOf, type Row, type RowsOf } from '../rows.js';

/** What an export tells of loans, from which their files are made anew as they were at a moment. */
export interface Told {
  of: RowsOf;
  /** The working days that ship; what the lender has noted of them is in the rows. */
  calendar: Calendar;
  /** Each version of each plan, as it is carried out. */
  plans: ReadonlyMap<string, Plan>;
  /** The account of each loan as it was when it was last looked at, with each list as text. */
  accounts: Map<string, { said: Record<string, string>; facts: AccountFacts }>;
}

/** A loan at a moment. */
export interface Then {
  loan: Row;
  plan: Plan;
  /** What came in later is not known. */
  at: Moment;
  state: LoanState;
  /** Its diary. */
  done: ReadonlySet<string>;
}

export const planName = (plan: unknown, version: unknown): string => `${plan}/${version}`;

/** @param carried how a plan of the file is carried out */
export function toldBy(of: RowsOf, calendar: Calendar, carried: (plan: Plan) => Plan): Told {
  const plans = new Map<string, Plan>();
  for (const it of of('plans')) {
    const read = planSchema.safeParse(it.content);
    if (read.success) plans.set(planName(it.plan, it.version), carried(read.data));
  }
  return { of, calendar, plans, accounts: new Map() };
}

export const by = (moment: unknown, at: Moment): boolean => (momentOf(moment) ?? 0) <= at;

/** Null: it was not known yet. */
export const known = (moment: unknown, at: Moment): Moment | null => (by(moment, at) ? momentOf(moment) : null);

export const text = (value: unknown): string | null => (value === undefined ? null : String(value));

export const detailOf = (row: Row): Row => row.detail as Row;

/** By these columns, one after another. */
export const inOrder =
  (...columns: string[]) =>
  (a: Row, b: Row): number => {
    for (const it of columns) {
      const [left, right] = [a[it], b[it]];
      if (left !== right)
        return (typeof left === 'number' ? left < Number(right) : String(left) < String(right)) ? -1 : 1;
    }
    return 0;
  };

/** Lines of diaries, the earliest first. */
export const inTime = keptWith((lines: Row[]): Row[] => [...lines].sort(inOrder('acted_at', 'at')));

/** Whether a line of a diary stood there: of the loan itself by what was written before, of another by its moment. */
export type Noted = (line: Row) => boolean;

export const notedBy =
  (at: Moment, loan?: string, done?: ReadonlySet<string>): Noted =>
  (line) =>
    line.subject === loan && done ? done.has(String(line.entry)) : by(line.acted_at, at);

/** A warning or a case that a rule has opened is there once that was written, whenever it belongs. */
export function isThere(of: RowsOf, kind: 'warning' | 'case', row: Row, at: Moment, noted: Noted): boolean {
  const id = row[`${kind}_id`];
  const opening = of('diary').find(
    (it) =>
      it.what === `${kind}.open` &&
      detailOf(it)[kind] === id &&
      (kind === 'warning' || detailOf(it).effect !== undefined),
  );
  return opening ? noted(opening) : by(row.opened_at, at);
}

/** The lender's working days, as they were known then. */
export const calendarThen = ({ of, calendar }: Told, at: Moment): Calendar =>
  of('calendar')
    .filter((it) => by(it.noted_at, at))
    .sort(inOrder('calendar_id'))
    .map((it) => ({
      ...{ year: it.year === undefined ? null : Number(it.year), day: text(it.day) },
      ...{ works: it.works === undefined ? null : it.works === true },
      ...{ holidays: it.holidays as string[], makeUpDays: it.make_up_days as string[] },
    }))
    .sort((a, b) => Number(a.day !== null) - Number(b.day !== null))
    .reduce(withEntry, calendar);
