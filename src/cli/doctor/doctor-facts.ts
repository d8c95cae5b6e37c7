import { rows, type Sql } from '../../store/base/connection/database.js';
import { listWebhooks } from '../../store/news/webhooks.js';
import { untoldGlass } from '../../store/work/glass-mails.js';
import { ago } from '../connect/now.js';

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

/** Auditors are mailed every hour; a mail server may be away for one. */
const TOLD_WITHIN_MS = 3 * 3_600_000;

/** What one person has done alone, and no auditor was told of. */
export async function glassFaults(sql: Sql): Promise<string[]> {
  const untold = await untoldGlass(sql, ago(TOLD_WITHIN_MS));
  return untold === 0
    ? []
    : [
        `no auditor was mailed ${untold} decisions that --break-glass made: \`user add\` one with --access auditor, \`staff email\` the address; is there a mail channel, does the worker run?`,
      ];
}

/** Systems of the lender's that were not told, for three days. */
export async function webhookFaults(sql: Sql): Promise<string[]> {
  return (await listWebhooks(sql)).flatMap(({ webhook, failed, ended }) =>
    failed === 0 || ended
      ? []
      : [
          `${webhook} did not take ${failed} events in three days: \`webhook log ${webhook}\` says why, \`webhook redeliver\``,
        ],
  );
}
