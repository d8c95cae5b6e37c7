import type { AccountFacts } from '../../domain/loan/loan-file.js';
import { cameAt } from '../../domain/loan/relief/numbering.js';
import { dueDaysNow, shiftsOf } from '../../domain/loan/relief/relief.js';
import { addDays, type Day, dayOf, FIRST_DAY, momentAt } from '../../domain/time/dates.js';
import { calendarNow } from '../../store/base/calendar.js';
import { rows, type Sql } from '../../store/base/connection/database.js';
import { ACCOUNT_FACTS, type AccountRow, accountFactsOf } from '../../store/loans/files/account-facts.js';

export const RESCHEDULED_TABLE = `
-- loans with other due days than the contract's, or a row that came later than the rest or was replaced: what is due instead of the contract's
-- instalments from a day on and before another. anew: in other amounts too
CREATE TEMP TABLE rescheduled (
  n integer, from_on date, before_on date, anew boolean, due_on date[], upto bigint[], principal_upto bigint[], interest_upto bigint[]
) ON COMMIT DROP;`;

const OTHERWISE = `
SELECT n FROM loan_of_book WHERE loan_id IN (
  SELECT loan_id FROM cases WHERE effect = 'extend' AND approved AND until_on IS NOT NULL
  UNION SELECT loan_id FROM instalments WHERE recorded_at IS NOT NULL
  UNION SELECT loan_id FROM replaced_instalments)`;

/** How many files are held in memory at once, however many loans were rescheduled. */
const AT_ONCE = 1000;

/** Lays out the rescheduled loans, which are few, by the rule itself (src/domain/loan/relief/relief.ts): a row for each span of days. */
export async function layOutRescheduled(sql: Sql): Promise<void> {
  const all = await rows<{ n: number }>(sql, OTHERWISE);
  const calendar = await calendarNow(sql);
  for (let from = 0; from < all.length; from += AT_ONCE) {
    const some = all.slice(from, from + AT_ONCE).map((it) => it.n);
    const files = await rows<AccountRow & { n: number }>(
      sql,
      `SELECT n, ${ACCOUNT_FACTS} FROM loan_of_book b JOIN loans l USING (loan_id) WHERE n = ANY($1)`,
      [some],
    );
    await putSpans(
      sql,
      files.flatMap(({ n, ...row }) => spansOf(accountFactsOf(row, calendar)).map((it) => ({ n, ...it }))),
    );
  }
}

async function putSpans(sql: Sql, spans: object[]): Promise<void> {
  await sql.query(
    `INSERT INTO rescheduled
     SELECT n, from_on, before_on, anew, array_agg(due_on ORDER BY due_on, seq), array_agg(upto ORDER BY due_on, seq),
            array_agg(principal_upto ORDER BY due_on, seq), array_agg(interest_upto ORDER BY due_on, seq)
     FROM (SELECT n, from_on, before_on, anew, due_on, seq, sum(fee + interest + principal) OVER w::bigint AS upto,
                  sum(principal) OVER w::bigint AS principal_upto, sum(interest) OVER w::bigint AS interest_upto
           FROM jsonb_to_recordset($1) AS s (n integer, from_on date, before_on date, anew boolean, parts jsonb),
                jsonb_to_recordset(parts) AS p (seq integer, due_on date, principal bigint, interest bigint, fee bigint)
           WINDOW w AS (PARTITION BY n, from_on ORDER BY due_on, seq)) part
     GROUP BY n, from_on, before_on, anew`,
    [JSON.stringify(spans)],
  );
}

/** The instalments change only where a relief is approved or undone, or a charge comes in; before a charge it is not known. */
function spansOf(file: AccountFacts): { from_on: Day; before_on: Day | null; anew: boolean; parts: object[] }[] {
  const charged = file.instalments.some((it) => cameAt(it) > 0 || it.replacedAt !== undefined);
  const anew = charged || file.cases.some((it) => it.schedule);
  const changes = [...new Set([...(charged ? [FIRST_DAY] : []), ...shiftsOf(file).map(dayOf)])].sort();
  return changes.map((from, n) => {
    const instalments = dueDaysNow(file, momentAt(addDays(from, 1), '00:00') - 1);
    const parts = instalments.map(({ dueOn, recordedAt: _, replacedAt: __, ...it }) => ({ due_on: dueOn, ...it }));
    return { from_on: from, before_on: changes[n + 1] ?? null, anew, parts };
  });
}
