import type { GateVerdict } from '../../domain/contact/contact-gate.js';
import type { Vain } from '../../domain/contact/fallback.js';
import type { ReasonCode } from '../../domain/reason/reason.js';
import type { Moment } from '../../domain/time/dates.js';
import type { Sql } from '../base/connection/database.js';

/** The gate's decision as it stands on the notice. */
export interface GateDecision {
  rules: string;
  version: number;
  at: Moment;
  decision: GateVerdict;
}

/** What becomes of a notice: a wait moves it, an outcome settles it. */
export type NoticeChange = { gate?: GateDecision } & NoticeOutcome;

/** A code of the provider's own. */
type ProviderCode = string & {};

type NoticeOutcome =
  | { noticeId: number; status: 'reserved'; dueAt: Moment; reason: ReasonCode | ProviderCode }
  | {
      noticeId: number;
      status: 'suppressed' | 'failed' | 'unknown';
      reason: ReasonCode;
      code?: string;
      dueAt?: Moment;
      /** It is said in the message of another loan. */
      joinedTo?: number;
      /** Why it did not reach the borrower: a person calls, unless another channel reaches. */
      vain?: Vain;
    }
  | { noticeId: number; status: 'sending'; contactId: number; textSealed: Buffer; firstAttemptAt?: Moment }
  | { noticeId: number; status: 'sent'; providerId: string };

/** Writes what became of a batch of notices in one statement. `now` is when it was settled. */
export async function changeNotices(sql: Sql, changes: NoticeChange[], now: Moment): Promise<void> {
  if (changes.length === 0) return;
  const list = changes.map((change) => ({
    ...change,
    dueAt: 'dueAt' in change && change.dueAt !== undefined ? new Date(change.dueAt) : null,
    firstAttemptAt:
      'firstAttemptAt' in change && change.firstAttemptAt !== undefined ? new Date(change.firstAttemptAt) : null,
    textSealed: 'textSealed' in change ? change.textSealed.toString('hex') : null,
  }));
  await sql.query({
    name: 'change notices',
    text: `WITH change AS (
       SELECT * FROM jsonb_to_recordset($1) AS c ("noticeId" bigint, status text, reason text, "dueAt" timestamptz,
         "firstAttemptAt" timestamptz, "contactId" bigint, "textSealed" text, "providerId" text, code text, gate jsonb, "joinedTo" bigint)
     ), tried AS (
       INSERT INTO notice_attempts (notice_id, attempt, at, outcome)
       SELECT n.notice_id, n.attempts + 1, $2, 'sending' FROM change c JOIN notices n ON n.notice_id = c."noticeId"
       WHERE c.status = 'sending'
     ), outcome AS (
       UPDATE notice_attempts a SET outcome = c.status, code = coalesce(c.code, c.reason)
       FROM change c JOIN notices n ON n.notice_id = c."noticeId"
       WHERE a.notice_id = n.notice_id AND a.attempt = n.attempts AND n.status = 'sending' AND c.status <> 'sending'
     ), apart AS (
       -- what was to be said with a message that did not go waits with it
       UPDATE notices n SET status = 'reserved', reason = c.reason, due_at = coalesce(c."dueAt", n.due_at), settled_at = NULL, joined_to = NULL
       FROM change c WHERE n.joined_to = c."noticeId" AND c.status = 'reserved'
     )
     UPDATE notices n SET
       status = c.status,
       joined_to = c."joinedTo",
       reason = CASE WHEN c.status IN ('sending', 'sent') THEN NULL ELSE c.reason END,
       due_at = coalesce(c."dueAt", n.due_at),
       attempts = n.attempts + (c.status = 'sending')::int,
       first_attempt_at = CASE WHEN c.status = 'sending' THEN least(c."firstAttemptAt", coalesce(n.first_attempt_at, now())) ELSE n.first_attempt_at END,
       attempted_at = CASE WHEN c.status = 'sending' THEN now() ELSE n.attempted_at END,
       contacted_at = CASE WHEN c.status = 'sending' THEN $2::timestamptz ELSE n.contacted_at END,
       gate = coalesce(c.gate, n.gate),
       contact_id = coalesce(c."contactId", n.contact_id),
       text_sealed = coalesce(decode(c."textSealed", 'hex'), n.text_sealed),
       template_version = CASE WHEN c.status = 'sending'
         THEN (SELECT max(version) FROM templates t WHERE t.template = n.template) ELSE n.template_version END,
       provider_id = coalesce(c."providerId", n.provider_id),
       settled_at = CASE WHEN c.status IN ('reserved', 'sending') THEN NULL ELSE $2::timestamptz END
     FROM change c WHERE n.notice_id = c."noticeId"
       -- a report may have come in the meantime: what the provider has must not go once more
       AND (n.status <> 'sent' OR c.status = 'sent')`,
    values: [JSON.stringify(list), new Date(now)],
  });
}
