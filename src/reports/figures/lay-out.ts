import type { Sql } from '../../store/base/connection/database.js';
import { planSays, toleranceIn } from '../../store/loans/files/account-facts.js';
import { COLLATERAL_IN_WORDS } from '../../store/loans/files/collateral-of-loans.js';
import { layOutMoved, MOVED_TABLE } from './moved.js';
import { layOutRescheduled, RESCHEDULED_TABLE } from './rescheduled.js';
import type { Scope } from './scope.js';
import { standingAt } from './standing.js';

/**
 * What all figures are counted from, in tables of this transaction alone: the loans with what is due of them, what was
 * paid, and how each loan stands at both ends of the period.
 */
export async function layOut(sql: Sql, scope: Scope): Promise<void> {
  // Sorting 1.2 million instalments in memory saves a third of the time.
  await sql.query(`SET LOCAL work_mem = '128MB'`);
  // Some fifty short statements, for which compiling takes longer than it saves.
  await sql.query('SET LOCAL jit = off');
  await sql.query(TABLES);
  await sql.query(LOANS, [scope.plan, scope.currency, scope.asOf, scope.from]);
  await sql.query('ANALYZE loan_of_book (loan_id)');
  await layOutMoved(sql, scope.plan);
  await sql.query(MONEY);
  await sql.query(BOOK);
  await sql.query('ANALYZE book (n, borrower, disbursed_on), money (n, paid_on)');
  await layOutRescheduled(sql);
  await sql.query(`INSERT INTO at_begin ${standingAt('greatest($1::date, ours_from) - 1', '$1::date')}`, [scope.from]);
  await sql.query(`INSERT INTO at_end ${standingAt('$1::date')}`, [scope.asOf]);
  await sql.query('ANALYZE at_begin (n, dpd), at_end (n, dpd)');
}

/** The lender's day of a moment. */
export const dayOfMoment = (moment: string) => `(${moment} AT TIME ZONE 'Asia/Shanghai')::date`;

const LOAN = `
  n integer, loan_id text, borrower integer, borrower_id text, disbursed_on date,
  vintage text COLLATE "C", principal bigint,
  product text COLLATE "C", collateral text COLLATE "C", kind text COLLATE "C", size text COLLATE "C",
  industry text COLLATE "C", class text COLLATE "C", branch text COLLATE "C", account_manager text COLLATE "C",
  /* its first day in the book: nobody answers for what was before it; -infinity: not told, or after the cut-off */
  ours_from date,
  /* so much that is overdue is left alone */
  tolerance bigint`;

const STANDING = `
  n integer, borrower integer,
  vintage text COLLATE "C",    -- the month in which it was paid out: 2026-01
  present boolean,             -- paid out by then; of at_begin: before the period
  dpd integer,                 -- days past due of the oldest overdue instalment; 0: nothing is overdue but what is tolerated
  outstanding bigint, outstanding_principal bigint, outstanding_interest bigint,
  overdue bigint, overdue_principal bigint, overdue_interest bigint,
  matures_on date,             -- the last day on which something unpaid falls due; null: nothing is unpaid
  overpaid bigint              -- paid beyond all instalments
`;

/**
 * Loans and borrowers are numbered, since sorting and joining by a number costs a third of doing it by a text. Texts get the collation
 * "C", which compares bytes and is fast; only ids keep theirs, since the indexes of the permanent tables could not be used otherwise.
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
  n integer, paid_on date, amount bigint, recorded_at timestamptz, reversed_on date, reversal_recorded_at timestamptz, again boolean
) ON COMMIT DROP;
${RESCHEDULED_TABLE}${MOVED_TABLE}
CREATE TEMP TABLE at_begin (${STANDING}) ON COMMIT DROP;
CREATE TEMP TABLE at_end (${STANDING}) ON COMMIT DROP;`;

/**
 * A loan that came in after the cut-off is of a later paper, unless it was paid out in the period and told of late, or the whole book came
 * after: then nobody is judged by the paper (deliver/make-report.ts), and it says how the loans stood by their contracts.
 */
const LOANS = `
INSERT INTO loan_of_book
SELECT row_number() OVER (ORDER BY l.loan_id COLLATE "C"), l.loan_id,
       dense_rank() OVER (ORDER BY borrower_id COLLATE "C"), borrower_id, l.disbursed_on,
       to_char(l.disbursed_on, 'YYYY-MM'), l.principal, l.product, ${COLLATERAL_IN_WORDS},
       b.kind, b.size, b.industry, b.class, b.branch, b.account_manager, CASE WHEN taken_in <= $3 THEN taken_in ELSE '-infinity' END,
       CASE WHEN left_alone IS NULL THEN 0 ELSE ${toleranceIn('left_alone', 'l.principal')} END
FROM loans l JOIN borrowers b USING (borrower_id) LEFT JOIN ${planSays('$1')} said ON true, LATERAL (SELECT ${dayOfMoment('l.taken_in_at')} AS taken_in) it
WHERE l.plan = $1 AND l.currency = $2 AND l.disbursed_on <= $3
  AND ((taken_in > $3 AND l.disbursed_on < $4) IS NOT TRUE
       OR NOT EXISTS (SELECT FROM loans o WHERE o.plan = $1 AND ${dayOfMoment('o.taken_in_at')} <= $3))`;

/**
 * A payment that was booked again under its reference counts from its own day on, except on days on which an earlier booking of it
 * counts. Answers the days on which it begins and ceases to count.
 */
const AGAIN = `
SELECT n, day, flow FROM (
  SELECT n, amount, unnest(datemultirange(daterange(paid_on, reversed_on)) - (
    SELECT coalesce(range_agg(daterange(e.paid_on, e.reversed_on)), '{}') FROM payments e
    WHERE e.reference = p.reference AND e.loan_id = p.loan_id AND e.booking < p.booking AND e.paid_on <= e.reversed_on)) AS counts
  FROM payments p JOIN loan_of_book USING (loan_id) WHERE booking > 1 AND (reversed_on IS NULL OR reversed_on >= paid_on)
) it, LATERAL (VALUES (lower(counts), amount), (upper(counts), -amount)) f (day, flow) WHERE day IS NOT NULL`;

/**
 * Running sums as float8, which are exact for whole numbers up to 2^53, more than any of our amounts, and take a third of the time of
 * sums of bigint (which PostgreSQL makes numeric). Of several sums on one day the last counts: it contains the others.
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
        FROM (SELECT n, paid_on AS day, amount FROM money WHERE NOT again
              UNION ALL SELECT n, reversed_on, -amount FROM money WHERE NOT again AND reversed_on IS NOT NULL
              UNION ALL ${AGAIN}) flow) part
  GROUP BY n
) m USING (n)`;

/** Money that came in, by day. A payment that was booked again counts as coming in when its earlier booking ended. */
const MONEY = `
INSERT INTO money
SELECT n, CASE WHEN booking = 1 THEN paid_on ELSE (
         SELECT greatest(p.paid_on, max(e.reversed_on)) FROM payments e WHERE e.reference = p.reference AND e.booking < p.booking
           AND e.loan_id = p.loan_id) END, amount, recorded_at, reversed_on, reversal_recorded_at, booking > 1 FROM payments p JOIN loan_of_book USING (loan_id)
-- one that was taken back before its day never counted
WHERE reversed_on IS NULL OR reversed_on >= paid_on`;

/** SQL: of work `t` that is done once for several loans of the book, only the one that leads. */
export const LEADS = 'NOT EXISTS (SELECT FROM tasks s JOIN book led USING (loan_id) WHERE s.task_id = t.joined_to)';
