import { setImmediate } from 'node:timers/promises';
import diff from 'microdiff';
import type { LoanFile } from '../domain/loan/loan-file.js';
import type { ContactRules } from '../domain/plan/contact-rules.js';
import type { Plan } from '../domain/plan/plan.js';
import { preview } from '../domain/preview/preview.js';
import { formatLine, type TimelineLine } from '../domain/preview/timeline.js';
import { type Day, dayOf, type Moment, MS_A_DAY } from '../domain/time/dates.js';
import { underLaw } from '../library/law.js';
import { type Database, rows, type Sql } from '../store/base/connection/database.js';
import { inSight, type Page, type Sight } from '../store/lists/filter.js';
import { readLoanFiles } from '../store/loans/files/loan-files.js';

export const DAYS_AHEAD = 90;
const BORROWERS_AT_ONCE = 200;

export interface Change {
  /** `checks.follow-up.task.dueDays` */
  key: string;
  /** Undefined: was not there, or is there no more. */
  from?: unknown;
  to?: unknown;
}

/** The differences between two plans. Members of a list are matched by their names, not by their places. */
export function planChanges(before: Plan, after: Plan): Change[] {
  return diff(byName(before) as object, byName(after) as object).map((it) => ({
    key: it.path.join('.'),
    ...('oldValue' in it ? { from: it.oldValue } : {}),
    ...('value' in it ? { to: it.value } : {}),
  }));
}

const NAMES = ['id', 'stage', 'tier', 'kind', 'document'];

function byName(value: unknown): unknown {
  if (Array.isArray(value)) {
    const names = value.map((it) => NAMES.map((name) => it?.[name]).find((name) => typeof name === 'string'));
    if (names.includes(undefined) || new Set(names).size < names.length) return value.map(byName);
    return Object.fromEntries(value.map((it, n) => [names[n], byName(it)]));
  }
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, it]) => [key, byName(it)]));
}

/** How often something is done for a loan on a day, by the one plan and by the other. */
export interface Done {
  loan: string;
  on: Day;
  /** `task.open follow-up`, `notice sms due-soon`. */
  what: string;
  before: number;
  after: number;
}

export interface Comparison {
  before: Plan;
  after: Plan;
  rules: ContactRules;
  now: Moment;
}

/** What both plans do for the open loans of a part of the book in the next 90 days, if nothing comes in. `last`: after which borrower the next part begins; null: there is none. */
export async function doneByBoth(
  sql: Sql,
  compared: Comparison,
  asked: { sight: Sight; page: Page },
): Promise<{ done: Done[]; last: string | null }> {
  const { before, after, rules, now } = compared;
  const borrowers = await openLoans(sql, before.plan, asked);
  const all = borrowers.flatMap((it) => it.loans);
  const files = (await readLoanFiles(sql, all, now)).map((it) => it.file);
  const done: Done[] = [];
  for (const { loans } of borrowers) {
    const theirs = files.filter((it) => loans.includes(it.loan));
    const foreseen = (plan: Plan) => foresee(theirs, plan, rules, now);
    done.push(...together(foreseen(before), foreseen(after)));
    // Others are served in between.
    await setImmediate();
  }
  return { done, last: borrowers.length < asked.page.limit ? null : borrowers.at(-1)!.borrower };
}

const foresee = (files: LoanFile[], plan: Plan, rules: ContactRules, now: Moment): TimelineLine[] =>
  preview({
    loans: files.map((file) => ({ file, plan: underLaw(plan) })),
    from: now,
    until: now + DAYS_AHEAD * MS_A_DAY,
    staff: () => MS_A_DAY,
    providers: {},
    rules,
  });

export interface BookChange {
  /** What is done: `task.open follow-up`, `notice sms due-soon`. */
  what: string;
  before: number;
  after: number;
  /** So many of those afterwards are on days, or of loans, on which there was none before. */
  moved: number;
  /** A few of the loans for which it differs. */
  loans: string[];
}

/** What a changed plan does differently to the open loans of the book in the next 90 days, if nothing comes in. */
export async function bookChanges(db: Database, compared: Comparison): Promise<BookChange[]> {
  const counted = new Map<string, BookChange>();
  for (let page: Page | null = { after: '', limit: BORROWERS_AT_ONCE }; page !== null; ) {
    const { done, last } = await doneByBoth(db.pool, compared, { sight: { scope: 'all' }, page });
    for (const it of done) count(counted, it);
    page = last === null ? null : { ...page, after: last };
  }
  return [...counted.values()].filter((it) => it.loans.length > 0).sort((a, b) => a.what.localeCompare(b.what));
}

const MOST_NAMED = 5;

function count(counted: Map<string, BookChange>, { what, loan, before, after }: Done): void {
  const known = counted.get(what) ?? { what, before: 0, after: 0, moved: 0, loans: [] };
  known.before += before;
  known.after += after;
  known.moved += Math.max(0, after - before);
  if (before !== after && known.loans.length < MOST_NAMED && !known.loans.includes(loan)) known.loans.push(loan);
  counted.set(what, known);
}

/** Open loans of a plan in sight, all of a borrower's together. */
const openLoans = (
  sql: Sql,
  plan: string,
  { sight: { scope, of = null }, page }: { sight: Sight; page: Page },
): Promise<{ borrower: string; loans: string[] }[]> =>
  rows(
    sql,
    `SELECT b.borrower_id AS borrower, array_agg(loan_id ORDER BY loan_id) AS loans FROM loans JOIN borrowers b USING (borrower_id)
     WHERE plan = $1 AND closed_at IS NULL AND taken_in_at IS NOT NULL AND b.borrower_id > $2 AND ${inSight(scope, '$4')}
     GROUP BY b.borrower_id ORDER BY b.borrower_id LIMIT $3`,
    [plan, page.after, page.limit, of],
  );

function together(before: TimelineLine[], after: TimelineLine[]): Done[] {
  const done = new Map<string, Done>();
  for (const [side, lines] of [
    ['before', before],
    ['after', after],
  ] as const) {
    for (const line of lines) {
      const it = { loan: line.loan ?? '', on: dayOf(line.at), what: whatOf(line) };
      const key = `${it.loan}|${it.on}|${it.what}`;
      const known = done.get(key) ?? { ...it, before: 0, after: 0 };
      known[side]++;
      done.set(key, known);
    }
  }
  return [...done.values()];
}

function whatOf(line: TimelineLine): string {
  const { kind, role, channel, template, status, from, to, level, indicator } = JSON.parse(formatLine(line));
  const parts = [line.what, kind, role, channel, template, status, from && `${from} → ${to}`, level, indicator];
  return parts.filter(Boolean).join(' ');
}
