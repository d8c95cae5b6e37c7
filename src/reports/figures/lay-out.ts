import type { Sql } from '../../store/base/database.js';
import { layOutMoved, MOVED_TABLE } from './moved.js';
import { layOutRescheduled, RESCHEDULED_TABLE } from './rescheduled.js';
import { dayBefore, type Scope } from './scope.js';

/**
 * What all figures are counted from, in tables of this transaction alone: the loans with what is due of them, what was
 * paid, and how each loan stands at both ends of the period.
 */
export async function layOut(sql: Sql, scope: Scope): Promise<void> {
  // Sorting 1.2 million instalments in memory saves a third of the time.
  await sql.query(`SET LOCAL work_mem = '128MB'`);
  // Some fifty short statements: to compile each takes longer than it saves.
  await sql.query('SET LOCAL jit = off');
  await sql.query(TABLES);
  await sql.query(LOANS, [scope.plan, scope.currency, scope.asOf]);
  await sql.query('ANALYZE loan_of_book (loan_id)');
  const moves = await layOutMoved(sql, scope.plan);
  await sql.query(MONEY);
  await sql.query(BOOK);
  await sql.query('ANALYZE book (n, borrower, disbursed_on), money (n, paid_on)');
  await sql.query(EXTENDED);
  await layOutRescheduled(sql, moves);
  await sql.query(`INSERT INTO at_begin ${standingAt('$1')}`, [dayBefore(scope)]);
  await sql.query(`INSERT INTO at_end ${standingAt('$1')}`, [scope.asOf]);
  await sql.query('ANALYZE at_begin (n, dpd), at_end (n, dpd)');
}

const LOAN = `
  n integer, loan_id text, borrower integer, borrower_id text, disbursed_on date,
  vintage text COLLATE "C", principal bigint,
  product text COLLATE "C", collateral text COLLATE "C", kind text COLLATE "C", size text COLLATE "C",
  industry text COLLATE "C", class text COLLATE "C", branch text COLLATE "C", account_manager text COLLATE "C"`;

const STANDING = `
  n integer, borrower integer,
  vintage text COLLATE "C",    -- the month in which it was paid out: 2026-01
  present boolean,             -- paid out by then
  dpd integer,                 -- days past due of the oldest overdue instalment; 0: nothing is overdue
  outstanding bigint, outstanding_principal bigint, outstanding_interest bigint,
  overdue bigint, overdue_principal bigint, overdue_interest bigint,
  overdue_instalments integer,
  matures_on date,             -- the last day on which something unpaid falls due; null: nothing is unpaid
  overpaid bigint              -- paid beyond all that is owed
`;

/**
 * Loans and borrowers are numbered: sorting and joining by a number costs a third of doing it by a text. Other texts are
 * compared byte by byte, but not the ids: the indexes of the lasting tables would not serve them.
 */
const TABLES = `
CREATE TEMP TABLE loan_of_book (${LOAN}) ON COMMIT DROP;
CREATE TEMP TABLE book (${LOAN},
  -- instalments of which anything is due, oldest first: due day; all, principal, interest due up to and with this one
  due_on date[], upto bigint[], principal_upto bigint[], interest_upto bigint[],
  -- the days on which money came in or was taken back, oldest first; what was paid by the end of each
  came_on date[], came_upto bigint[]
) ON COMMIT DROP;
CREATE TEMP TABLE money (
  n integer, paid_on date, amount bigint, recorded_at timestamptz, reversed_on date, reversal_recorded_at timestamptz
) ON COMMIT DROP;
-- extensions, renewals, restructurings: what was unpaid then is due on the new day, while it holds
CREATE TEMP TABLE extended (n integer, from_on date, undone_on date, until_on date, paid bigint) ON COMMIT DROP;
${RESCHEDULED_TABLE}${MOVED_TABLE}
CREATE TEMP TABLE at_begin (${STANDING}) ON COMMIT DROP;
CREATE TEMP TABLE at_end (${STANDING}) ON COMMIT DROP;`;

const LOANS = `
INSERT INTO loan_of_book
SELECT row_number() OVER (ORDER BY l.loan_id COLLATE "C"), l.loan_id,
       dense_rank() OVER (ORDER BY borrower_id COLLATE "C"), borrower_id, l.disbursed_on,
       to_char(l.disbursed_on, 'YYYY-MM'), l.principal, l.product, l.collateral,
       b.kind, b.size, b.industry, b.class, b.branch, b.account_manager
FROM loans l JOIN borrowers b USING (borrower_id)
WHERE l.plan = $1 AND l.currency = $2 AND l.disbursed_on <= $3`;

/**
 * Running sums as float8: exact for whole numbers up to 2^53, which all our amounts are below, and a third of the time that sums of bigint
 * take, which are numeric. Of several on one day the last counts: it has them all.
 */
const BOOK = `
INSERT INTO book
SELECT l.*, i.due_on, i.upto, i.principal_upto, i.interest_upto, m.came_on, m.came_upto
FROM loan_of_book l LEFT JOIN (
  SELECT n, array_agg(due_on) AS due_on, array_agg(upto) AS upto, array_agg(principal_upto) AS principal_upto,
         array_agg(interest_upto) AS interest_upto
  FROM (SELECT n, due_on, sum((fee + interest + i.principal)::float8) OVER w::bigint AS upto,
               sum(i.principal::float8) OVER w::bigint AS principal_upto, sum(interest::float8) OVER w::bigint AS interest_upto
        FROM (SELECT loan_id, seq, coalesce(moved.due_on, due.due_on) AS due_on, principal, interest, fee
              FROM instalments due LEFT JOIN moved ON moved.day = due.due_on) i
        JOIN loan_of_book USING (loan_id) WHERE fee + interest + i.principal > 0
        WINDOW w AS (PARTITION BY n ORDER BY due_on, seq ROWS UNBOUNDED PRECEDING)) part
  GROUP BY n
) i USING (n) LEFT JOIN (
  SELECT n, array_agg(day) AS came_on, array_agg(upto) AS came_upto
  FROM (SELECT n, day, sum(amount::float8) OVER (PARTITION BY n ORDER BY day ROWS UNBOUNDED PRECEDING)::bigint AS upto
        FROM (SELECT n, paid_on AS day, amount FROM money
              UNION ALL SELECT n, greatest(paid_on, reversed_on), -amount FROM money WHERE reversed_on IS NOT NULL) flow) part
  GROUP BY n
) m USING (n)`;

/** A payment that was booked again counts from where its earlier booking ended: no day has both. */
const MONEY = `
INSERT INTO money
SELECT n, CASE WHEN booking = 1 THEN paid_on ELSE (
         SELECT greatest(p.paid_on, max(e.reversed_on)) FROM payments e WHERE e.reference = p.reference AND e.booking < p.booking
           AND e.loan_id = p.loan_id) END, amount, recorded_at, reversed_on, reversal_recorded_at FROM payments p JOIN loan_of_book USING (loan_id)
-- one of a day to come that was taken back before it never counted
WHERE reversed_on IS NULL OR reversed_on >= paid_on`;

/** Whether a payment of `money` counts at the end of a day: from its own day until the day of its reversal. */
export const counts = (day: string) => `(paid_on <= ${day} AND (reversed_on IS NULL OR reversed_on > ${day}))`;

/** The lender's day of a moment. */
export const dayOfMoment = (moment: string) => `(${moment} AT TIME ZONE 'Asia/Shanghai')::date`;

/** As src/domain/loan/relief.ts has it. */
const EXTENDED = `
INSERT INTO extended
SELECT c.*, coalesce((SELECT sum(amount) FROM money WHERE money.n = c.n AND ${counts('c.from_on')}), 0)
FROM (SELECT n, ${dayOfMoment('decided_at')} AS from_on,
             CASE WHEN outcome = 'undone' THEN ${dayOfMoment('closed_at')} END AS undone_on, until_on
      FROM cases JOIN loan_of_book USING (loan_id) WHERE effect = 'extend' AND approved AND until_on IS NOT NULL) c`;

type Parameter = `$${number}`;

/** The due days of the loans of which some are put off at the end of a day: n, due_on. */
const putOffAt = (day: Parameter) => `(
  SELECT n, array_agg(due_on ORDER BY place) AS put_off FROM (
    SELECT n, place, greatest(u.due_on, max(until_on) FILTER (WHERE u.upto > paid)) AS due_on
    FROM extended JOIN book USING (n), unnest(book.due_on, book.upto) WITH ORDINALITY AS u (due_on, upto, place)
    WHERE from_on <= ${day}::date AND (undone_on IS NULL OR undone_on > ${day}::date) GROUP BY n, place, u.due_on
  ) p GROUP BY n)`;

/** The book with what is owed at the end of a day: by the contract, or by a new schedule (`anew`), whose days are the final ones. */
const owedAt = (day: Parameter) => `(
  SELECT b.n, b.loan_id, b.borrower, b.borrower_id, b.disbursed_on, b.vintage, b.principal, b.product, b.collateral, b.kind, b.size,
         b.industry, b.class, b.branch, b.account_manager, b.came_on, b.came_upto, r.n IS NOT NULL AS anew,
         CASE WHEN r.n IS NULL THEN b.due_on ELSE r.due_on END AS due_on,
         CASE WHEN r.n IS NULL THEN b.upto ELSE r.upto END AS upto,
         CASE WHEN r.n IS NULL THEN b.principal_upto ELSE r.principal_upto END AS principal_upto,
         CASE WHEN r.n IS NULL THEN b.interest_upto ELSE r.interest_upto END AS interest_upto
  FROM book b LEFT JOIN rescheduled r ON r.n = b.n AND r.from_on <= ${day}::date AND (r.before_on IS NULL OR r.before_on > ${day}::date))`;

/**
 * Every loan of the book at the end of a day, by binary searches alone: `n`, `due` (the days that hold then), `paid`, `k` and `j`. The arrears rule of
 * src/domain/loan/arrears.ts without a loop: payments pay the oldest instalment first, so all up to the k-th are paid, where the
 * sum of what is due first exceeds the sum of what was paid; and all up to the j-th have fallen due before the day.
 */
export const placedAt = (day: Parameter) => `
FROM ${owedAt(day)} book LEFT JOIN ${putOffAt(day)} o USING (n),
LATERAL (SELECT coalesce(came_upto[width_bucket(${day}::date, came_on)], 0) AS paid, CASE WHEN anew THEN due_on ELSE coalesce(put_off, due_on) END AS due) d,
LATERAL (SELECT width_bucket(d.paid, upto) + 1 AS k, width_bucket(${day}::date - 1, due) AS j, cardinality(upto) AS last OFFSET 0) at`;

/** How every loan of the book stands at the end of a day, in the columns of at_begin and at_end. */
export function standingAt(day: Parameter): string {
  // Of the k-th instalment what is unpaid is first its principal, then its interest, then its fee: paid in the other order.
  return `
SELECT n, borrower, vintage, disbursed_on <= ${day}::date AS present,
       CASE WHEN j >= k THEN ${day}::date - due[k] ELSE 0 END AS dpd,
       coalesce(greatest(upto[last] - d.paid, 0), 0) AS outstanding,
       coalesce(principal_upto[last] - principal_upto[k] + principal_left, 0) AS outstanding_principal,
       coalesce(interest_upto[last] - interest_upto[k] + interest_left, 0) AS outstanding_interest,
       CASE WHEN j >= k THEN upto[j] - d.paid ELSE 0 END AS overdue,
       CASE WHEN j >= k THEN principal_upto[j] - principal_upto[k] + principal_left ELSE 0 END AS overdue_principal,
       CASE WHEN j >= k THEN interest_upto[j] - interest_upto[k] + interest_left ELSE 0 END AS overdue_interest,
       CASE WHEN j >= k THEN j - k + 1 ELSE 0 END AS overdue_instalments,
       CASE WHEN k <= last THEN due[last] END AS matures_on,
       greatest(d.paid - coalesce(upto[last], 0), 0) AS overpaid
${placedAt(day)},
LATERAL (SELECT upto[k] - d.paid AS unpaid, principal_upto[k] - coalesce(principal_upto[k - 1], 0) AS of_principal,
                interest_upto[k] - coalesce(interest_upto[k - 1], 0) AS of_interest) part,
LATERAL (SELECT least(of_principal, unpaid) AS principal_left,
                least(of_interest, greatest(unpaid - of_principal, 0)) AS interest_left) l`;
}
