import type { OtherLoan } from '../../../domain/loan/loan-file.js';
import type { Calendar } from '../../../domain/time/calendar.js';
import { LOOK_BACK_DAYS } from '../../../domain/time/dates.js';
import { ACCOUNT_FACTS, type AccountRow, accountFactsOf, MS } from './account-facts.js';
import { CAUSE } from './cause-of-loan.js';
import { COLLATERAL_IN_WORDS } from './collateral-of-loans.js';
import { DOCUMENTS, DOCUMENTS_ASKED } from './documents-of-loan.js';
import { ENDED_WITH_LOAN } from './ended-with-loan.js';

/** What `OTHERS` answers for each. */
export type OtherRow = Omit<OtherLoan, 'documents' | 'asked' | 'named' | 'done' | 'handedOn' | keyof AccountRow> &
  AccountRow & {
    documents: string[] | null;
    asked: string[] | null;
    named: string[] | null;
    done: string[] | null;
    handedOn: string[] | null;
  };

const WORK = (which: string) =>
  `(SELECT array_agg(entry) FROM loan_diary d WHERE d.loan_id = l.loan_id AND d.entry LIKE 'care/%' AND ${which})`;

/** In SQL: the kinds of signals about which the plan of a loan `l` says what to do. */
const NAMED = `(SELECT jsonb_path_query_array(content->'warnings', '$.signals[*].kinds[*]')
    || jsonb_path_query_array(content->'warnings', '$.rules[*].when[*].signals[*]')
    FROM plans p WHERE p.plan = l.plan ORDER BY version DESC LIMIT 1)`;

/** In SQL, of `asked` and borrower `b`: the borrower's other loans. What one that was closed long ago owed is not read again. */
export const OTHERS = `(SELECT json_agg(row_to_json(other)) FROM (
    SELECT l.loan_id AS loan, l.plan, ${MS('l.taken_in_at')} AS "takenInAt", l.disbursed_on AS "disbursedOn", l.principal, l.product,
      ${COLLATERAL_IN_WORDS} AS collateral, l.tier, ${MS('l.tier_since')} AS "tierSince", ${MS('l.closed_at')} AS "closedAt", account.*,
      ${CAUSE} AS cause,
      ${DOCUMENTS} AS documents, ${DOCUMENTS_ASKED} AS asked,
      ${NAMED} AS named,
      ${WORK(`NOT ${ENDED_WITH_LOAN}`)} AS done, ${WORK(ENDED_WITH_LOAN)} AS "handedOn"
    FROM loans l LEFT JOIN LATERAL (SELECT ${ACCOUNT_FACTS}) account
      ON l.closed_at IS NULL OR l.closed_at > asked.now - interval '${LOOK_BACK_DAYS} days'
    WHERE l.borrower_id = b.borrower_id AND l.loan_id <> asked.loan AND l.taken_in_at IS NOT NULL
    ORDER BY l.disbursed_on, l.loan_id) other)`;

export const otherLoanOf = (
  { terms, documents, asked, named, done, handedOn, ...row }: OtherRow,
  calendar: Calendar,
): OtherLoan => ({
  ...row,
  ...accountFactsOf({ ...row, terms }, calendar),
  documents: new Set(documents),
  asked: new Set(asked),
  named: new Set(named),
  done: new Set(done),
  handedOn: new Set(handedOn),
});
