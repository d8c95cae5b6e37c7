import { RISKY_FROM_DPD } from '../../../domain/loan/account/classification.js';
import { rows, type Sql } from '../../../store/base/connection/database.js';
import { bucketOf, categoryOf, NPL_FROM_DPD, ratio } from '../buckets.js';
import type { Values } from '../definitions.js';
import { borrowersBehind, type ListsOf, listBehind, OF_BORROWER, when } from '../list-behind.js';
import type { Scope } from '../scope.js';

/** What can be added up of open loans. Amounts in minor units. */
export interface Sums {
  /** Loans of which something is unpaid. */
  loans: number;
  /** Unpaid of all instalments: principal, interest, fee. */
  outstanding: number;
  outstandingPrincipal: number;
  overdueLoans: number;
  /** Unpaid of the instalments whose due day is over. */
  overdue: number;
  overduePrincipal: number;
  /** Outstanding principal of the loans that are past due by 1, more than 30, 60, 90 days. */
  par1Principal: number;
  par30Principal: number;
  par60Principal: number;
  nplLoans: number;
  nplPrincipal: number;
}

/** SQL: the sums over rows of at_begin or at_end. */
export const SUMS = `
  count(*) FILTER (WHERE outstanding > 0)::int AS loans,
  coalesce(sum(outstanding), 0)::bigint AS outstanding,
  coalesce(sum(outstanding_principal), 0)::bigint AS "outstandingPrincipal",
  count(*) FILTER (WHERE dpd >= 1)::int AS "overdueLoans",
  coalesce(sum(overdue), 0)::bigint AS overdue,
  coalesce(sum(overdue_principal), 0)::bigint AS "overduePrincipal",
  coalesce(sum(outstanding_principal) FILTER (WHERE dpd >= 1), 0)::bigint AS "par1Principal",
  coalesce(sum(outstanding_principal) FILTER (WHERE dpd >= ${RISKY_FROM_DPD}), 0)::bigint AS "par30Principal",
  coalesce(sum(outstanding_principal) FILTER (WHERE dpd > 60), 0)::bigint AS "par60Principal",
  count(*) FILTER (WHERE dpd >= ${NPL_FROM_DPD})::int AS "nplLoans",
  coalesce(sum(outstanding_principal) FILTER (WHERE dpd >= ${NPL_FROM_DPD}), 0)::bigint AS "nplPrincipal"`;

/** The shares of a sum; null when nothing is outstanding. */
export const ratesOf = (sums: Sums) => ({
  overdueRate: ratio(sums.overduePrincipal, sums.outstandingPrincipal),
  par1: ratio(sums.par1Principal, sums.outstandingPrincipal),
  par30: ratio(sums.par30Principal, sums.outstandingPrincipal),
  par60: ratio(sums.par60Principal, sums.outstandingPrincipal),
  nplRate: ratio(sums.nplPrincipal, sums.outstandingPrincipal),
});

/** One group of the book: a branch, a bucket … `key` is `unknown` where the book does not say. */
export interface Group extends Sums, ReturnType<typeof ratesOf> {
  key: string;
  borrowers: number;
}

/** What the book is divided by. */
export const DIMENSIONS = {
  all: `'all'`,
  bucket: bucketOf('dpd'),
  category: categoryOf('dpd'),
  branch: 'branch',
  manager: 'account_manager',
  product: 'product',
  kind: 'kind',
  size: 'size',
  industry: 'industry',
  class: 'class',
  collateral: 'collateral',
} as const;
export type Dimension = keyof typeof DIMENSIONS;

export interface Portfolio {
  values: Values<'portfolio'>;
  /** The same book at the beginning of the period. */
  before: Sums & ReturnType<typeof ratesOf> & { overpaid: number };
  /** The open loans, divided in each way; groups without an open loan are left out. */
  groups: Record<Dimension, Group[]>;
}

/** The figures of the book at the beginning of the period, by their ids. */
export const opening = ({ before }: Pick<Portfolio, 'before'>): Partial<Values<'portfolio'>> => ({
  'overdue-rate': before.overdueRate,
  'npl-rate': before.nplRate,
  'par-1': before.par1,
  'par-30': before.par30,
  'par-60': before.par60,
  'par-90': before.nplRate,
  'outstanding-principal': before.outstandingPrincipal,
  outstanding: before.outstanding,
  'overdue-amount': before.overdue,
  'overdue-principal': before.overduePrincipal,
  'npl-principal': before.nplPrincipal,
  'overpaid-amount': before.overpaid,
  loans: before.loans,
  'overdue-loans': before.overdueLoans,
  'npl-loans': before.nplLoans,
});

/** The figures of a group, by their ids: what is counted of it, and is a figure of the whole book too. */
export const ofGroup = (group: Group): Partial<Values<'portfolio'>> => ({
  loans: group.loans,
  borrowers: group.borrowers,
  'outstanding-principal': group.outstandingPrincipal,
  'overdue-amount': group.overdue,
  'overdue-rate': group.overdueRate,
  'par-30': group.par30,
  'npl-principal': group.nplPrincipal,
  'npl-rate': group.nplRate,
});

/** The book at the cut-off: how large, how much of it overdue, for how long, and where. */
export async function portfolio(sql: Sql, scope: Scope): Promise<Portfolio> {
  const groups = await groupsOf(sql);
  const all = groups.all[0] ?? { ...NOTHING, ...ratesOf(NOTHING), key: 'all', borrowers: 0 };
  const [before] = await rows<Sums>(sql, `SELECT ${SUMS} FROM at_begin WHERE present`);
  const [paidOut] = await rows<{ loans: number; amount: number }>(
    sql,
    'SELECT count(*)::int AS loans, coalesce(sum(principal), 0)::bigint AS amount FROM book WHERE disbursed_on >= $1',
    [scope.from],
  );
  const [risky] = await rows<{ borrowers: number }>(
    sql,
    `SELECT count(DISTINCT borrower)::int AS borrowers FROM at_end WHERE dpd >= ${RISKY_FROM_DPD}`,
  );
  // Of loans that are closed too: what was paid too much is given back all the same.
  const [overpaid] = await rows<{ now: number; before: number }>(
    sql,
    `SELECT (SELECT coalesce(sum(overpaid), 0)::bigint FROM at_end) AS now,
            (SELECT coalesce(sum(overpaid), 0)::bigint FROM at_begin WHERE present) AS before`,
  );
  return {
    values: {
      loans: all.loans,
      borrowers: all.borrowers,
      outstanding: all.outstanding,
      'outstanding-principal': all.outstandingPrincipal,
      'paid-out-loans': paidOut!.loans,
      'paid-out-amount': paidOut!.amount,
      'overdue-loans': all.overdueLoans,
      'overdue-amount': all.overdue,
      'overdue-principal': all.overduePrincipal,
      'overpaid-amount': overpaid!.now,
      'overdue-rate': all.overdueRate,
      'par-1': all.par1,
      'par-30': all.par30,
      'par-60': all.par60,
      'par-90': all.nplRate,
      'npl-loans': all.nplLoans,
      'npl-principal': all.nplPrincipal,
      'npl-rate': all.nplRate,
      'risky-borrowers': risky!.borrowers,
      'risky-borrower-share': ratio(risky!.borrowers, all.borrowers),
    },
    before: { ...before!, ...ratesOf(before!), overpaid: overpaid!.before },
    groups,
  };
}

/** One statement a division: all of them in one would sort the book eleven times over. */
async function groupsOf(sql: Sql): Promise<Portfolio['groups']> {
  const groups: Partial<Portfolio['groups']> = {};
  for (const [name, column] of Object.entries(DIMENSIONS)) groups[name as Dimension] = await groupsBy(sql, column);
  return groups as Portfolio['groups'];
}

/** The open loans divided by a column, SQL over at_end and book. */
export async function groupsBy(sql: Sql, column: string): Promise<Group[]> {
  const found = await rows<Sums & { key: string; borrowers: number }>(
    sql,
    `SELECT coalesce(${column}, 'unknown') AS key, count(DISTINCT borrower)::int AS borrowers, ${SUMS}
     FROM at_end JOIN book USING (n, borrower) WHERE outstanding > 0 GROUP BY 1`,
  );
  found.sort((a, b) => (a.key < b.key ? -1 : 1));
  return found.map((group) => ({ ...group, ...ratesOf(group) }));
}

const NOTHING: Sums = {
  loans: 0,
  outstanding: 0,
  outstandingPrincipal: 0,
  overdueLoans: 0,
  overdue: 0,
  overduePrincipal: 0,
  par1Principal: 0,
  par30Principal: 0,
  par60Principal: 0,
  nplLoans: 0,
  nplPrincipal: 0,
};

const AT_END = 'SELECT loan_id, at_end.* FROM at_end JOIN book USING (n)';
const PAID_OUT = 'SELECT loan_id, principal FROM book WHERE disbursed_on >= $1';
const loansAtEnd = (part: string, whole?: string) =>
  listBehind('nothing', AT_END, part, whole === undefined ? {} : { whole, money: true });
/** The loans that are so many days past due or more. */
const late = (dpd: number) => when(`dpd >= ${dpd}`, 'outstanding_principal');
const BORROWERS = { from: borrowersBehind(), risky: when(`days >= ${RISKY_FROM_DPD}`) };

export const BEHIND_PORTFOLIO: ListsOf<'portfolio'> = {
  loans: loansAtEnd(when('outstanding > 0')),
  borrowers: listBehind('nothing', BORROWERS.from, '1', { says: OF_BORROWER }),
  outstanding: loansAtEnd('outstanding'),
  'outstanding-principal': loansAtEnd('outstanding_principal'),
  'paid-out-loans': listBehind('from', PAID_OUT, '1', { says: { loan: 'loan_id', amount: 'principal' } }),
  'paid-out-amount': listBehind('from', PAID_OUT, 'principal', { says: { loan: 'loan_id', amount: 'principal' } }),
  'overdue-loans': loansAtEnd(when('dpd >= 1')),
  'overdue-amount': loansAtEnd('overdue'),
  'overdue-principal': loansAtEnd('overdue_principal'),
  'overpaid-amount': loansAtEnd('overpaid'),
  'overdue-rate': loansAtEnd('overdue_principal', 'outstanding_principal'),
  'par-1': loansAtEnd(late(1), 'outstanding_principal'),
  'par-30': loansAtEnd(late(RISKY_FROM_DPD), 'outstanding_principal'),
  'par-60': loansAtEnd(late(61), 'outstanding_principal'),
  'par-90': loansAtEnd(late(NPL_FROM_DPD), 'outstanding_principal'),
  'npl-loans': loansAtEnd(when(`dpd >= ${NPL_FROM_DPD}`)),
  'npl-principal': loansAtEnd(late(NPL_FROM_DPD)),
  'npl-rate': loansAtEnd(late(NPL_FROM_DPD), 'outstanding_principal'),
  'risky-borrowers': listBehind('nothing', BORROWERS.from, BORROWERS.risky, { says: OF_BORROWER }),
  'risky-borrower-share': listBehind('nothing', BORROWERS.from, BORROWERS.risky, { whole: '1', says: OF_BORROWER }),
};
