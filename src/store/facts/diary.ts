import type { Reason } from '../../domain/reason/reason.js';
import type { Moment } from '../../domain/time/dates.js';
import type { Sql } from '../base/connection/database.js';
import type { Kind } from '../base/subjects.js';

/** What has a diary: a subject's kind and id. */
export interface DiaryOf {
  kind: Kind;
  id: string;
}

/** Whatever is besides these is its detail. */
interface DiaryEntry {
  /** Unique within its diary. */
  key: string;
  /** When it belongs. */
  at: Moment;
  what: string;
  rule: string;
  why: Reason;
}

/**
 * Notes what was done about a subject, at `now`, other than by the wake-up of a loan (loans/write-parts.ts). An entry that stands there already is
 * passed over. `dpd`: of a loan, the days that it is past due then; null: of another subject.
 */
export async function writeDiary(
  sql: Sql,
  of: DiaryOf,
  entries: readonly DiaryEntry[],
  now: Moment,
  dpd: number | null = null,
): Promise<void> {
  const asRow = ({ key, at, what, rule, why, ...detail }: DiaryEntry) => ({
    ...{ key, at: new Date(at), what, rule, because: why, detail },
  });
  await sql.query(
    `INSERT INTO diary (kind, subject, entry, at, acted_at, what, rule, because, detail, dpd, stage, plan_version)
     SELECT $1, $2, key, at, $3, what, rule, because, detail, $5::integer, l.stage, $6::integer
     FROM jsonb_to_recordset($4) AS s (key text, at timestamptz, what text, rule text, because jsonb, detail jsonb)
       LEFT JOIN loans l ON $1 = 'loan' AND l.loan_id = $2
     ON CONFLICT DO NOTHING`,
    // Of a loan this follows fixed rules, not a version of its plan.
    [of.kind, of.id, new Date(now), JSON.stringify(entries.map(asRow)), dpd, of.kind === 'loan' ? 0 : null],
  );
}
