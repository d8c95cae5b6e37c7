import type { AccountFacts } from '../../domain/loan/loan-file.js';
import { cameAt } from '../../domain/loan/numbering.js';
import { dueDaysNow } from '../../domain/loan/relief.js';
import { addDays, type Day, dayOf, momentAt } from '../../domain/time/dates.js';
import { offHolidays } from '../../library/calendar.js';
import { rows, type Sql } from '../../store/base/database.js';
import { movedOffHolidays } from '../../store/loans/loan-files.js';

export const RESCHEDULED_TABLE = `
-- loans with a new schedule, or a charge that came later than the rest: what is due instead of the contract's instalments from a
-- day on and before another
CREATE TEMP TABLE rescheduled (
  n integer, from_on date, before_on date, due_on date[], upto bigint[], principal_upto bigint[], interest_upto bigint[]
) ON COMMIT DROP;`;

const FILES = `
SELECT n,
  (SELECT json_agg(json_strip_nulls(json_build_object('seq', seq, 'dueOn', due_on, 'principal', i.principal, 'interest', interest,
            'fee', fee, 'recordedAt', (extract(epoch FROM recorded_at) * 1000)::bigint)))
     FROM instalments i WHERE i.loan_id = l.loan_id) AS instalments,
  (SELECT json_agg(json_build_object('reference', reference, 'paidOn', paid_on, 'amount', amount, 'reversedOn', reversed_on))
     FROM payments p WHERE p.loan_id = l.loan_id) AS payments,
  (SELECT json_agg(json_build_object('effect', effect, 'until', until_on, 'undone', COALESCE(outcome = 'undone', false),
            'approvedAt', (extract(epoch FROM decided_at) * 1000)::bigint, 'closedAt', (extract(epoch FROM closed_at) * 1000)::bigint,
            'schedule', CASE WHEN paid_before IS NOT NULL THEN json_build_object('paidBefore', paid_before, 'instalments',
              (SELECT json_agg(json_build_object('seq', seq, 'dueOn', due_on, 'principal', i.principal, 'interest', interest, 'fee', fee))
                 FROM case_instalments i WHERE i.case_id = c.case_id)) END) ORDER BY opened_at, case_id)
     FROM cases c WHERE c.loan_id = l.loan_id AND approved) AS cases
FROM loan_of_book l
WHERE EXISTS (SELECT 1 FROM cases c WHERE c.loan_id = l.loan_id AND approved AND paid_before IS NOT NULL)
   OR EXISTS (SELECT 1 FROM instalments i WHERE i.loan_id = l.loan_id AND i.recorded_at IS NOT NULL)`;

/** Lays out these few loans by the rule itself (src/domain/loan/relief.ts), with `moves` off holidays, a row for each span of days. */
export async function layOutRescheduled(sql: Sql, moves: boolean): Promise<void> {
  const files = await rows<{ n: number } & { [K in keyof AccountFacts]: AccountFacts[K] | null }>(sql, FILES);
  const spans = files.flatMap(({ n, instalments, payments, cases }) =>
    spansOf({
      instalments: moves ? offHolidays(instalments ?? []) : (instalments ?? []),
      payments: payments ?? [],
      cases: moves ? (cases ?? []).map(movedOffHolidays) : (cases ?? []),
    }).map((it) => ({
      n,
      ...it,
    })),
  );
  if (spans.length === 0) return;
  await sql.query(
    `INSERT INTO rescheduled
     SELECT n, from_on, before_on, array_agg(due_on ORDER BY due_on, seq), array_agg(upto ORDER BY due_on, seq),
            array_agg(principal_upto ORDER BY due_on, seq), array_agg(interest_upto ORDER BY due_on, seq)
     FROM (SELECT n, from_on, before_on, due_on, seq, sum(fee + interest + principal) OVER w::bigint AS upto,
                  sum(principal) OVER w::bigint AS principal_upto, sum(interest) OVER w::bigint AS interest_upto
           FROM jsonb_to_recordset($1) AS s (n integer, from_on date, before_on date, parts jsonb),
                jsonb_to_recordset(parts) AS p (seq integer, due_on date, principal bigint, interest bigint, fee bigint)
           WINDOW w AS (PARTITION BY n, from_on ORDER BY due_on, seq)) part
     GROUP BY n, from_on, before_on`,
    [JSON.stringify(spans)],
  );
}

/** What is owed changes only where a relief is approved or undone, or a charge comes in; before a charge it is not known. */
function spansOf(file: AccountFacts): { from_on: Day; before_on: Day | null; parts: object[] }[] {
  const reliefs = file.cases
    .flatMap((it) => [it.approvedAt, it.undone ? it.closedAt : null])
    .filter((it) => it !== null);
  const charges = file.instalments.map(cameAt).filter((it) => it > 0);
  const days = [...reliefs, ...charges].map(dayOf);
  const changes = [...new Set([...(charges.length > 0 ? [LONG_AGO] : []), ...days])].sort();
  return changes.map((from, n) => {
    const owedThen = dueDaysNow(file, momentAt(addDays(from, 1), '00:00') - 1);
    const parts = owedThen.map(({ dueOn, recordedAt: _, ...it }) => ({ due_on: dueOn, ...it }));
    return { from_on: from, before_on: changes[n + 1] ?? null, parts };
  });
}

const LONG_AGO = '1900-01-01';
