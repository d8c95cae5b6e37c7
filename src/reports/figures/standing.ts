/**
 * How loans stand on a day, in SQL: the rule of src/domain/loan (standing.ts, where its words are) once more, since no million of
 * loans is read into memory for a sum. test/reports/standing.test.ts holds both against each other. All of it reads the tables
 * that lay-out.ts has made.
 */

/** A day of SQL: a parameter, or a column. */
type SqlDay = string;

/** What has been paid of a loan of `book` by the end of a day. */
export const paidBy = (day: SqlDay): string => `coalesce(came_upto[width_bucket(${day}, came_on)], 0)`;

/** The place of the oldest instalment of which more is unpaid than the plan tolerates, when so much has been paid. */
export const firstBeyond = (paid: string): string => `width_bucket(${paid} + tolerance, upto) + 1`;

/**
 * The book with what falls due by what holds at the end of a day: by the contract, or as it was rescheduled. `agreed_on`,
 * `agreed_upto`: what fell due as it was agreed before any of it was put off.
 */
const scheduledAt = (day: SqlDay) => `(
  SELECT b.n, b.loan_id, b.borrower, b.borrower_id, b.disbursed_on, b.vintage, b.principal, b.product, b.collateral, b.kind, b.size,
         b.industry, b.class, b.branch, b.account_manager, b.ours_from, b.tolerance, b.came_on, b.came_upto,
         CASE WHEN r.n IS NULL THEN b.due_on ELSE r.due_on END AS due,
         CASE WHEN r.n IS NULL THEN b.upto ELSE r.upto END AS upto,
         CASE WHEN r.n IS NULL THEN b.principal_upto ELSE r.principal_upto END AS principal_upto,
         CASE WHEN r.n IS NULL THEN b.interest_upto ELSE r.interest_upto END AS interest_upto,
         CASE WHEN r.anew THEN r.due_on ELSE b.due_on END AS agreed_on, CASE WHEN r.anew THEN r.upto ELSE b.upto END AS agreed_upto
  FROM book b LEFT JOIN rescheduled r ON r.n = b.n AND r.from_on <= ${day} AND (r.before_on IS NULL OR r.before_on > ${day}))`;

/**
 * Every loan of the book at the end of a day, by binary searches alone: `n`, `due` (the days), `paid`, `k`, `o` and `j`.
 * Payments pay the oldest instalment first, so all up to the k-th are paid, where the sum of what falls due first exceeds the sum
 * of what was paid; and all up to the j-th have fallen due before the day. What the plan tolerates counts as paid up to the o-th, from which days
 * past due are counted.
 */
export const placedAt = (day: SqlDay) => `
FROM ${scheduledAt(day)} book,
LATERAL (SELECT ${paidBy(day)} AS paid) d,
LATERAL (SELECT width_bucket(d.paid, upto) + 1 AS k, ${firstBeyond('d.paid')} AS o,
                width_bucket(${day} - 1, due) AS j, cardinality(upto) AS last OFFSET 0) at`;

/**
 * What is unpaid of an instalment of a loan that is placed, from the k-th on: `unpaid`, `unpaid_principal`, `unpaid_interest`. Fee,
 * interest and principal are paid in this order, so that what is left is principal first.
 */
export const unpaidOf = (place: 'k' | 'i') => `
LATERAL (SELECT upto[${place}] - CASE WHEN ${place} = k THEN d.paid ELSE upto[${place} - 1] END AS unpaid,
                principal_upto[${place}] - coalesce(principal_upto[${place} - 1], 0) AS of_principal,
                interest_upto[${place}] - coalesce(interest_upto[${place} - 1], 0) AS of_interest) part,
LATERAL (SELECT least(of_principal, unpaid) AS unpaid_principal,
                least(of_interest, greatest(unpaid - of_principal, 0)) AS unpaid_interest) unpaid_part`;

/** How every loan of the book stands at the end of a day, in the columns of at_begin and at_end; `present`: paid out before `paidOut`. */
export const standingAt = (day: SqlDay, paidOut: SqlDay = `${day} + 1`): string => `
SELECT n, borrower, vintage, disbursed_on < ${paidOut} AS present,
       CASE WHEN j >= o THEN ${day} - due[o] ELSE 0 END AS dpd,
       greatest(coalesce(upto[last], 0) - d.paid, 0) AS outstanding,
       coalesce(principal_upto[last] - principal_upto[k] + unpaid_principal, 0) AS outstanding_principal,
       coalesce(interest_upto[last] - interest_upto[k] + unpaid_interest, 0) AS outstanding_interest,
       CASE WHEN j >= k THEN upto[j] - d.paid ELSE 0 END AS overdue,
       CASE WHEN j >= k THEN principal_upto[j] - principal_upto[k] + unpaid_principal ELSE 0 END AS overdue_principal,
       CASE WHEN j >= k THEN interest_upto[j] - interest_upto[k] + unpaid_interest ELSE 0 END AS overdue_interest,
       CASE WHEN k <= last THEN due[last] END AS matures_on,
       greatest(d.paid - coalesce(upto[last], 0), 0) AS overpaid
${placedAt(day)},${unpaidOf('k')}`;
