import { rows, type Sql } from '../../store/base/connection/database.js';

/** A payment has been booked by then, even over a week of holidays. */
const LONGEST_DAYS = 7;

/** Reversals whose payment should have come long ago: another reference was meant, or the payment is lost. */
export async function reversalFaults(sql: Sql): Promise<string[]> {
  const found = await rows<{ reference: string; days: number; all: number }>(
    sql,
    `SELECT reference, (now()::date - recorded_at::date) AS days, count(*) OVER ()::int AS all FROM waiting_reversals
     WHERE recorded_at < now() - make_interval(days => $1) ORDER BY recorded_at, reference LIMIT 1`,
    [LONGEST_DAYS],
  );
  return found.map(
    ({ reference, days, all }) =>
      `${all} reversals wait for a payment that does not come, ${reference} for ${days} days: was another reference meant? \`payment again ${reference}\` drops it`,
  );
}
