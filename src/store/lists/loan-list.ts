import { type Statement, standingOf, statementOf } from '../../domain/loan/standing.js';
import type { Minor } from '../../domain/money/money.js';
import type { Calendar } from '../../domain/time/calendar.js';
import { type Day, dayOf, type Moment } from '../../domain/time/dates.js';
import { calendarNow } from '../base/calendar.js';
import { rows, type Sql } from '../base/connection/database.js';
import type { Seal } from '../base/seal.js';
import { ACCOUNT_FACTS, type AccountRow, accountFactsOf } from '../loans/files/account-facts.js';
import { type Filter, inList, maskedName, type Page, parametersOf } from './filter.js';

/** How a loan stands, as a line of a list. */
export interface ListedLoan {
  loan: string;
  borrower: string;
  /** Masked; null: not known. */
  name: string | null;
  plan: string;
  product: string | null;
  branch: string | null;
  /** Who looks after the borrower; null: nobody is named. */
  manager: string | null;
  stage: string;
  /** Null: the usual one, or its plan has none. */
  tier: string | null;
  category: string;
  dpd: number;
  overdue: Minor;
  outstanding: Minor;
  /** What falls due next; null: nothing more. */
  next: { on: Day; amount: Minor } | null;
}

type Row = Omit<ListedLoan, 'name' | 'dpd' | 'overdue' | 'outstanding' | 'next'> & AccountRow & { name: Buffer | null };

/** SQL: a loan `l` that a list has. */
const LISTED = 'l.closed_at IS NULL AND l.taken_in_at IS NOT NULL';

const COLUMNS = `l.loan_id AS loan, l.borrower_id AS borrower, b.name_sealed AS name, l.plan, l.product, b.branch,
  b.account_manager AS manager, l.stage, l.tier, l.category, ${ACCOUNT_FACTS}`;

/** `loans`: of these alone, where not only those overdue are asked for. */
type OfLoans = Filter & { loans?: readonly string[] | undefined };

/** So many are read at once: a book of any size is listed in the same memory but for its lines. */
const AT_ONCE = 1000;

/** Loans that are looked after and not closed, by id. `overdue`: those of which something is overdue, the worst first. */
export async function listLoans(
  sql: Sql,
  seal: Seal,
  { overdue = false, ...filter }: OfLoans & { overdue?: boolean },
  now: Moment,
): Promise<ListedLoan[]> {
  const calendar = await calendarNow(sql);
  const found: ListedLoan[] = [];
  if (overdue) {
    const loans = await maybeOverdue(sql, filter, dayOf(now));
    for (let from = 0; from < loans.length; from += AT_ONCE)
      found.push(...(await readLoans(sql, seal, loans.slice(from, from + AT_ONCE), now, calendar)));
    return worstFirst(found.filter((it) => it.dpd > 0));
  }
  for (let after = ''; ; ) {
    const page = await pageOfLoans(sql, seal, filter, { after, limit: AT_ONCE }, now, calendar);
    found.push(...page);
    if (page.length < AT_ONCE) return found;
    after = page.at(-1)!.loan;
  }
}

/**
 * So many of those that are overdue for the longest, the worst first; of equally long ones those of the first ids. Which they are is known from when
 * each was last looked at; where these are fewer than asked for, all are reckoned anew.
 */
export async function worstLoans(
  sql: Sql,
  seal: Seal,
  filter: Filter,
  limit: number,
  now: Moment,
): Promise<ListedLoan[]> {
  const scope = filter.sight?.scope ?? 'all';
  const calendar = await calendarNow(sql);
  const found: ListedLoan[] = [];
  for (let after: { since: Day | null; loan: string } | null = null; ; ) {
    const page: { since: Day | null; loan: string }[] = await rows(
      sql,
      `SELECT l.delinquency AS since, l.loan_id AS loan FROM loans l JOIN borrowers b USING (borrower_id)
       WHERE ${LISTED} AND l.delinquency IS NOT NULL AND ${inList(scope)} AND ($7::date IS NULL OR (l.delinquency, l.loan_id) > ($7, $8))
       ORDER BY l.delinquency, l.loan_id LIMIT $9`,
      [...parametersOf(filter), after?.since ?? null, after?.loan ?? '', limit],
    );
    const read = await readLoans(
      sql,
      seal,
      page.map((it) => it.loan),
      now,
      calendar,
    );
    found.push(...read.filter((it) => it.dpd > 0));
    if (found.length >= limit) return worstFirst(found).slice(0, limit);
    if (page.length < limit) break;
    after = page.at(-1)!;
  }
  return (await listLoans(sql, seal, { ...filter, overdue: true }, now)).slice(0, limit);
}

const worstFirst = (loans: ListedLoan[]) => loans.sort((a, b) => b.dpd - a.dpd || b.overdue - a.overdue);

/**
 * The loans of which less has come in than their schedule asks for before a day, and those with a schedule of a relief: all that are
 * overdue are among them, for holidays and grace only move a due day to a later one.
 */
async function maybeOverdue(sql: Sql, filter: Filter, day: Day): Promise<string[]> {
  const scope = filter.sight?.scope ?? 'all';
  const found = await rows<{ loan: string }>(
    sql,
    `SELECT l.loan_id AS loan
     FROM loans l JOIN borrowers b USING (borrower_id),
       LATERAL (SELECT sum(fee + interest + principal) AS due FROM instalments WHERE loan_id = l.loan_id AND due_on < $7) asked,
       LATERAL (SELECT sum(amount) AS paid FROM payments WHERE loan_id = l.loan_id AND paid_on <= $7 AND reversed_on IS NULL) came
     WHERE ${LISTED} AND ${inList(scope)}
       AND (due > coalesce(paid, 0) OR EXISTS (SELECT FROM cases JOIN case_instalments USING (case_id) WHERE loan_id = l.loan_id))
     ORDER BY l.loan_id`,
    [...parametersOf(filter), day],
  );
  return found.map((it) => it.loan);
}

/** Some of them, by id. */
export async function pageOfLoans(
  sql: Sql,
  seal: Seal,
  { loans, ...filter }: OfLoans,
  { after, limit }: Page,
  now: Moment,
  known?: Calendar,
): Promise<ListedLoan[]> {
  const scope = filter.sight?.scope ?? 'all';
  const calendar = known ?? (await calendarNow(sql));
  const page = await rows<Row>(
    sql,
    `SELECT ${COLUMNS} FROM loans l JOIN borrowers b USING (borrower_id)
     WHERE ${LISTED} AND ${inList(scope)} AND l.loan_id > $7 AND ($9::text[] IS NULL OR l.loan_id = ANY($9))
     ORDER BY l.loan_id LIMIT $8`,
    [...parametersOf(filter), after, limit, loans ?? null],
  );
  return page.map((row) => standing(row, seal, calendar, now));
}

async function readLoans(sql: Sql, seal: Seal, loans: readonly string[], now: Moment, calendar: Calendar) {
  const read = await rows<Row>(
    sql,
    `SELECT ${COLUMNS} FROM loans l JOIN borrowers b USING (borrower_id) WHERE l.loan_id = ANY($1)`,
    [loans],
  );
  return read.map((row) => standing(row, seal, calendar, now));
}

function standing(
  { instalments, payments, cases, terms, name, ...row }: Row,
  seal: Seal,
  calendar: Calendar,
  now: Moment,
): ListedLoan {
  const facts = accountFactsOf({ instalments, payments, cases, terms }, calendar);
  const { dpd } = standingOf(facts, now);
  const { overdue, outstanding, next }: Statement = statementOf(facts, now);
  return { ...row, name: maskedName(seal, row.borrower, name), dpd, overdue, outstanding, next };
}

/** How the loans stand that a list's lines are about: what is overdue, for how many days, what is owed. */
export async function standingsOf(
  sql: Sql,
  loans: readonly string[],
  now: Moment,
): Promise<Map<string, { overdue: Minor; dpd: number; outstanding: Minor }>> {
  const read = await rows<AccountRow & { loan: string }>(
    sql,
    `SELECT l.loan_id AS loan, ${ACCOUNT_FACTS} FROM loans l WHERE l.loan_id = ANY($1)`,
    [[...new Set(loans)]],
  );
  const calendar = await calendarNow(sql);
  return new Map(
    read.map(({ loan, ...row }) => {
      const { overdue, dpd, outstanding } = standingOf(accountFactsOf(row, calendar), now);
      return [loan, { overdue, dpd, outstanding }];
    }),
  );
}
