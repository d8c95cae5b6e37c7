import type { Minor } from '../../domain/money/money.js';
import type { Moment } from '../../domain/time/dates.js';
import type { Sql } from '../base/connection/database.js';
import type { Seal } from '../base/seal.js';
import type { Filter } from './filter.js';
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
