import type { Day } from '../../domain/time/dates.js';
import { type Begin, rows, transaction } from '../base/connection/database.js';
import { leaveNudge, noteFact, type Source, touchLoan } from '../facts/facts.js';

/**
 * From a day on another rate holds, in per cent a year, `4.35`; another one for the same day corrects it. The instalments stay
 * as they are. @throws FactRefused for a loan that is not there
 */
export async function recordRate(
  db: Begin,
  change: { loan: string; annualRate: string; from: Day },
  source: Source,
): Promise<boolean> {
  const { loan, annualRate, from } = change;
  return transaction(db, async (client) => {
    await touchLoan(client, loan);
    const [known] = await rows<{ same: boolean }>(
      client,
      `SELECT annual_rate = $3::numeric AS same FROM rate_changes WHERE loan_id = $1 AND from_on = $2
       ORDER BY rate_change_id DESC LIMIT 1`,
      [loan, from, annualRate],
    );
    if (known?.same) return false;
    await client.query(
      'INSERT INTO rate_changes (loan_id, annual_rate, from_on, recorded_at, recorded_by) VALUES ($1, $2, $3, $4, $5)',
      [loan, annualRate, from, new Date(source.at), source.actor],
    );
    await noteFact(client, source, 'rate', `loan/${loan}`, { annualRate, from });
    await leaveNudge(client, 'loan', loan, `rate from ${from}`);
    return true;
  });
}
