import type pg from 'pg';
import { paidOnFault } from '../domain/facts/account/payment.js';
import { formatMoney, MOST_MONEY, MOST_OF_A_BOOK } from '../domain/money/money.js';
import type { Day } from '../domain/time/dates.js';
import { rows } from '../store/base/connection/database.js';
import { mostOf, type Problems, report } from './csv/problems.js';
import { isKnown } from './staging.js';

/** Reports new payments of impossible days, and sums that are larger than figures can hold. `today` null: payments may lie ahead. */
export async function checkPlausible(client: pg.PoolClient, today: Day | null, problems: Problems): Promise<void> {
  await checkDays(client, today, problems);
  await checkSums(client, problems);
}

interface Payment {
  line: number;
  loan: string;
  paidOn: Day;
  disbursedOn: Day;
  total: number;
}

async function checkDays(client: pg.PoolClient, today: Day | null, problems: Problems): Promise<void> {
  const found = await rows<Payment>(
    client,
    `SELECT s.line, s.loan_id AS loan, s.paid_on AS "paidOn", l.disbursed_on AS "disbursedOn", count(*) OVER () AS total
     FROM stage_payments s JOIN (SELECT loan_id, disbursed_on FROM stage_loans UNION SELECT loan_id, disbursed_on FROM loans) l USING (loan_id)
     WHERE (s.paid_on > $1 OR s.paid_on < l.disbursed_on) AND NOT ${isKnown('payments')}
     ORDER BY s.line LIMIT $2`,
    [today, mostOf(problems)],
  );
  for (const { line, loan, paidOn, disbursedOn } of found) {
    const fault = `${paidOnFault(paidOn, disbursedOn, today ?? paidOn)}: ${paidOn}`;
    report(problems, { file: 'payments', line, field: 'paid_on', fault, loan });
  }
  if (!problems.onRow) problems.count += (found[0]?.total ?? 0) - found.length;
}

const SUMS = { loans: 'principal', instalments: 'principal + interest + fee', payments: 'amount' } as const;

/** Compared in the database, since such a sum may be larger than a number of JavaScript holds. */
async function checkSums(client: pg.PoolClient, problems: Problems): Promise<void> {
  for (const [name, sum] of Object.entries(SUMS)) {
    const file = name as keyof typeof SUMS;
    const news = `SELECT loan_id, ${sum} AS amount FROM stage_${file} s WHERE NOT ${isKnown(file)}`;
    const large = await rows<{ loan: string }>(
      client,
      `SELECT loan_id AS loan FROM (
         ${news} UNION ALL SELECT loan_id, ${sum} FROM ${file} WHERE loan_id IN (SELECT loan_id FROM stage_${file})) a
       GROUP BY loan_id HAVING sum(amount) > ${MOST_MONEY} ORDER BY loan_id LIMIT $1`,
      [mostOf(problems)],
    );
    for (const { loan } of large) {
      const fault = `more than ${formatMoney(MOST_MONEY)} in all for loan ${loan}`;
      report(problems, { file, line: null, field: null, fault, loan });
    }
    const [whole] = await rows<{ tooMuch: boolean }>(
      client,
      `SELECT coalesce((SELECT sum(${sum}) FROM ${file}), 0) + coalesce((SELECT sum(amount) FROM (${news}) a), 0) > ${MOST_OF_A_BOOK} AS "tooMuch"`,
    );
    if (whole?.tooMuch)
      report(problems, `${file}.csv: with it more than ${formatMoney(MOST_OF_A_BOOK)} in all of the book`);
  }
}
