import type { Minor } from '../../domain/money/money.js';
import type { Moment } from '../../domain/time/dates.js';
import { rows, type Sql } from '../base/connection/database.js';
import type { Seal } from '../base/seal.js';
import { type Filter, inSight, maskedName, type Page } from './filter.js';
import { type ListedLoan, listLoans } from './loan-list.js';

/** A borrower over all open loans. */
export interface ListedBorrower extends Pick<ListedLoan, 'borrower' | 'name' | 'branch' | 'manager'> {
  loans: string[];
  plans: string[];
  overdue: Minor;
  outstanding: Minor;
  /** The most of any loan. */
  dpd: number;
}

/** A borrower as a page of them has it. */
export interface KnownBorrower {
  borrower: string;
  kind: string;
  /** Masked; null: not known. */
  name: string | null;
  branch: string | null;
  manager: string | null;
  /** Loans that are not closed. */
  loans: number;
}

/** Some of all borrowers, by id, also of those without an open loan. */
export async function pageOfBorrowers(
  sql: Sql,
  seal: Seal,
  { branch, manager, sight }: Pick<Filter, 'branch' | 'manager' | 'sight'>,
  { after, limit }: Page,
): Promise<KnownBorrower[]> {
  const scope = sight?.scope ?? 'all';
  const found = await rows<Omit<KnownBorrower, 'name'> & { name: Buffer | null }>(
    sql,
    `SELECT b.borrower_id AS borrower, b.kind, b.name_sealed AS name, b.branch, b.account_manager AS manager,
            (SELECT count(*) FROM loans l WHERE l.borrower_id = b.borrower_id AND l.closed_at IS NULL) AS loans
     FROM borrowers b
     WHERE ($1::text IS NULL OR b.branch = $1) AND ($2::text IS NULL OR b.account_manager = $2) AND b.borrower_id > $3 AND ${inSight(scope, '$5')}
     ORDER BY b.borrower_id LIMIT $4`,
    [branch ?? null, manager ?? null, after, limit, sight?.of ?? null],
  );
  return found.map((it) => ({ ...it, name: maskedName(seal, it.borrower, it.name) }));
}

/** Borrowers with open loans, by id. `overdue`: who owes something that is overdue, the worst first. */
export async function listBorrowers(
  sql: Sql,
  seal: Seal,
  { overdue = false, ...filter }: Filter & { overdue?: boolean },
  now: Moment,
): Promise<ListedBorrower[]> {
  const of = new Map<string, ListedLoan[]>();
  for (const loan of await listLoans(sql, seal, filter, now)) {
    const others = of.get(loan.borrower);
    if (others) others.push(loan);
    else of.set(loan.borrower, [loan]);
  }
  const sum = (loans: ListedLoan[], field: 'overdue' | 'outstanding') => loans.reduce((all, it) => all + it[field], 0);
  const found = [...of.values()].map((loans): ListedBorrower => {
    const { borrower, name, branch, manager } = loans[0]!;
    return {
      ...{ borrower, name, branch, manager },
      loans: loans.map((it) => it.loan),
      plans: [...new Set(loans.map((it) => it.plan))].sort(),
      overdue: sum(loans, 'overdue'),
      outstanding: sum(loans, 'outstanding'),
      dpd: Math.max(...loans.map((it) => it.dpd)),
    };
  });
  if (!overdue) return found.sort((a, b) => (a.borrower < b.borrower ? -1 : 1));
  return found.filter((it) => it.dpd > 0).sort((a, b) => b.dpd - a.dpd || b.overdue - a.overdue);
}
