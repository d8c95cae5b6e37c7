import { owed } from '../../domain/arrears.js';
import { addDays, type Day, dayOf, momentAt } from '../../domain/dates.js';
import type { LoanFile } from '../../domain/loan-file.js';
import { dueDaysNow } from '../../domain/relief.js';
import { rows, type Sql } from '../../store/database.js';

export const RESCHEDULED_TABLE = `
-- loans with a new schedule: what is due instead of the contract's instalments from a day on and before another
CREATE TEMP TABLE rescheduled (
  n integer, from_on date, before_on date, due_on date[], upto bigint[], principal_upto bigint[], interest_upto bigint[]
) ON COMMIT DROP;`;

type Facts = Pick<LoanFile, 'instalments' | 'payments' | 'cases'>;

const FILES = `
SELECT n,
  (SELECT json_agg(json_build_object('seq', seq, 'dueOn', due_on, 'principal', i.principal, 'interest', interest, 'fee', fee))
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
WHERE EXISTS (SELECT 1 FROM cases c WHERE c.loan_id = l.loan_id AND approved AND paid_before IS NOT NULL)`;

/** Lays out the few loans with a new schedule by the rule itself (src/domain/relief.ts), a row for each span of days. */
export async function layOutRescheduled(sql: Sql): Promise<void> {
  const files = await rows<{ n: number } & { [K in keyof Facts]: Facts[K] | null }>(sql, FILES);
  const spans = files.flatMap(({ n, instalments, payments, cases }) =>
    spansOf({ instalments: instalments ?? [], payments: payments ?? [], cases: cases ?? [] }).map((it) => ({
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

/** From the first new schedule on what is owed changes only where a relief is approved or undone. */
function spansOf(file: Facts): { from_on: Day; before_on: Day | null; parts: object[] }[] {
  const days = file.cases.flatMap((it) => [it.approvedAt, it.undone ? it.closedAt : null]).filter((it) => it !== null);
  const changes = [...new Set(days.map(dayOf))].sort();
  return changes.map((from, n) => {
    const owedThen = dueDaysNow(file, momentAt(addDays(from, 1), '00:00') - 1).filter((it) => owed(it) > 0);
    const parts = owedThen.map(({ dueOn, ...it }) => ({ due_on: dueOn, ...it }));
    return { from_on: from, before_on: changes[n + 1] ?? null, parts };
  });
}
