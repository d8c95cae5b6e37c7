import { RISKY_FROM_DPD } from '../../../domain/loan/account/classification.js';
import type { Day } from '../../../domain/time/dates.js';
import { rows, type Sql } from '../../../store/base/connection/database.js';
import { categoryOf } from '../../figures/buckets.js';
import { dayOfMoment, LEADS } from '../../figures/lay-out.js';
import { momentsOf, type Scope } from '../../figures/scope.js';
import { placedAt, unpaidOf } from '../../figures/standing.js';
import type { Behind } from '../../paper/paper.js';

/** The rows by what they are about, in the order in which it first comes up. */
export function grouped<T>(list: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of list) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}

/** All that a paper may say of one borrower with something unpaid, as it was known at the cut-off. */
export interface BorrowerLine {
  /** The borrower's id. */
  key: string;
  branch: string | null;
  manager: string | null;
  kind: string;
  size: string | null;
  industry: string | null;
  class: string | null;
  /** What the loans are secured by; null: a credit exposure. */
  collateral: string | null;
  loans: number;
  outstanding: number;
  principal: number;
  overdue: number;
  /** The worst of the borrower's loans. */
  dpd: number;
  category: string;
  /** Stages of the ladder, other than current. */
  stages: string[];
  tiers: string[];
  /** The latest finding; null: none. */
  cause: string | null;
  warnings: number;
  /** The worst level of the open warnings; null: none. */
  level: string | null;
  keyMonitoring: boolean;
  openCases: string[];
  /** Cases decided in the period, `extension +` approved, `legal -` rejected. */
  decisions: string[];
  openTasks: number;
  overdueTasks: number;
  /** Done in the period. */
  doneTasks: number;
  lastWorkOn: Day | null;
  /** The last message that went out. */
  lastNoticeOn: Day | null;
  /** In the period, less reversals. */
  received: number;
  promisedOn: Day | null;
  promised: number | null;
  maturesOn: Day | null;
}

/** What a form says of its borrower in figures, each of which can be asked for its list. */
export const ofBorrower = (line: BorrowerLine): Behind => ({
  ...{ name: `borrower/${line.key}`, title: line.key, only: { borrower: line.key } },
  values: {
    loans: line.loans,
    outstanding: line.outstanding,
    'overdue-amount': line.overdue,
    'received-amount': line.received,
  },
});

/** Which borrowers: all; those with arrears, a warning or a case; those who are warned red, monitored or overdue over 30 days. */
export type Which = 'all' | 'at-risk' | 'key';

const WHICH: Record<Which, string> = {
  all: 'true',
  'at-risk': 'dpd >= 1 OR warnings > 0 OR cardinality("openCases") > 0',
  key: `dpd >= ${RISKY_FROM_DPD} OR level = 'red' OR "keyMonitoring"`,
};

/** The worst first, `only` of these borrowers (null: of all): by what is overdue, then by the warnings, then by what is outstanding. */
export async function borrowers(
  sql: Sql,
  scope: Scope,
  which: Which,
  { limit = null, only = null }: { limit?: number | null; only?: readonly string[] | null } = {},
): Promise<BorrowerLine[]> {
  const { from, until } = momentsOf(scope);
  return rows<BorrowerLine>(
    sql,
    `SELECT * FROM (${LINES}) b WHERE (${WHICH[which]}) AND ($6::text[] IS NULL OR key = ANY($6))
     ORDER BY overdue DESC, warnings DESC, outstanding DESC, key COLLATE "C" LIMIT $5`,
    [new Date(from), new Date(until), scope.from, scope.asOf, limit, only],
  );
}

const LINES = `
WITH stood AS (
  SELECT borrower_id, min(branch) AS branch, min(account_manager) AS manager, min(kind) AS kind, min(size) AS size,
         min(industry) AS industry, min(class) AS class, string_agg(DISTINCT collateral, '、' ORDER BY collateral) AS collateral,
         count(*)::int AS loans, sum(outstanding)::bigint AS outstanding, sum(outstanding_principal)::bigint AS principal,
         sum(overdue)::bigint AS overdue, max(dpd) AS dpd, max(matures_on) AS "maturesOn"
  FROM at_end JOIN book USING (n) WHERE outstanding > 0 GROUP BY borrower_id
), noted AS (
  SELECT DISTINCT ON (borrower_id, loan_id, d.what) borrower_id, d.what, d.stage, d.detail ->> 'to' AS tier
  FROM loan_diary d JOIN book USING (loan_id) JOIN at_end USING (n)
  WHERE d.what IN ('stage', 'tier') AND d.at < $2 AND outstanding > 0 ORDER BY borrower_id, loan_id, d.what, d.at DESC, d.acted_at DESC
), state AS (
  SELECT borrower_id, array_agg(DISTINCT stage) FILTER (WHERE what = 'stage' AND stage <> 'current') AS stages,
         array_agg(DISTINCT tier) FILTER (WHERE what = 'tier') AS tiers
  FROM noted GROUP BY borrower_id
), cause AS (
  SELECT DISTINCT ON (borrower_id) borrower_id, c.kind AS cause FROM causes c JOIN book USING (loan_id)
  WHERE c.at < $2 ORDER BY borrower_id, c.at DESC, c.cause_id DESC
), warned AS (
  SELECT w.borrower_id, count(*)::int AS warnings, min(CASE level WHEN 'red' THEN 1 WHEN 'yellow' THEN 2 ELSE 3 END) AS level,
         bool_or(key_monitoring) AS monitoring
  FROM warnings w JOIN book USING (loan_id) WHERE opened_at < $2 AND (closed_at < $2) IS NOT TRUE GROUP BY w.borrower_id
), cased AS (
  SELECT borrower_id, array_agg(DISTINCT coalesce(c.title, c.kind)) FILTER (WHERE (closed_at < $2) IS NOT TRUE) AS open,
         array_agg(DISTINCT coalesce(c.title, c.kind) || CASE WHEN approved THEN ' +' ELSE ' -' END) FILTER (WHERE decided_at >= $1 AND decided_at < $2) AS decided
  FROM cases c JOIN book USING (loan_id) WHERE opened_at < $2 GROUP BY borrower_id
), work AS (
  SELECT borrower_id, count(*) FILTER (WHERE (ended_at < $2) IS NOT TRUE)::int AS open,
         count(*) FILTER (WHERE (ended_at < $2) IS NOT TRUE AND due_at < $2)::int AS overdue,
         count(*) FILTER (WHERE status = 'done' AND ended_at >= $1 AND ended_at < $2)::int AS done,
         ${dayOfMoment(`max(ended_at) FILTER (WHERE status = 'done' AND ended_at < $2)`)} AS last
  FROM tasks t JOIN book USING (loan_id)
  WHERE opened_at < $2 AND ${LEADS} GROUP BY borrower_id
), told AS (
  SELECT b.borrower_id, ${dayOfMoment('max(settled_at)')} AS last FROM notices JOIN book b USING (loan_id)
  WHERE status = 'sent' AND settled_at < $2 GROUP BY b.borrower_id
), came AS (
  SELECT borrower_id, sum(CASE WHEN paid_on BETWEEN $3 AND $4 THEN amount ELSE 0 END
                          - CASE WHEN reversed_on BETWEEN $3 AND $4 THEN amount ELSE 0 END)::bigint AS amount
  FROM money JOIN book USING (n) WHERE paid_on BETWEEN $3 AND $4 OR reversed_on BETWEEN $3 AND $4 GROUP BY borrower_id
), promise AS (
  SELECT DISTINCT ON (borrower_id) borrower_id, promised_on, p.amount FROM promises p JOIN book USING (loan_id)
  WHERE made_at < $2 AND promised_on > $4 ORDER BY borrower_id, promised_on, promise_id
)
SELECT s.borrower_id AS key, branch, manager, kind, size, industry, class, collateral, loans, outstanding, s.principal, s.overdue, dpd,
       ${categoryOf('dpd')} AS category, coalesce(stages, '{}') AS stages, coalesce(tiers, '{}') AS tiers, cause,
       coalesce(warnings, 0) AS warnings, CASE level WHEN 1 THEN 'red' WHEN 2 THEN 'yellow' WHEN 3 THEN 'blue' END AS level,
       coalesce(monitoring, false) AS "keyMonitoring", coalesce(cased.open, '{}') AS "openCases", coalesce(decided, '{}') AS decisions,
       coalesce(work.open, 0) AS "openTasks", coalesce(work.overdue, 0) AS "overdueTasks", coalesce(work.done, 0) AS "doneTasks",
       work.last AS "lastWorkOn", told.last AS "lastNoticeOn", coalesce(came.amount, 0) AS received,
       promised_on AS "promisedOn", promise.amount AS promised, "maturesOn"
FROM stood s LEFT JOIN state USING (borrower_id) LEFT JOIN cause USING (borrower_id) LEFT JOIN warned USING (borrower_id)
LEFT JOIN cased USING (borrower_id) LEFT JOIN work USING (borrower_id) LEFT JOIN told USING (borrower_id)
LEFT JOIN came USING (borrower_id) LEFT JOIN promise USING (borrower_id)`;

/** An instalment, or what is left of it, that falls due. */
export interface DueLine {
  /** `L1/2026-11-20`. */
  key: string;
  loan: string;
  borrower: string;
  branch: string | null;
  manager: string | null;
  dueOn: Day;
  unpaid: number;
  principal: number;
  /** It is the loan's last. */
  last: boolean;
  /** What the loan is already overdue by, and for how long. */
  overdue: number;
  dpd: number;
  outstanding: number;
}

/** What falls due in [from, to] and is unpaid at the cut-off; `lastOnly`: only loans that mature by it. */
export async function dueBetween(sql: Sql, asOf: Day, from: Day, to: Day, lastOnly = false): Promise<DueLine[]> {
  return rows<DueLine>(
    sql,
    `SELECT loan_id || '/' || due_on AS key, loan_id AS loan, borrower_id AS borrower, branch, account_manager AS manager, due_on AS "dueOn",
            sum(unpaid)::bigint AS unpaid, sum(principal)::bigint AS principal, bool_or(is_last) AS last,
            max(e.overdue) AS overdue, max(e.dpd) AS dpd, max(e.outstanding) AS outstanding
     FROM (SELECT n, loan_id, borrower_id, branch, account_manager, due[i] AS due_on, i = last AS is_last, unpaid,
                  unpaid_principal AS principal
           ${placedAt('$1::date')}, generate_series(k, last) AS i,${unpaidOf('i')}
           WHERE due[i] BETWEEN $2 AND $3) p JOIN at_end e USING (n)
     GROUP BY loan_id, borrower_id, branch, account_manager, due_on
     ${lastOnly ? 'HAVING bool_or(is_last)' : ''}
     ORDER BY branch COLLATE "C" NULLS LAST, due_on, loan_id COLLATE "C"`,
    [asOf, from, to],
  );
}
