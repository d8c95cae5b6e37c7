import type { Day } from '../../../domain/time/dates.js';
import { nextPeriod, periodOf } from '../../../domain/time/period.js';
import { rows, type Sql } from '../../../store/base/connection/database.js';
import { ratio } from '../buckets.js';
import type { Values } from '../definitions.js';
import { dayOfMoment } from '../lay-out.js';
import { type ListsOf, listBehind, when } from '../list-behind.js';
import type { Scope } from '../scope.js';

/** Loans of one branch that mature in the month after the cut-off's. */
interface Maturing {
  key: string;
  loans: number;
  /** Outstanding of them at the cut-off, all that is due until they mature. */
  outstanding: number;
  principal: number;
  /** Of them with something overdue. */
  overdueLoans: number;
}

export interface Maturities {
  values: Values<'maturities'>;
  byBranch: Maturing[];
}

/** The month after that of the cut-off. */
export function monthAfter(asOf: Day): { from: Day; to: Day } {
  return nextPeriod(periodOf('month', asOf));
}

/** What matures next month (P2.8), and how many good borrowers whose loan has ended stay with the lender (P5.1). */
export async function maturities(sql: Sql, scope: Scope): Promise<Maturities> {
  const { from, to } = monthAfter(scope.asOf);
  const byBranch = await rows<Maturing>(
    sql,
    `SELECT * FROM (
       SELECT coalesce(branch, 'unknown') AS key, count(*)::int AS loans, sum(outstanding)::bigint AS outstanding,
              sum(outstanding_principal)::bigint AS principal, count(*) FILTER (WHERE dpd >= 1)::int AS "overdueLoans"
       FROM at_end JOIN book USING (n) WHERE matures_on BETWEEN $1 AND $2 GROUP BY 1
     ) g ORDER BY key COLLATE "C"`,
    [from, to],
  );
  const [renewed] = await rows<{ ended: number; stay: number }>(sql, RENEWED, [scope.from, scope.asOf]);
  const add = (field: 'loans' | 'principal') => byBranch.reduce((sum, it) => sum + it[field], 0);
  return {
    values: {
      'maturing-loans': add('loans'),
      'maturing-principal': add('principal'),
      'good-borrowers-ended': renewed!.ended,
      'renewal-rate': ratio(renewed!.stay, renewed!.ended),
    },
    byBranch,
  };
}

/**
 * Good borrowers whose loan was paid off in the period: nothing of it was overdue at its beginning. They stay when at the
 * cut-off another loan of the plan is open, or in the period another loan was paid out to them or a renewal approved.
 */
const ENDED = `
WITH ended AS (
  SELECT borrower_id, b.borrower, array_agg(loan_id) AS loans FROM at_begin b JOIN at_end e USING (n) JOIN book USING (n)
  WHERE b.outstanding > 0 AND e.outstanding = 0 AND (b.dpd = 0 OR NOT b.present) GROUP BY borrower_id, b.borrower
), staying AS (
  SELECT borrower_id FROM ended JOIN at_end e USING (borrower) WHERE e.outstanding > 0
  UNION
  SELECT borrower_id FROM ended JOIN loans l USING (borrower_id)
  WHERE l.disbursed_on BETWEEN $1 AND $2 AND l.loan_id <> ALL (ended.loans)
  UNION
  SELECT l.borrower_id FROM cases c JOIN loans l USING (loan_id)
  WHERE c.kind = 'renewal' AND c.approved AND ${dayOfMoment('c.decided_at')} BETWEEN $1 AND $2
)
SELECT borrower_id, s.borrower_id IS NOT NULL AS stays FROM ended LEFT JOIN staying s USING (borrower_id)`;

const RENEWED = `SELECT count(*)::int AS ended, count(*) FILTER (WHERE stays)::int AS stay FROM (${ENDED}) ended`;

const MATURING =
  'SELECT loan_id, outstanding_principal FROM at_end JOIN book USING (n) WHERE matures_on BETWEEN $1 AND $2';
const ENDED_BORROWER = { borrower: 'borrower_id' };

export const BEHIND_MATURITIES: ListsOf<'maturities'> = {
  'maturing-loans': listBehind('nextMonth', MATURING, '1'),
  'maturing-principal': listBehind('nextMonth', MATURING, 'outstanding_principal'),
  'good-borrowers-ended': listBehind('days', ENDED, '1', { says: ENDED_BORROWER }),
  'renewal-rate': listBehind('days', ENDED, when('stays'), { whole: '1', says: ENDED_BORROWER }),
};
