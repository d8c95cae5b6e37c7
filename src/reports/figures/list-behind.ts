import type { Part } from './definition.js';
import type { FigureId } from './definitions.js';

/**
 * A line of what a figure is counted from: a loan, a piece of work, a payment, a message …, or, where borrowers are counted, one of
 * them. All its `part`s add up to the figure; those of a share, divided by all its `whole`s.
 */
export interface LineBehind {
  /** Null: it is of no loan, or of a borrower with all loans. */
  loan: string | null;
  /** Null: it is of no borrower, such as a training. */
  borrower: string | null;
  /** The id of a piece of work, a warning …; null: the line is a loan or borrower. */
  item: string | null;
  /** What it is: a kind of work, a channel, a level. Null: a loan or borrower. */
  what: string | null;
  /** A person or role; else the account manager of today. Null: nobody. */
  owner: string | null;
  /** Of a payment what came, else what is unpaid of the loan or of all of the borrower's, at the cut-off. Minor units. */
  amount: number | null;
  /** Days past due at the cut-off; of money, when it came. */
  days: number | null;
  part: number;
  /** Null: the figure is no share. */
  whole: number | null;
}

/** What a statement is given, in its order: src/reports/figures/behind.ts makes it of a scope. */
export type Given =
  | 'nothing'
  | 'from'
  | 'asOf'
  | 'days'
  | 'daysBack'
  | 'nextMonth'
  | 'moments'
  | 'duties'
  | 'work'
  | 'checks'
  | 'follow-up'
  | 'screening';

export interface ListBehind {
  given: Given;
  /** What is divided is money, in minor units; else it is counted. Only said of shares. */
  money: boolean;
  text: string;
}

/** The lists of the figures of a part. */
export type ListsOf<P extends Part> = Record<
  { [F in FigureId]: typeof import('./definitions.js').DEFINITIONS[F]['part'] extends P ? F : never }[FigureId],
  ListBehind
>;

/** Columns of what is counted, as a line says them; left out: not said there. */
type Says = Partial<Record<Exclude<keyof LineBehind, 'part' | 'whole'>, string>>;

const OF_LOAN: Says = { loan: 'loan_id' };
/** Of rows of `borrowersBehind`. */
export const OF_BORROWER: Says = { borrower: 'borrower_id', owner: 'owner', amount: 'amount', days: 'days' };

/** SQL: a number where something is so, else nought. */
export const when = (is: string, value = '1') => `CASE WHEN ${is} THEN ${value} ELSE 0 END`;

/**
 * The list of a figure: of the rows of `from` those that count, each with what it adds. What a row does not say of owner, amount and
 * days is that of its loan at the cut-off. All of it reads the tables that lay-out.ts has made.
 */
export function listBehind(
  given: Given,
  from: string,
  part: string,
  { whole = 'NULL', money = false, says = OF_LOAN }: { whole?: string; money?: boolean; says?: Says } = {},
): ListBehind {
  const said = (key: keyof Says, type: string) => `(${says[key] ?? 'NULL'})::${type} AS ${key}`;
  return {
    given,
    money,
    text: `
SELECT it.loan, coalesce(it.borrower, book.borrower_id) AS borrower, it.item, it.what, coalesce(it.owner, account_manager) AS owner,
       coalesce(it.amount, outstanding) AS amount, coalesce(it.days, dpd) AS days, it.part, it.whole
FROM (SELECT ${said('loan', 'text')}, ${said('borrower', 'text')}, ${said('item', 'text')}, ${said('what', 'text')}, ${said('owner', 'text')},
             ${said('amount', 'bigint')}, ${said('days', 'int')}, (${part})::bigint AS part, (${whole})::bigint AS whole
      FROM (${from}) of_it) it
     LEFT JOIN book ON book.loan_id = it.loan LEFT JOIN at_end ON at_end.n = book.n
WHERE it.part <> 0 OR it.whole <> 0 ORDER BY it.part DESC, it.whole DESC, it.loan COLLATE "C", it.borrower COLLATE "C", it.item COLLATE "C"`,
  };
}

/** SQL: the borrowers of loans at the cut-off, each with what is unpaid of all and the worst of their days. */
export const borrowersBehind = (where = 'outstanding > 0') => `
SELECT borrower_id, min(account_manager) AS owner, sum(outstanding)::bigint AS amount, max(dpd) AS days
FROM at_end JOIN book USING (n) WHERE ${where} GROUP BY borrower_id`;
