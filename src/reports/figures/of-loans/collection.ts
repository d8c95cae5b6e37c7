import { rows, type Sql } from '../../../store/base/connection/database.js';
import { bucketOf, ratio } from '../buckets.js';
import type { Values } from '../definitions.js';
import { dayOfMoment } from '../lay-out.js';
import { type ListsOf, listBehind, when } from '../list-behind.js';
import type { Scope } from '../scope.js';
import { firstBeyond, paidBy, placedAt } from '../standing.js';

/** Money that came in during the period, less what was reversed in it. */
interface Collected {
  key: string;
  payments: number;
  amount: number;
}

/** What one account manager has brought in. */
interface ManagerCollection extends Collected {
  principal: number;
  interest: number;
  fee: number;
  /** Paid out in the period to borrowers of this manager. */
  paidOutLoans: number;
  paidOut: number;
}

export interface Collection {
  values: Values<'collection'>;
  /** By the stage of the plan's ladder that the loan was in when the money came; `current`: in none. */
  byStage: Collected[];
  /** By the days past due at the end of the day before. */
  byBucket: Collected[];
  byBranch: Collected[];
  byManager: ManagerCollection[];
}

/** Money that came in: how much, in which stage, by whom; and whether what fell due came in. */
export async function collection(sql: Sql, scope: Scope): Promise<Collection> {
  await sql.query(FLOWS_TABLE);
  await sql.query(FLOWS, [scope.from, scope.asOf]);
  await sql.query('ANALYZE flow');
  const [flows] = await rows<{ received: number; collected: number; payments: number; reversed: number }>(
    sql,
    `SELECT coalesce(sum(amount), 0)::bigint AS received,
            coalesce(sum(amount) FILTER (WHERE dpd >= 1), 0)::bigint AS collected, count(*) FILTER (WHERE amount > 0)::int AS payments,
            coalesce(-sum(amount) FILTER (WHERE amount < 0), 0)::bigint AS reversed FROM flow`,
  );
  // Where nothing was overdue, nobody has failed to collect it (P7.13).
  const [late] = await rows<{ any: boolean }>(
    sql,
    `SELECT EXISTS (SELECT FROM at_begin WHERE dpd >= 1 UNION ALL SELECT FROM at_end WHERE dpd >= 1) AS "any"`,
  );
  const [due] = await rows<{ due: number; paid: number }>(sql, DUE, [scope.asOf, scope.from]);
  const [first] = await rows<{ judged: number; failed: number }>(sql, FIRST_PAYMENTS, [scope.from, scope.asOf]);
  return {
    values: {
      'received-amount': flows!.received,
      'collected-amount': flows!.collected === 0 && !late!.any ? null : flows!.collected,
      payments: flows!.payments,
      reversed: flows!.reversed,
      'due-amount': due!.due,
      'due-paid-rate': ratio(due!.paid, due!.due),
      'first-payments-judged': first!.judged,
      'first-payment-default': ratio(first!.failed, first!.judged),
    },
    byStage: await flowsBy(sql, 'stage'),
    byBucket: await flowsBy(sql, bucketOf('dpd')),
    byBranch: await flowsBy(sql, 'branch'),
    byManager: await rows<ManagerCollection>(sql, BY_MANAGER, [scope.from]),
  };
}

const FLOWS_TABLE = `
-- of the whole book, or asked for before
DROP TABLE IF EXISTS flow;
CREATE TEMP TABLE flow (
  n integer, day date, amount bigint, stage text COLLATE "C", dpd integer
) ON COMMIT DROP`;

/** What fell due of a loan in the period by the contract, and what of it was paid at its end. */
const FELL_DUE = `
SELECT loan_id, upto_end - upto_begin AS due, least(d.paid, upto_end) - least(d.paid, upto_begin) AS paid
${placedAt('$1::date')},
LATERAL (SELECT coalesce(agreed_upto[width_bucket($1::date, agreed_on)], 0) AS upto_end,
                coalesce(agreed_upto[width_bucket(greatest($2::date, ours_from) - 1, agreed_on)], 0) AS upto_begin) u
WHERE agreed_on IS NOT NULL`;

const DUE = `SELECT coalesce(sum(due), 0)::bigint AS due, coalesce(sum(paid), 0)::bigint AS paid FROM (${FELL_DUE}) fell_due`;

/**
 * Payments and reversals of the period. The stage is that of the last entry of the diary before the money came: what the
 * payment itself has changed does not count. A payment recorded later counts as coming at the end of its day. A reversal is
 * taken from where its payment was. Days past due are those of the contract.
 */
const FLOWS = `
WITH came AS (
  SELECT n, paid_on AS day, amount, recorded_at AS at, paid_on AS counts_on FROM money WHERE paid_on BETWEEN $1 AND $2
  UNION ALL
  SELECT n, paid_on, -amount, recorded_at, reversed_on FROM money WHERE reversed_on BETWEEN $1 AND $2
)
INSERT INTO flow
SELECT n, day, amount, coalesce(stage, 'current'), greatest(day - 1 - due_on[${firstBeyond(paidBy('day - 1'))}], 0)
FROM came JOIN book USING (n) LEFT JOIN LATERAL (
  SELECT d.stage FROM loan_diary d
  WHERE d.loan_id = book.loan_id AND d.what = 'stage'
    AND d.at < CASE WHEN ${dayOfMoment('came.at')} > day THEN (day + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'
                    WHEN ${dayOfMoment('came.at')} < day THEN day::timestamp AT TIME ZONE 'Asia/Shanghai' ELSE came.at END
  ORDER BY d.at DESC, d.acted_at DESC LIMIT 1
) s ON true
WHERE counts_on >= ours_from`;

function flowsBy(sql: Sql, key: string): Promise<Collected[]> {
  return rows<Collected>(
    sql,
    `SELECT * FROM (SELECT coalesce(${key}, 'unknown') AS key, count(*) FILTER (WHERE amount > 0)::int AS payments, sum(amount)::bigint AS amount
       FROM flow JOIN book USING (n) GROUP BY 1) g ORDER BY key COLLATE "C"`,
  );
}

/**
 * Account managers are those of today: who it was at the time is not kept. Principal and interest are by how much the
 * outstanding has fallen; what was paid beyond all that is due is in the amount alone.
 */
const BY_MANAGER = `
WITH flowed AS (
  SELECT n, count(*) FILTER (WHERE amount > 0) AS payments, sum(amount) AS amount FROM flow GROUP BY n
)
SELECT g.* FROM (
  SELECT coalesce(account_manager, 'unknown') AS key, coalesce(sum(payments), 0)::int AS payments, coalesce(sum(amount), 0)::bigint AS amount,
         sum(b.outstanding_principal - e.outstanding_principal)::bigint AS principal,
         sum(b.outstanding_interest - e.outstanding_interest)::bigint AS interest,
         sum((b.outstanding - b.outstanding_principal - b.outstanding_interest)
             - (e.outstanding - e.outstanding_principal - e.outstanding_interest))::bigint AS fee,
         count(*) FILTER (WHERE disbursed_on >= $1)::int AS "paidOutLoans",
         coalesce(sum(book.principal) FILTER (WHERE disbursed_on >= $1), 0)::bigint AS "paidOut"
  FROM book JOIN at_begin b USING (n) JOIN at_end e USING (n) LEFT JOIN flowed USING (n)
  GROUP BY 1
) g ORDER BY key COLLATE "C"`;

/** Loans whose first instalment was 30 days past its due day within the period: then it is known whether it came. */
const JUDGED = `
SELECT loan_id, ${paidBy('judged_on')} < upto[1] AS failed
FROM book, LATERAL (SELECT due_on[1] + 30 AS judged_on) it WHERE judged_on BETWEEN greatest($1, ours_from) AND $2`;

const FIRST_PAYMENTS = `SELECT count(*)::int AS judged, count(*) FILTER (WHERE failed)::int AS failed FROM (${JUDGED}) judged`;

const FLOWED = 'SELECT loan_id, amount, dpd FROM flow JOIN book USING (n)';
const flowed = (part: string) =>
  listBehind('nothing', FLOWED, part, {
    says: {
      loan: 'loan_id',
      what: `CASE WHEN amount < 0 THEN 'reversal' ELSE 'payment' END`,
      amount: 'amount',
      days: 'dpd',
    },
  });

/** Those of money read the table of flows, which `collection` makes. */
export const BEHIND_COLLECTION: ListsOf<'collection'> = {
  'received-amount': flowed('amount'),
  'collected-amount': flowed(when('dpd >= 1', 'amount')),
  payments: flowed(when('amount > 0')),
  reversed: flowed(when('amount < 0', '-amount')),
  'due-amount': listBehind('daysBack', FELL_DUE, 'due'),
  'due-paid-rate': listBehind('daysBack', FELL_DUE, 'paid', { whole: 'due', money: true }),
  'first-payments-judged': listBehind('days', JUDGED, '1'),
  'first-payment-default': listBehind('days', JUDGED, when('failed'), { whole: '1' }),
};
