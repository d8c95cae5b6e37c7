import type { ChannelName } from '../../domain/plan/plan.js';
import { type Moment, momentAt } from '../../domain/time/dates.js';
import type { Retrigger } from '../../domain/work/batch.js';
import { rows, type Sql } from '../base/connection/database.js';
import type { DoneBefore } from '../notices/retrigger.js';

/** A step of a loan's diary that is done again. */
export interface NewestStep {
  entry: string;
  at: Moment;
  what: 'notice' | 'task.open';
  rule: string;
  /** Of a message; null: it is a task. */
  channel: ChannelName | null;
  /** What is said, or the kind of the task. */
  kind: string;
  /** Who does the task; null: it is a message. */
  role: string | null;
  before: DoneBefore;
}

/** It reached nobody, as far as is known: refused, dropped, of unknown outcome, or not delivered. */
const UNREACHED = `(n.status IN ('failed', 'unknown') OR n.status = 'suppressed' AND n.reason IS DISTINCT FROM 'joined' OR n.delivery_status = 'undelivered')`;

/** Of each loan the newest step of that kind, by the entry of its first try; loans without one are left out. */
export async function newestSteps(
  sql: Sql,
  loans: readonly string[],
  { what, channel, rule, since, unreached = false }: Retrigger,
): Promise<Map<string, NewestStep>> {
  const found = await rows<DoneBefore & { loan: string; entry: string }>(
    sql,
    `SELECT DISTINCT ON (d.loan_id) d.loan_id AS loan, regexp_replace(d.entry, '/again[-/][0-9]+.*$', '') AS entry,
            d.at, d.what, d.rule, d.dpd, d.stage, d.detail
     FROM loan_diary d LEFT JOIN notices n ON n.loan_id = d.loan_id AND n.entry = d.entry
     WHERE d.loan_id = ANY($1) AND d.what = $2 AND ($3::text IS NULL OR n.channel = $3) AND ($4::text IS NULL OR d.rule = $4)
       AND ($5::timestamptz IS NULL OR d.at >= $5) AND (NOT $6 OR ${UNREACHED})
     ORDER BY d.loan_id, d.at DESC, d.entry`,
    [
      loans,
      what,
      channel ?? null,
      rule ?? null,
      since === undefined ? null : new Date(momentAt(since, '00:00')),
      unreached,
    ],
  );
  return new Map(
    found.map(({ loan, entry, ...before }) => [
      loan,
      {
        ...{ entry, at: before.at, what: before.what, rule: before.rule, before },
        channel: (before.detail.channel as ChannelName | undefined) ?? null,
        kind: (before.detail.template ?? before.detail.kind) as string,
        role: (before.detail.role as string | undefined) ?? null,
      },
    ]),
  );
}
