import type { GateVerdict, PastContact } from '../../domain/contact/contact-gate.js';
import type { Vain } from '../../domain/contact/fallback.js';
import type { Figures, Purpose } from '../../domain/loan/steps.js';
import type { ChannelName } from '../../domain/plan/plan.js';
import type { ReasonCode } from '../../domain/reason/reason.js';
import type { Moment } from '../../domain/time/dates.js';
import { rows, type Sql } from '../base/connection/database.js';
import { saidStop } from './consent.js';
import { ANY_PAUSE, MAY_HAVE_GONE, PAUSED } from './sending.js';

/** A notice whose time has come, with what the gate and the sender need to know. */
export interface DueNotice {
  noticeId: number;
  /** What providers know it by. */
  messageId: string;
  loan: string;
  borrower: string;
  channel: ChannelName;
  template: string;
  purpose: Purpose;
  about: number | null;
  /** When it was to go by the rules. */
  at: Moment;
  dueAt: Moment;
  staleAt: Moment;
  attempts: number;
  plan: string;
  /** It may have gone out in the life of the database that was lost to a restore: the provider is asked first. */
  mayHaveGone: boolean;
  /** It was due while the provider was left in peace, sending was paused, or while it could not be opened. */
  keptWaiting: boolean;
  /** The contact it would go to now; null: none with consent. */
  contactId: number | null;
  addressSealed: Buffer | null;
  addressKey: Buffer | null;
  /** Null: erased. */
  nameSealed: Buffer | null;
  language: 'zh-CN' | 'en';
  currency: string;
  /** The person's data may only be stored, or are erased. */
  restricted: boolean;
  /** The borrower may have said stop on this channel, in words that nobody has read yet. */
  inDoubt: boolean;
  /** The borrower's time zone; null: not known. */
  zone: string | null;
  /** What its words say besides, as it was decided; null: nothing. */
  figures: Figures | null;
}

type Addressed = Pick<DueNotice, 'nameSealed' | 'language' | 'currency'>;

/** What a message about a loan says besides its figures; undefined: there is no such loan. */
export async function addresseeOf(sql: Sql, loan: string): Promise<Addressed | undefined> {
  const [found] = await rows<Addressed>(
    sql,
    `SELECT b.name_sealed AS "nameSealed", b.language, l.currency FROM loans l JOIN borrowers b USING (borrower_id) WHERE loan_id = $1`,
    [loan],
  );
  return found;
}

/**
 * Notices of a channel that are due, oldest first, with all that are due to the same persons, locked for this transaction. Channels decide one after the other: a cap
 * over all channels would not hold if two of them looked at the same past at once.
 */
export async function dueNotices(
  sql: Sql,
  channel: string,
  now: Moment,
  limit: number,
  staleOnly = false,
): Promise<DueNotice[]> {
  await decideAlone(sql);
  return rows<DueNotice>(
    sql,
    {
      name: 'due notices',
      text: `WITH first AS MATERIALIZED (
       SELECT n.* FROM notices n
       WHERE ${DUE}
       ORDER BY n.due_at, n.borrower_id, n.notice_id LIMIT $3 FOR UPDATE SKIP LOCKED
     ), others AS MATERIALIZED (
       SELECT n.* FROM loans l JOIN notices n USING (loan_id)
       WHERE l.borrower_id IN (SELECT borrower_id FROM first) AND ${DUE} AND n.notice_id NOT IN (SELECT notice_id FROM first)
       FOR UPDATE OF n SKIP LOCKED
     ), n AS (SELECT * FROM first UNION ALL SELECT * FROM others)
     SELECT n.notice_id AS "noticeId", n.message_id AS "messageId", n.loan_id AS loan, n.borrower_id AS borrower, n.channel, n.template, n.purpose, n.about,
            coalesce(d.at, n.due_at) AS at, n.due_at AS "dueAt", n.stale_at AS "staleAt", n.attempts, coalesce(n.reason IN ('${PROVIDER_DOWN}', '${UNREADABLE}', '${SENDING_PAUSED}'), false) AS "keptWaiting", l.plan, ${MAY_HAVE_GONE} AS "mayHaveGone", c.contact_id AS "contactId",
            c.address_sealed AS "addressSealed", c.address_key AS "addressKey", b.name_sealed AS "nameSealed", b.language, l.currency, b.time_zone AS zone,
            d.detail->'figures' AS figures,
            b.erased_at IS NOT NULL OR EXISTS (SELECT FROM restrictions r WHERE r.borrower_id = n.borrower_id AND r.until_at IS NULL) AS restricted,
            EXISTS (SELECT FROM answers a JOIN tasks t USING (task_id)
              WHERE a.borrower_id = n.borrower_id AND a.channel = n.channel AND a.in_doubt AND t.status = 'open') AS "inDoubt"
     FROM n JOIN loans l USING (loan_id) LEFT JOIN loan_diary d ON d.loan_id = n.loan_id AND d.entry = n.entry JOIN borrowers b ON b.borrower_id = n.borrower_id
     LEFT JOIN LATERAL (SELECT contact_id, address_sealed, address_key FROM contacts c
       WHERE c.borrower_id = n.borrower_id AND c.whose = 'self' AND c.channel = n.channel AND c.consent AND c.retired_at IS NULL AND NOT ${saidStop('c')}
       ORDER BY contact_id LIMIT 1) c ON true
     ORDER BY n.due_at, n.borrower_id, n.notice_id`,
    },
    [channel, new Date(now), limit, staleOnly],
  );
}

/** Of a notice `n` of the channel $1: it is due at $2. While its provider is down ($4) or sending is paused only what is stale is. */
const DUE = `n.channel = $1 AND n.status = 'reserved' AND n.due_at <= $2 AND (n.stale_at <= $2 OR NOT ($4 OR ${PAUSED}))`;

export const PROVIDER_DOWN = 'provider is down' satisfies ReasonCode;
/** It waits for the key: a person is told when it is of no use any more. */
export const UNREADABLE = 'name or address cannot be opened' satisfies ReasonCode;
export const SENDING_PAUSED = 'paused' satisfies ReasonCode;

/** What is due and not tried because its provider is down keeps that as its reason: whoever comes by later knows why it is late. */
export async function keepWaiting(sql: Sql, channel: string, now: Moment): Promise<void> {
  await sql.query(
    `UPDATE notices SET reason = $3
     WHERE channel = $1 AND status = 'reserved' AND due_at <= $2 AND reason IS DISTINCT FROM $3`,
    [channel, new Date(now), PROVIDER_DOWN],
  );
}

/** The same for what a pause holds. */
export async function keepPaused(sql: Sql, channel: string, now: Moment): Promise<void> {
  await sql.query(
    `UPDATE notices n SET reason = $3
     WHERE ${ANY_PAUSE} AND n.channel = $1 AND n.status = 'reserved' AND n.due_at <= $2 AND n.reason IS DISTINCT FROM $3 AND ${PAUSED}`,
    [channel, new Date(now), SENDING_PAUSED],
  );
}

/** From here to the end of the transaction no other channel decides. */
export async function decideAlone(sql: Sql): Promise<void> {
  await sql.query(`SELECT pg_advisory_xact_lock(hashtext('contact gate'))`);
}

/**
 * What was done to collect from these people since a moment, over all of their loans: messages and calls that went out or
 * may have gone out, and calls that staff have made.
 */
export async function contactHistory(
  sql: Sql,
  borrowers: string[],
  since: Moment,
): Promise<Map<string, PastContact[]>> {
  const past = await rows<PastContact & { borrower: string }>(
    sql,
    {
      name: 'contact history',
      text: `SELECT borrower_id AS borrower, coalesce(contacted_at, due_at) AS at, channel, loan_id AS loan, contact_id AS contact,
            CASE delivery_status WHEN 'delivered' THEN 'answered' WHEN 'undelivered' THEN 'unanswered' ELSE 'unknown' END AS outcome
     FROM notices WHERE borrower_id = ANY($1) AND purpose = 'collection' AND status IN ('sending', 'sent', 'unknown')
       AND coalesce(contacted_at, due_at) >= $2
     UNION ALL
     SELECT borrower_id, asked_at, 'voice', loan_id, NULL, coalesce(outcome, 'unknown') FROM staff_calls
     WHERE borrower_id = ANY($1) AND allowed AND purpose = 'collection' AND asked_at >= $2
     UNION ALL
     SELECT l.borrower_id, t.ended_at, 'voice', l.loan_id, NULL, 'unknown' FROM tasks t JOIN loans l USING (loan_id)
     WHERE l.borrower_id = ANY($1) AND t.kind = 'call' AND t.status = 'done' AND t.ended_at >= $2
       -- nobody asked before the call
       AND NOT EXISTS (SELECT FROM staff_calls s WHERE s.task_id = t.task_id AND s.allowed)`,
    },
    [borrowers, new Date(since)],
  );
  const histories = new Map(borrowers.map((it) => [it, [] as PastContact[]]));
  for (const { borrower, ...contact } of past) histories.get(borrower)!.push(contact);
  return histories;
}

/** The gate's decision as it stands on the notice. */
export interface GateDecision {
  rules: string;
  version: number;
  at: Moment;
  decision: GateVerdict;
}

/** What becomes of a notice: a wait moves it, an outcome settles it. */
export type NoticeChange = { gate?: GateDecision } & NoticeOutcome;

/** As the provider said it. */
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
      /** It came to nothing: a person calls, unless another channel reaches. */
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

/** A notice handed to the provider whose outcome is not known: the worker died, or the answer was lost. */
export interface UnsettledNotice {
  noticeId: number;
  messageId: string;
  loan: string;
  entry: string;
  firstAttemptAt: Moment | null;
  borrower: string;
  whose: string;
  channel: string;
  /** Null, as the two after it: erased. */
  addressSealed: Buffer | null;
  addressKey: Buffer | null;
  textSealed: Buffer | null;
  language: 'zh-CN' | 'en';
  dueAt: Moment;
  attempts: number;
  /** Tried so recently that the provider may not show it yet. */
  fresh: boolean;
  /** First tried so long ago that nobody waits for the provider's word any longer. */
  old: boolean;
}

export async function unsettledNotices(sql: Sql, channel: string, limit: number): Promise<UnsettledNotice[]> {
  return rows<UnsettledNotice>(
    sql,
    {
      name: 'unsettled notices',
      text: `SELECT n.notice_id AS "noticeId", n.message_id AS "messageId", n.loan_id AS loan, n.entry, n.first_attempt_at AS "firstAttemptAt", n.due_at AS "dueAt", n.attempts,
            c.borrower_id AS borrower, c.whose, c.channel, c.address_sealed AS "addressSealed", c.address_key AS "addressKey", n.text_sealed AS "textSealed", b.language,
            n.attempted_at > now() - interval '60 seconds' AS fresh, n.first_attempt_at < now() - interval '3 days' AS old
     FROM notices n JOIN contacts c USING (contact_id) JOIN borrowers b ON b.borrower_id = n.borrower_id
     WHERE n.channel = $1 AND n.status = 'sending' ORDER BY n.notice_id LIMIT $2`,
    },
    [channel, limit],
  );
}

/** Provider ids already bound to a notice to the same contact: a look-up must not take them twice. */
export async function boundProviderIds(sql: Sql, noticeId: number): Promise<Set<string>> {
  const bound = await rows<{ provider_id: string }>(
    sql,
    `SELECT m.provider_id FROM notices n JOIN loans l USING (borrower_id)
       JOIN notices m ON m.loan_id = l.loan_id AND m.contact_id = n.contact_id AND m.channel = n.channel
     WHERE n.notice_id = $1 AND m.provider_id IS NOT NULL`,
    [noticeId],
  );
  return new Set(bound.map((row) => row.provider_id));
}

/** When the channel must be looked at next; null: nothing waits. */
export async function nextDue(sql: Sql, channel: string): Promise<Moment | null> {
  const [row] = await rows<{ at: Moment | null }>(
    sql,
    {
      name: 'next notice due',
      text: `SELECT least(
         (SELECT n.due_at FROM notices n WHERE n.channel = $1 AND n.status = 'reserved' AND NOT ${PAUSED} ORDER BY n.due_at LIMIT 1),
         (SELECT min(n.stale_at) FROM notices n WHERE ${ANY_PAUSE} AND n.channel = $1 AND n.status = 'reserved' AND ${PAUSED})) AS at`,
    },
    [channel],
  );
  return row?.at ?? null;
}
