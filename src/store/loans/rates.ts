import type { Day } from '../../domain/time/dates.js';
import { type Begin, rows, type Sql, transaction } from '../base/connection/database.js';
import { type Source, touchLoan } from '../facts/facts.js';
import { noteFacts, tellLoans } from '../facts/many.js';

/**
 * From a day on another rate holds, in per cent a year, `4.35`; another one for the same day corrects it. The instalments stay
 * as they are. @throws FactRefused for a loan that is not there
 */
export async function recordRate(db: Begin, change: NewRate, source: Source): Promise<boolean> {
  return transaction(db, async (client) => {
    await touchLoan(client, change.loan);
    return (await recordRates(client, [change], source)) > 0;
  });
}

export interface NewRate {
  loan: string;
  annualRate: string;
  from: Day;
}

/** The same of many known loans; answers for how many it was news. */
export async function recordRates(client: Sql, all: readonly NewRate[], source: Source): Promise<number> {
  const news = await rows<NewRate>(
    client,
    `INSERT INTO rate_changes (loan_id, annual_rate, from_on, recorded_at, recorded_by)
     SELECT loan, "annualRate", "from", $2, $3 FROM jsonb_to_recordset($1) AS it (loan text, "annualRate" numeric, "from" date)
     WHERE "annualRate" IS DISTINCT FROM (SELECT r.annual_rate FROM rate_changes r WHERE r.loan_id = loan AND r.from_on = "from"
       ORDER BY rate_change_id DESC LIMIT 1)
     RETURNING loan_id AS loan, annual_rate::text AS "annualRate", from_on AS "from"`,
    [JSON.stringify(all), new Date(source.at), source.actor],
  );
  const notes = news.map(({ loan, ...detail }) => ({ subject: `loan/${loan}`, detail }));
  await noteFacts(client, source, 'rate', notes);
  await tellLoans(
    client,
    news.map((it) => it.loan),
    'rate',
  );
  return news.length;
}
