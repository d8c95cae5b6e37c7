import { type Collateral, kindsOf, type SecuredLoan, securing } from '../../../domain/loan/collateral.js';
import { MS } from './account-facts.js';
import { DOCUMENTS, DOCUMENTS_ASKED } from './documents-of-loan.js';
import { ENDED_WITH_LOAN } from './ended-with-loan.js';

type SetsOf = 'documents' | 'asked' | 'done' | 'handedOn';

/** What `COLLATERALS` answers of each thing. */
export interface CollateralRow extends Omit<Collateral, 'values' | 'loans'> {
  values: Collateral['values'] | null;
  loans: (Omit<SecuredLoan, SetsOf> & Record<SetsOf, string[] | null>)[] | null;
}

/** In SQL, of thing `c`: what it was worth, when it was entered and later. */
const VALUES = `(SELECT json_agg(json_build_object('value', value, 'on', valued_on, 'recordedAt', ${MS('recorded_at')}) ORDER BY recorded_at, valued_on)
  FROM (SELECT value, valued_on, recorded_at FROM valuations v WHERE v.collateral_id = c.collateral_id
        UNION ALL SELECT c.value, c.valued_on, coalesce(c.since, to_timestamp(0)) WHERE c.value IS NOT NULL) v)`;

const work = (which: string) => `(SELECT array_agg(entry) FROM loan_diary d WHERE d.loan_id = l.loan_id
  AND starts_with(d.entry, 'care/')
  AND (right(d.entry, length(c.collateral_id) + 1) = '/' || c.collateral_id OR c.collateral_id = l.loan_id) AND ${which})`;

/** In SQL, of `asked` and `loans l`: the things that secure it, with the other loans that each of them secures. */
export const COLLATERALS = `(SELECT json_agg(json_build_object('id', c.collateral_id, 'kind', c.kind, 'since', ${MS('c.since')},
    'releasedAt', ${MS('c.released_at')}, 'values', ${VALUES}, 'loans', (
      SELECT json_agg(json_build_object('loan', l.loan_id, 'borrower', l.borrower_id, 'plan', l.plan, 'takenInAt', ${MS('l.taken_in_at')},
          'disbursedOn', l.disbursed_on, 'closedAt', ${MS('l.closed_at')},
          'documents', ${DOCUMENTS}, 'asked', ${DOCUMENTS_ASKED},
          'done', ${work(`NOT ${ENDED_WITH_LOAN}`)}, 'handedOn', ${work(ENDED_WITH_LOAN)}) ORDER BY l.disbursed_on, l.loan_id)
        FROM loans l WHERE l.loan_id = ANY(c.loans) AND l.loan_id <> asked.loan AND l.taken_in_at IS NOT NULL)) ORDER BY c.collateral_id)
    FROM collateral c WHERE c.loans @> ARRAY[l.loan_id])`;

/** @param said what loans.csv says; null: nothing */
export function collateralOf(loan: string, said: string | null, entered: readonly CollateralRow[] | null) {
  const collaterals = securing(
    loan,
    said,
    (entered ?? []).map((it) => ({
      ...it,
      values: it.values ?? [],
      loans: (it.loans ?? []).map((one) => ({
        ...one,
        ...{ documents: new Set(one.documents), asked: new Set(one.asked) },
        ...{ done: new Set(one.done), handedOn: new Set(one.handedOn) },
      })),
    })),
  );
  return { collateral: kindsOf(collaterals), collaterals };
}

/**
 * In SQL, of `loans l`: the kinds of what secures it, in words; null: nothing. As `securing` and `kindsOf` say it, for what reads no
 * files: other loans, papers.
 */
export const COLLATERAL_IN_WORDS = `(SELECT CASE WHEN count(*) = 0 THEN l.collateral
    ELSE string_agg(DISTINCT c.kind, ', ' ORDER BY c.kind) FILTER (WHERE c.released_at IS NULL) END
  FROM collateral c WHERE c.loans @> ARRAY[l.loan_id])`;
